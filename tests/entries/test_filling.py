"""A filled form: its values, or what is wrong at which field."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from shared.entries.filling import fill, posted_texts
from shared.entries.sections import SECTIONS
from shared.errors import NotUsable

DATA = tomllib.loads((Path(__file__).parents[2] / "cafe.toml").read_text("utf-8"))

SERIES = {
    "title": "Virtual Café for educators",
    "audience": "Educators",
    "rule": "3",
    "rule-day": "TH",
    "rule-other": "",
    "start": "1pm",
    "minutes": "60",
    "capacity": "",
    "holidays": "skip",
    "reminders": "5 days, 1 hour",
    "grades": "consultant\n\n TPD \nconsultant",
}
HUB = {"name": "Westby", "address": "Room 1", "contact": "pgc.westby@example.nhs.uk"}
FACILITATOR: Mapping[str, str | list[str]] = {
    "name": "Dr Ada Rook",
    "email": "ada.rook@example.nhs.uk",
    "role": "Dean",
    "series": "pgdit",
}
ACCESSIBILITY = {
    "status": "fully",
    "issues": "",
    "prepared-day": "28",
    "prepared-month": "11",
    "prepared-year": "2026",
    "reviewed-day": "1",
    "reviewed-month": "2",
    "reviewed-year": "2027",
    "tested": "By hand.",
    "answer_days": "10",
    "enforced_by": "EHRC",
}
NUMBERS = {"hide_up_to": "7", "round_to": "5"}
FEED: Mapping[str, str | list[str]] = {
    "title": "News",
    "url": "https://news.example.org/feed",
    "audiences": ["pgdit", "stakeholders"],
}


def filled(section: str, posted: Mapping[str, str | list[str]]) -> Mapping[str, object]:
    one = SECTIONS[section]
    return fill(one, posted_texts(one, posted), DATA).values


def wrong(section: str, posted: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    with pytest.raises(NotUsable) as found:
        filled(section, posted)
    return [(error["field"], error["message"]) for error in found.value.errors]


def test_a_series_is_filled_in_by_people() -> None:
    assert filled("series", SERIES) == {
        "title": "Virtual Café for educators",
        "audience": "Educators",
        "choice_words": [],
        "rule": "FREQ=MONTHLY;BYDAY=3TH",
        "start": "13:00:00",
        "minutes": 60,
        "capacity": None,
        "holidays": "skip",
        "reminders": ["P5D", "PT1H"],
        "grades": ["consultant", "TPD"],
    }


@pytest.mark.parametrize(
    ("typed", "start"),
    [("12:30", "12:30:00"), ("9.15", "09:15:00"), ("1pm", "13:00:00"), ("12am", "00:00:00"), ("midday", "12:00:00")],
)
def test_a_time_is_understood_as_people_write_it(typed: str, start: str) -> None:
    assert filled("series", SERIES | {"start": typed})["start"] == start


def test_days_and_choices_and_addresses_are_read() -> None:
    assert filled("accessibility", ACCESSIBILITY)["reviewed"] == "2027-02-01"
    assert filled("feeds", FEED)["audiences"] == ["pgdit", "stakeholders"]
    assert filled("hubs", HUB | {"contact": " <pgc.westby@example.nhs.uk>"})["contact"] == "pgc.westby@example.nhs.uk"
    assert filled("facilitators", {**FACILITATOR, "series": []})["series"] == []
    assert filled("held-texts", {"held_for": ""})["held_for"] == ""


@pytest.mark.parametrize(
    ("section", "posted", "errors"),
    [
        (
            "series",
            SERIES | {"reminders": "soon"},
            [("reminders", "Enter how long before, as in 5 days or 2 hours. “soon” is not.")],
        ),
        ("series", SERIES | {"start": "12"}, [("start", "Enter a time, as in 12:30 or 1pm")]),
        ("series", SERIES | {"start": "25:00"}, [("start", "Enter a time, as in 12:30 or 1pm")]),
        ("series", SERIES | {"start": "13pm"}, [("start", "Enter a time, as in 12:30 or 1pm")]),
        ("series", SERIES | {"start": "noon"}, [("start", "Enter a time, as in 12:30 or 1pm")]),
        ("series", SERIES | {"minutes": "4"}, [("minutes", "Enter a number from 5 to 480")]),
        ("series", SERIES | {"capacity": "2001"}, [("capacity", "Enter a number from 1 to 2,000")]),
        ("series", SERIES | {"capacity": "many"}, [("capacity", "Enter a number from 1 to 2,000")]),
        ("series", SERIES | {"holidays": "swim"}, [("holidays", "Select from the list")]),
        ("series", SERIES | {"rule": ""}, [("rule", "Select how often")]),
        ("series", SERIES | {"rule-day": ""}, [("rule-day", "Select the day of the week")]),
        (
            "series",
            SERIES | {"rule-other": "FREQ=MONTHLY;BYDAY=2WE,4WE"},
            [("rule-other", "Select “Another rule” above, or leave this empty")],
        ),
        (
            "series",
            SERIES | {"rule": "other", "rule-other": "FREQ=MONTHLY"},
            [
                (
                    "rule-other",
                    "Enter a rule that can be used. "
                    "Say on which day, with BYDAY or BYMONTHDAY, such as FREQ=MONTHLY;BYDAY=2WE.",
                )
            ],
        ),
        (
            "hubs",
            {},
            [
                ("name", "Enter the name"),
                ("address", "Enter the room and address"),
                ("contact", "Enter the email address of the host"),
            ],
        ),
        ("hubs", HUB | {"contact": "westby"}, [("contact", "Enter an email address, as in name@example.nhs.uk")]),
        ("hubs", HUB | {"name": "x" * 301}, [("name", "Enter 300 characters or fewer")]),
        ("facilitators", {**FACILITATOR, "series": "nurses"}, [("series", "Select from the list")]),
        ("feeds", {**FEED, "url": "news"}, [("url", "Enter a web address, as in https://www.example.org")]),
        ("ground-rules", {"rules": " \n "}, [("rules", "Enter at least one rule")]),
        (
            "ground-rules",
            {"rules": "ok\n" + "x" * 301},
            [("rules", "Line 2 is too long. Enter 300 characters or fewer")],
        ),
        ("ground-rules", {"rules": "\n".join(map(str, range(301)))}, [("rules", "Enter 300 lines or fewer")]),
        (
            "accessibility",
            ACCESSIBILITY | {"reviewed-month": "13"},
            [("reviewed", "Enter a real date, as in 27 3 2027")],
        ),
        (
            "accessibility",
            ACCESSIBILITY | {"prepared-day": "", "prepared-month": "", "prepared-year": ""},
            [("prepared", "Enter the date")],
        ),
        (
            "small-numbers",
            NUMBERS | {"hide_up_to": "1"},
            [("hide_up_to", "Enter 0, or a number from 2 to 100. With 1, it is clear what is hidden")],
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    section: str, posted: Mapping[str, str | list[str]], errors: list[tuple[str, str]]
) -> None:
    assert wrong(section, posted) == errors
