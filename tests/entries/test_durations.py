"""How long before: people's words become ISO durations, and come back as words."""

from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from shared.entries.durations import all_in_words, as_iso, in_words, length_of, read_lengths
from shared.language.catalogue import speaking


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("7 days, 1 day, 1 hour", ["P7D", "P1D", "PT1H"]),
        ("5 days", ["P5D"]),
        ("2 weeks; 90 minutes", ["P14D", "PT90M"]),
        ("7 days\n1 day\n1 hour", ["P7D", "P1D", "PT1H"]),
        ("7 days and 2 hours", ["P7D", "PT2H"]),
        ("1 day 12 hours", ["PT36H"]),
        ("5days, 2hrs, 30 mins.", ["P5D", "PT2H", "PT30M"]),
        ("24 hours", ["P1D"]),
        ("7 Days,", ["P7D"]),
        ("", []),
    ],
)
def test_what_people_type_is_understood(typed: str, iso: list[str]) -> None:
    assert [as_iso(one) for one in read_lengths(typed)] == iso


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("soon", "soon"),
        ("7", "7"),
        ("days", "days"),
        ("P7D", "p7d"),
        ("7 days before", "7 days before"),
        ("0 days", "0 days"),
        ("2 years", "2 years"),
        ("-1 day", "-1 day"),
        ("400 days", "400 days"),
        ("1 day, 2 fortnights", "2 fortnights"),
    ],
)
def test_what_is_no_length_is_named(typed: str, wrong: str) -> None:
    with pytest.raises(ValueError, match="Enter how long before") as found:
        read_lengths(typed)
    assert str(found.value) == f"Enter how long before, as in 5 days or 2 hours. “{wrong}” is not."


def test_one_that_stands_there_twice_is_named() -> None:
    with pytest.raises(ValueError, match="“1 day” stands there twice"):
        read_lengths("1 day, 24 hours")


def test_the_programmes_own_lengths_are_words() -> None:
    assert all_in_words(["P7D", "P1D", "PT1H"]) == "7 days, 1 day, 1 hour"
    assert all_in_words([timedelta(days=14), "PT90M", "PT36H"]) == "14 days, 90 minutes, 36 hours"


@given(st.integers(1, 366 * 24 * 60))
def test_whatever_length_comes_back_as_it_was(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert length_of(as_iso(length)) == length
    [again] = read_lengths(in_words(length)) if minutes <= 99_999 else [length]
    assert again == length


def test_the_words_of_another_language_are_understood_too(tmp_path: Path) -> None:
    german = Catalog(locale="de")
    german.add(("{count} day", "{count} days"), ("{count} Tag", "{count} Tage"))
    german.add("and", "und")
    with (tmp_path / "de.mo").open("wb") as compiled:
        write_mo(compiled, german)
    with speaking("de", tmp_path):
        assert in_words(timedelta(days=2)) == "2 Tage"
        assert read_lengths("7 Tage, 1 Tag und 3 hours") == [timedelta(days=7), timedelta(days=1), timedelta(hours=3)]
