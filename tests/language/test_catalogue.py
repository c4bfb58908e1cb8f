"""Which language is spoken, and how a sentence comes out in it."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from local.catalogues import begun
from shared.bulletin.issues import ItemGroup, ItemWords
from shared.language.catalogue import Marked, language, languages, say, say_many, speaking
from shared.language.dates import long_date
from shared.templates.rendering import render

ROOT = Path(__file__).resolve().parents[2]
PLACES = "We will cancel your place on this date:", "We will cancel your places on these dates:"
"""A message with two forms that a template has."""


def put(folder: Path, language: str, said: Mapping[str | tuple[str, str], str | tuple[str, ...]]) -> None:
    """A compiled catalogue with these translations."""
    catalogue = begun(language) if language == "cy" else Catalog()
    for english, words in said.items():
        catalogue.add(english, words)
    with (folder / f"{language}.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Welsh, as far as these tests need it."""
    said: dict[str | tuple[str, str], str | tuple[str, ...]] = {
        "You have a place": "Mae gennych le",
        "Waiting list: {session}": "{session} (rhestr aros)",
        "{day} {month} {year}": "{day} o {month} {year}",
        "Wednesday": "Dydd Mercher",
        "December": "Rhagfyr",
        ("{count} day", "{count} days"): ("dim", "un", "dau", "tri", "chwech", "{count} diwrnod"),
        PLACES: ("0", "1", "2", "3", "6", "arall"),
    }
    put(tmp_path, "cy", said)
    put(tmp_path, "xx-Wide", {"You have a place": "wide"})
    return tmp_path


def test_english_is_spoken_unless_another_language_is_asked_for(folder: Path) -> None:
    assert (language(), say("You have a place")) == ("en", "You have a place")
    with speaking("cy", folder):
        assert (language(), say("You have a place")) == ("cy", "Mae gennych le")
        with speaking("en", folder):
            assert say("You have a place") == "You have a place"
        assert language() == "cy"
    assert language() == "en"


def test_english_is_spoken_again_after_an_error(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), speaking("cy", folder):
        raise ZeroDivisionError
    assert language() == "en"


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        ("cy", "cy"),
        ("CY", "cy"),
        ("cy-GB", "cy"),
        ("xx-wide", "xx-Wide"),
        ("xx", "en"),
        ("en-GB", "en"),
        ("fr", "en"),
        ("", "en"),
        ("../cy", "en"),
        ("*", "en"),
    ],
)
def test_the_nearest_language_that_has_a_catalogue_is_spoken(folder: Path, wanted: str, spoken: str) -> None:
    with speaking(wanted, folder):
        assert language() == spoken


def test_the_languages_are_the_files_that_lie_there(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert languages(folder) == ["en", "cy", "xx-Wide"]
    assert languages(tmp_path_factory.mktemp("empty")) == ["en"]
    assert languages(ROOT / "no_such_folder") == ["en"]


def test_values_go_where_the_translation_wants_them(folder: Path) -> None:
    with speaking("cy", folder):
        assert say(Marked("Waiting list: {session}"), session="{a} café") == "{a} café (rhestr aros)"
    assert say(Marked("Waiting list: {session}"), session="{a} café") == "Waiting list: {a} café"


def test_a_sentence_without_translation_stays_english(folder: Path) -> None:
    with speaking("cy", folder):
        assert say("Dear {name},", name="Amara") == "Dear Amara,"
        assert say_many("{count} hour", "{count} hours", count=2) == "2 hours"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "dim"),
        (1, "un"),
        (2, "dau"),
        (3, "tri"),
        (4, "4 diwrnod"),
        (5, "5 diwrnod"),
        (6, "chwech"),
        (7, "7 diwrnod"),
    ],
)
def test_a_number_takes_its_form(folder: Path, count: int, said: str) -> None:
    with speaking("cy", folder):
        assert say_many("{count} day", "{count} days", count=count) == said
    english = "1 day" if count == 1 else f"{count} days"
    assert say_many("{count} day", "{count} days", count=count) == english


def test_dates_are_said_in_the_language_at_hand(folder: Path) -> None:
    moment, zone = datetime(2026, 12, 9, 12, 30, tzinfo=UTC), ZoneInfo("Europe/London")
    with speaking("cy", folder):
        assert long_date(moment, zone) == "Dydd Mercher 9 o Rhagfyr 2026"


def test_a_template_speaks_the_language_of_the_moment_and_escapes_what_stands_in_a_sentence(tmp_path: Path) -> None:
    put(tmp_path, "xx", {"Changes on %(when)s": "<b>Gwanwyn</b> %(when)s & %(when)s"})
    groups = [ItemGroup("", [ItemWords(title="", summary="", when="<1>", whom="", link="")])]
    for wanted, said in (("en", "Changes on &lt;1&gt;"), ("xx", "<b>Gwanwyn</b> &lt;1&gt; & &lt;1&gt;")):
        with speaking(wanted, tmp_path):
            assert f"<strong>{said}</strong>" in render(
                "pages/bulletin_entry.html", issue={"introduction": []}, groups=groups
            )


def test_starting_the_app_reads_no_catalogue() -> None:
    script = """
import sys
seen = []
reading = {"open", "os.listdir", "os.scandir"}
sys.addaudithook(lambda event, given: seen.append(str(given[0])) if event in reading else None)
import function_app
print([name for name in seen if "catalogues" in name], "babel" in sys.modules, "jinja2" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[] False False\n"
