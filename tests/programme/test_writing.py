"""What is written as TOML is read as the same programme."""

from copy import deepcopy
from datetime import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.services import the_programme
from shared.programme.content import content_of
from shared.programme.reading import parse_programme, programme_of
from shared.programme.writing import toml_of

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
TIMES = st.times().map(lambda one: one.replace(microsecond=0, tzinfo=None))
CHANGES = st.fixed_dictionaries(
    {
        "title": WORDS,
        "start": TIMES,
        "capacity": st.none() | st.integers(1, 2000),
        "reminders": st.lists(st.integers(1, 10_000_000), max_size=4),
        "rules": st.lists(WORDS, min_size=1, max_size=12),
        "options": st.dictionaries(WORDS, st.sampled_from(["pgdit", "educators"]), min_size=1, max_size=3),
        "crisis": st.booleans(),
        "feedback": st.booleans(),
        "hubs": st.booleans(),
    }
)


def with_changes(changes: dict[str, Any]) -> Any:
    content: Any = deepcopy(content_of(the_programme()))
    series = content["series"][0]
    series |= {"title": changes["title"], "start": changes["start"].isoformat(), "capacity": changes["capacity"]}
    series["reminders"] = changes["reminders"]
    content["ground_rules"]["rules"] = changes["rules"]
    content["not_for"][0]["crisis"] = changes["crisis"]
    content["forms"]["sign_up"]["questions"]["audience"]["options"] = changes["options"]
    if not changes["feedback"]:
        del content["forms"]["feedback"]
    if not changes["hubs"]:
        content["hubs"] = []
        del content["forms"]["sign_up"]["questions"]["hub"]
    return content


@settings(deadline=None, max_examples=100)
@given(CHANGES)
def test_reading_what_was_written_gives_the_same_programme(changes: dict[str, Any]) -> None:
    programme = programme_of(with_changes(changes))
    assert parse_programme(toml_of(programme, "Version 3")) == programme


def test_the_text_looks_like_the_file() -> None:
    lines = toml_of(the_programme(), "Version 3, published on 1 December 2026").splitlines()
    assert lines[:4] == [
        "# Version 3, published on 1 December 2026",
        "",
        "[programme]",
        'name = "Northmoor Virtual Café"',
    ]
    assert "start = 12:30:00" in lines
    assert "prepared = 2026-11-28" in lines
    assert 'reminders = ["P7D", "P1D", "PT1H"]' in lines
    assert "[[series]]" in lines
    assert "[forms.sign_up.questions.hub]" in lines
    assert '"No, I join on my own device" = ""' in " ".join(lines)
    assert max(map(len, lines)) < 400


def test_what_toml_has_no_plain_letter_for_is_escaped() -> None:
    content: Any = deepcopy(content_of(the_programme()))
    content["series"][0]["title"] = 'A "café"\\\n\t\x7f\x01'
    text = toml_of(programme_of(content))
    assert 'title = "A \\"café\\"\\\\\\n\\t\\u007f\\u0001"' in text.splitlines()
    assert parse_programme(text).series[0].start == time(12, 30)
