"""The difference in words: one sentence for each change, with who is affected."""

from typing import Any

import pytest
from pydantic import BaseModel

from local.memory.builders import NOW
from local.memory.services import the_programme
from shared.programme.content import content_of
from shared.programme.merging import with_value
from shared.programme.model import Programme
from shared.programme.values import Part
from shared.versions.affected import affected, affects_words
from shared.versions.differences import GONE, NEW, differences
from shared.versions.fields import FIELDS
from tests.versions.given import CAPACITY, FILE, REMINDERS, a_cafe

PGDIT = "Virtual Café for postgraduate doctors in training"
TAN = ("facilitators", "wen-li-tan")
HUB = {"id": "west", "name": "West", "address": "1 Lane", "contact": "west@example.nhs.uk"}


def words(*changes: tuple[tuple[str, ...], object]) -> list[str]:
    after = content_of(the_programme())
    for place, value in changes:
        after = with_value(after, place, value)
    return [change.words for change in differences(FILE, after)]


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (REMINDERS, ["P5D", "P1D", "PT1H"], f"Reminder of {PGDIT}: 7 days before → 5 days before"),
        (REMINDERS, ["P7D", "PT1H"], f"Reminder of {PGDIT}: removed 1 day before"),
        (
            REMINDERS,
            ["P7D", "P1D", "PT1H", "PT90M", "P14D"],
            f"Reminder of {PGDIT}: added 90 minutes before, 14 days before",
        ),
        (
            REMINDERS,
            ["PT1H", "P1D", "P7D"],
            f"Reminder of {PGDIT} in another order: 1 hour before, 1 day before, 7 days before",
        ),
        (CAPACITY, 40, f"Number of places of {PGDIT}: 60 → 40"),
        (CAPACITY, None, f"Number of places of {PGDIT}: 60 → no limit"),
        (
            ("series", "pgdit", "rule"),
            "FREQ=MONTHLY;BYDAY=3TU",
            f"Days of {PGDIT}: The second Wednesday of each month → The third Tuesday of each month",
        ),
        (("series", "pgdit", "start"), "13:00:00", f"Start of {PGDIT}: 12:30pm → 1pm"),
        (("series", "pgdit", "holidays"), "keep", f"On bank holidays of {PGDIT}: a week later → as usual"),
        (TAN, None, "Facilitator removed: Dr Wen Li Tan"),
        ((*TAN, "name"), "Dr Wen Tan", "Name of Dr Wen Tan: Dr Wen Li Tan → Dr Wen Tan"),
        (
            (*TAN, "series"),
            ["educators", "pgdit"],
            f"Series of Dr Wen Li Tan: added {PGDIT}",
        ),
        (("hubs", "west"), HUB, "New hub: West"),
        (
            ("gate", "held_for"),
            "wen-li-tan",
            "Who reads texts that the gate is not certain of: Marcus Oyelaran → Dr Wen Li Tan",
        ),
        (("not_for", "careers", "crisis"), True, "Help in a crisis of Career support: no → yes"),
        (("small_numbers", "round_to"), 10, "Other counts are rounded to: 5 → 10"),
        (("forms", "feedback"), None, "Removed: The feedback Form"),
        (
            ("forms", "sign_up", "questions", "care", "title"),
            "Where?",
            "Words of the Form's question “care”: Do you work in primary or secondary care? → Where?",
        ),
        (
            ("forms", "sign_up", "questions", "hub"),
            None,
            "Question of a Form removed: Do you want to join from a hub?",
        ),
        (
            ("accessibility", "reviewed"),
            "2027-01-05",
            "Day of the accessibility statement's review: 28 November 2026 → 5 January 2027",
        ),
    ],
)
def test_a_change_is_one_sentence(place: tuple[str, ...], value: object, sentence: str) -> None:
    assert words((place, value)) == [sentence]


def test_no_change_has_no_sentence() -> None:
    assert words() == []


def test_another_order_of_entries_is_a_change() -> None:
    turned: Any = {**FILE, "facilitators": list(reversed(FILE["facilitators"]))}  # type: ignore[call-overload]  # a list
    (change,) = differences(FILE, turned)
    assert change.words == "The facilitators in another order: Dr Wen Li Tan, Marcus Oyelaran, Dr Imogen Hartley"


def parts(model: type[BaseModel]) -> set[type[Part]]:
    found: set[type[Part]] = set()
    waiting: list[object] = [model]
    while waiting:
        one = waiting.pop()
        waiting.extend(getattr(one, "__args__", ()))
        if isinstance(one, type) and issubclass(one, Part) and one not in found:
            found.add(one)
            waiting.extend(field.annotation for field in one.model_fields.values())
    return found


def test_every_field_of_the_programme_has_a_label() -> None:
    expected = {part.__name__: set(part.model_fields) for part in parts(Programme)}
    assert {part.__name__: set(labels) for part, labels in FIELDS.items()} == expected, (
        "say in shared/versions/fields.py what people call the new field"
    )


def test_every_list_of_entries_has_words_for_a_new_and_a_removed_one() -> None:
    lists = {key for key, value in FILE.items() if isinstance(value, list)} | {"questions"}
    assert set(NEW) == set(GONE) == lists


# --- who is affected ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        (REMINDERS, ["P5D", "P1D", "PT1H"], "Affects 2 sessions, 3 people."),
        (("series", "pgdit", "start"), "13:00:00", "2 sessions are planned already and stay as they are."),
        (("facilitators", "marcus-oyelaran", "name"), "Marcus O", "Affects 2 sessions."),
        ((*TAN, "name"), "Wen", ""),
        (("hubs", "west"), HUB, ""),
    ],
)
def test_each_sentence_says_who_is_affected(place: tuple[str, ...], value: object, sentence: str) -> None:
    services = a_cafe()
    (change,) = differences(FILE, with_value(FILE, place, value))
    services.tables.operations.clear()
    assert affects_words(change, affected(services, [change], NOW)) == sentence
    assert len(services.tables.operations) <= 2 * len(change.touches)
