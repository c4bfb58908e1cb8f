"""Readers are counted at night, each person once in each number, and pages only read the count."""

from local.memory.builders import NOW, a_subscription
from local.memory.services import some_services, the_programme
from shared.bulletin.readership import count_of, count_readers, readers_to_come, readership
from shared.bulletin.rows import Readership
from shared.pages.console.readers import readers_in_words
from shared.programme.model import STAKEHOLDERS

BOTH = "both@example.org"
PEOPLE = [
    *(a_subscription(email=f"{number}@example.org") for number in range(20)),
    *(a_subscription(audience=audience, email=BOTH) for audience in ("pgdit", "educators")),
    a_subscription(email="gone@example.org", ended=True),
    a_subscription(email="asked@example.org", confirmed=False),
    a_subscription(audience=STAKEHOLDERS, email=the_programme().stakeholders[0].email, ended=True),
]


def test_each_count_is_right_for_any_choice_of_audiences() -> None:
    services = some_services(having=PEOPLE)
    count_readers(services, NOW)
    counted = readership(services)
    assert counted is not None
    together = [count for names, count in counted.by_audiences.items() if set(names.split()) == {"pgdit", "educators"}]
    assert (together, len(counted.by_audiences)) == ([1], 3)
    wanted: tuple[list[str], ...] = (
        ["pgdit"],
        ["educators"],
        ["pgdit", "educators"],
        list(the_programme().audiences),
        [],
    )
    assert [count_of(counted, audiences) for audiences in wanted] == [21, 1, 21, 22, 0]


def test_a_wrong_count_is_right_the_next_night() -> None:
    services = some_services(having=[*PEOPLE, Readership(by_audiences={"pgdit": 999}, counted_at=NOW)])
    count_readers(services, NOW)
    assert len(services.tables.rows(Readership)) == 1
    assert readers_to_come(services, ["pgdit"]) == 21


def test_pages_print_the_count_by_the_rule_and_none_of_few() -> None:
    services = some_services(having=PEOPLE)
    programme = services.programme
    assert readers_in_words(programme, None, programme.audiences).rows == []
    count_readers(services, NOW)
    shown = readers_in_words(programme, readership(services), programme.audiences)
    assert [count for _, count in shown.rows] == ["about 20", "fewer than 8", "fewer than 8"]


def test_reading_the_count_of_ten_thousand_costs_one_operation() -> None:
    many = [a_subscription(email=f"{number}@example.org") for number in range(10_000)]
    services = some_services(having=many)
    count_readers(services, NOW)
    services.tables.operations.clear()
    assert readers_to_come(services, ["pgdit"]) == 10_000
    assert services.tables.operations == [("get", "readership")]
