"""The audit trail is read a page at a time, newest first, by what somebody asks for, however much there is."""

from datetime import UTC, datetime, timedelta

import pytest

from local.memory.services import MemoryServices, some_services
from shared.audit_trail.entering import enter
from shared.audit_trail.reading import Filter, Page, entries_of, page_of
from shared.audit_trail.rows import AuditEntry, ListedEntry
from shared.text.months import is_month

NOW = datetime(2026, 12, 9, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def some_acts(
    count: int, *, who: str = "one", act: str = "mend", services: MemoryServices | None = None
) -> MemoryServices:
    """So many acts, a minute apart, the last at `NOW`; each is about something of its own."""
    there = services or some_services()
    for number in range(count):
        enter(there, who, act, f"thing.{number}", "", NOW - (count - 1 - number) * MINUTE)
    there.tables.operations.clear()
    return there


def things(page: Page) -> list[str]:
    return [entry.about for entry in page.entries]


def test_an_act_costs_one_transaction_and_is_entered_once() -> None:
    services = some_services()
    for _ in range(2):
        enter(services, "one", "erase", "person.x", "Asked by email.", NOW)
    assert services.tables.operations[0] == ("transaction", "audit")
    (entry,) = services.tables.rows(AuditEntry)
    assert (entry.who, entry.act, entry.about, entry.reason, entry.at) == (
        "one",
        "erase",
        "person.x",
        "Asked by email.",
        NOW,
    )
    assert len(services.tables.rows(ListedEntry)) == 3


def test_the_newest_act_comes_first_and_pages_leave_nothing_out() -> None:
    services = some_acts(120)
    pages = [page_of(services, Filter(), NOW)]
    while pages[-1].next:
        pages.append(page_of(services, Filter(), NOW, pages[-1].next))
    shown = [thing for page in pages for thing in things(page)]
    assert shown == [f"thing.{number}" for number in reversed(range(120))]
    assert [len(page.entries) for page in pages[:3]] == [50, 50, 20]


def test_what_comes_while_somebody_turns_pages_moves_nothing() -> None:
    services = some_acts(60)
    first = page_of(services, Filter(), NOW)
    enter(services, "two", "mend", "thing.new", "", NOW + MINUTE)
    second = page_of(services, Filter(), NOW + MINUTE, first.next)
    assert things(second) == [f"thing.{number}" for number in reversed(range(10))]


def test_acts_are_found_by_person_by_kind_by_thing_and_by_month() -> None:
    services = some_acts(3)
    some_acts(2, who="two", act="erase", services=services)
    enter(services, "two", "mend", "thing.old", "", datetime(2026, 10, 31, 23, 59, tzinfo=UTC))
    assert things(page_of(services, Filter(who="two"), NOW)) == ["thing.1", "thing.0", "thing.old"]
    assert things(page_of(services, Filter(act="erase"), NOW)) == ["thing.1", "thing.0"]
    assert things(page_of(services, Filter(about="thing.old"), NOW)) == ["thing.old"]
    assert things(page_of(services, Filter(month="2026-10"), NOW)) == ["thing.old"]
    assert things(page_of(services, Filter(who="two", act="mend"), NOW)) == ["thing.old"]
    assert things(page_of(services, Filter(month="2026-11"), NOW)) == []


def test_a_page_of_a_busy_month_costs_the_same_as_of_a_quiet_one() -> None:
    busy = some_acts(5_000)
    page = page_of(busy, Filter(), NOW)
    assert (len(page.entries), busy.tables.operations) == (50, [("query", "audit")])
    busy.tables.operations.clear()
    assert len(page_of(busy, Filter(month="2026-12", about="thing.7"), NOW).entries) == 1
    assert busy.tables.operations == [("query", "audit")]


def test_a_page_looks_at_half_a_year_and_the_next_goes_on_from_there() -> None:
    services = some_services()
    enter(services, "one", "mend", "thing.old", "", datetime(2026, 1, 1, tzinfo=UTC))
    services.tables.operations.clear()
    first = page_of(services, Filter(), NOW)
    assert (things(first), first.next, len(services.tables.operations)) == ([], "2026-06.", 6)
    second = page_of(services, Filter(), NOW, first.next)
    assert (things(second), second.next) == (["thing.old"], "2025-12.")


def test_the_trail_ends_where_it_is_no_longer_kept() -> None:
    services, next_page, pages = some_services(), "", 0
    while (next_page or not pages) and pages < 100:
        next_page, pages = page_of(services, Filter(), NOW, next_page).next, pages + 1
    assert pages == 13


def test_two_conditions_that_seldom_meet_do_not_read_the_whole_month() -> None:
    services = some_acts(3_000, act="mend")
    some_acts(1, who="two", act="mend", services=services)
    page = page_of(services, Filter(who="one", act="erase"), NOW)
    assert (things(page), page.next.startswith("2026-12."), len(services.tables.operations)) == ([], True, 1)


@pytest.mark.parametrize("begin", ["nonsense", "2027-01.", "2026-13.x", ".", "2026-12./\\#?", "2026-12.\n"])
def test_a_place_that_no_page_gave_is_the_beginning_or_nothing(begin: str) -> None:
    assert things(page_of(some_acts(1), Filter(), NOW, begin)) in ([], ["thing.0"])


def test_a_file_has_the_last_twelve_months_or_the_one_that_is_wanted_and_ends_at_its_limit() -> None:
    services = some_acts(5)
    enter(services, "one", "mend", "thing.old", "", datetime(2025, 12, 31, tzinfo=UTC))
    assert len(list(entries_of(services, Filter(), NOW, 100))) == 5
    assert len(list(entries_of(services, Filter(month="2025-12"), NOW, 100))) == 1
    assert len(list(entries_of(services, Filter(), NOW, 3))) == 3


@pytest.mark.parametrize(
    ("text", "is_one"), [("2026-12", True), ("2026-1", False), ("2026-13", False), ("", False), ("x", False)]
)
def test_a_month_is_written_as_a_year_and_two_digits(text: str, is_one: bool) -> None:
    assert is_month(text) == is_one
