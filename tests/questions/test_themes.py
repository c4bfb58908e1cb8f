"""Themes of texts."""

from hypothesis import given
from hypothesis import strategies as st

from local.memory.services import the_programme
from shared.questions.themes import themes_of

THEMES = the_programme().themes
WORDS = st.sampled_from([word for theme in THEMES for word in theme.words])
TEXTS = st.lists(st.lists(WORDS | st.sampled_from(["and", "rotation", "image"]), max_size=4).map(" ".join))


def found(*texts: str) -> list[tuple[str, int]]:
    return [(theme.name, count) for theme, count in themes_of(texts, THEMES)]


def test_themes_are_counted_by_texts_and_the_most_frequent_comes_first() -> None:
    assert found(
        "My ARCP, and the portfolio of my portfolio",
        "Neurodiversity and the Rota",
        "Who reads e-portfolios?",
        "Lunch",
    ) == [
        ("ARCP and portfolio", 2),
        ("Rotas and exception reporting", 1),
        ("Differential attainment and inclusion", 1),
    ]


def test_a_word_within_another_word_is_no_theme() -> None:
    assert found("My rotation", "An image", "incoming calls") == []


def test_hyphens_apostrophes_and_capitals_make_no_difference() -> None:
    assert found("Can I train PART\u2011TIME?", "Part  time\ntraining") == [("Less than full time training", 2)]


@given(TEXTS)
def test_counts_are_those_of_each_text_alone(texts: list[str]) -> None:
    alone = [theme.name for text in texts for theme, _ in themes_of([text], THEMES)]
    assert dict(found(*texts)) == {name: alone.count(name) for name in alone}


@given(TEXTS)
def test_themes_come_by_count_and_then_in_the_files_order(texts: list[str]) -> None:
    themes = themes_of(texts, THEMES)
    assert themes == sorted(themes, key=lambda one: (-one[1], THEMES.index(one[0])))
