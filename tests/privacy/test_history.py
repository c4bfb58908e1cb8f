"""History goes too, when its time is over; and a night costs the same however long the history is."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from local.memory.builders import START, a_session, an_issue, an_item
from local.memory.services import some_services
from shared.attendance.rows import AttendanceTaken
from shared.audit_trail.rows import AuditEntry
from shared.bulletin.rows import Issue, Item
from shared.figures.rows import Digest
from shared.forms.rows import FormResponse, ResponseOfMonth, ResponseState
from shared.privacy.forgetting import forget
from shared.privacy.history import HISTORY
from shared.programme.model import Retention
from shared.programme.rows import InForceVersion, Version, VersionContent
from shared.sessions.rows import Session, SessionState
from shared.storage.row import Row
from tests.the_app import ROOT

DAY = timedelta(days=1)
END = START + timedelta(hours=1)


def of_session(start: datetime) -> list[Row]:
    session = a_session(start=start, state=SessionState.CLOSED)
    return [
        session,
        Digest(session=session.id, figures="{}", at=session.end),
        AttendanceTaken(session=session.id, reported=True, people=3, at=session.end),
    ]


def an_act(at: datetime) -> AuditEntry:
    return AuditEntry(id="1", at=at, who="object-id", act="cancel", about="pgdit-2026-12-09")


def an_old_issue(week: str) -> list[Row]:
    carried, left_out = an_item(id=f"a-{week}"), an_item(id=f"b-{week}")
    issue = an_issue(id=week, items=[carried.key])
    return [carried, left_out, issue.model_copy(update={"left_out": (left_out.key,)})]


def left(rows: Sequence[Row], now: datetime) -> list[str]:
    services = some_services(having=rows)
    forget(services, now)
    kinds = (Session, Digest, AttendanceTaken, Issue, Item, AuditEntry)
    return [row.TABLE for kind in kinds for row in services.tables.rows(kind)]


def test_a_session_and_its_figures_go_after_five_years_together() -> None:
    assert left(of_session(START), END + 1824 * DAY) == ["sessions", "digests", "attendancetaken"]
    assert left(of_session(START), END + 1826 * DAY) == []


def test_an_issue_goes_after_five_years_with_its_items() -> None:
    week = datetime(2026, 12, 7, tzinfo=UTC)
    assert left(an_old_issue("2026-W50"), week + 1820 * DAY) == ["issues", "items", "items"]
    assert left(an_old_issue("2026-W50"), week + 1833 * DAY) == []


def test_the_audit_trail_goes_by_whole_months_after_six_years() -> None:
    at = datetime(2026, 12, 9, tzinfo=UTC)
    assert left([an_act(at)], at + 2190 * DAY) == ["audit"]
    assert left([an_act(at)], at + 2215 * DAY) == []


def a_published(number: int, at: datetime) -> list[Row]:
    version = Version(number=number, at=at, who="object-id", reason="a test")
    return [version, VersionContent(number=number, content={}, deployed={})]


def test_versions_go_after_six_years_but_for_the_one_in_force() -> None:
    at = datetime(2026, 12, 9, tzinfo=UTC)
    rows = [*a_published(1, at), *a_published(2, at + DAY), InForceVersion(number=2)]
    services = some_services(having=rows)
    forget(services, at + 2190 * DAY)
    assert [row.number for row in services.tables.rows(Version)] == [1, 2]
    forget(services, at + 3000 * DAY)
    assert [row.number for row in services.tables.rows(Version)] == [2]
    assert [row.number for row in services.tables.rows(VersionContent)] == [2]


def a_response(state: ResponseState) -> list[Row]:
    row = FormResponse(form="page", response="1", state=state, raw="", received_at=START)
    return [row, ResponseOfMonth(month="2026-12", form="page", response="1")]


@pytest.mark.parametrize(("state", "kept"), [(ResponseState.WORKED, []), (ResponseState.RECEIVED, ["1"])])
def test_that_a_response_came_is_forgotten_after_two_years_unless_it_still_waits(
    state: ResponseState, kept: list[str]
) -> None:
    services = some_services(having=a_response(state))
    forget(services, START + 730 * DAY)
    assert len(services.tables.rows(ResponseOfMonth)) == 1
    forget(services, START + 760 * DAY)
    assert services.tables.rows(ResponseOfMonth) == []
    assert [row.response for row in services.tables.rows(FormResponse)] == kept


@pytest.mark.parametrize("missed", [0, 7, 13])
def test_nights_that_were_missed_leave_nothing_behind(missed: int) -> None:
    assert left(of_session(START), END + (1826 + missed) * DAY) == []


def test_thirty_years_of_history_cost_a_night_nothing() -> None:
    months = range(1, 360)
    history = [row for month in months for row in of_session(START - 30 * month * DAY)]
    history += [an_act(START - 30 * month * DAY) for month in months]
    history += [
        ResponseOfMonth(month=f"{START - 30 * month * DAY:%Y-%m}", form="page", response=str(month)) for month in months
    ]
    history += [row for month in months for row in an_old_issue(f"{START - 30 * month * DAY:%G-W%V}")]
    with_history, without = some_services(having=history), some_services()
    now = START + 5 * DAY
    for services in (with_history, without):
        forget(services, now)
    before = len(with_history.tables.operations)
    assert before - len(without.tables.operations) < 40
    longer = some_services(
        having=[*history, *(row for m in range(360, 480) for row in of_session(START - 30 * m * DAY))]
    )
    forget(longer, now)
    assert len(longer.tables.operations) == before


def test_the_reference_names_each_key_with_its_default() -> None:
    below = (ROOT / "docs" / "reference.md").read_text("utf-8").split("## How long rows are kept", 1)[1]
    said = {key: int(days) for key, days in re.findall(r"^\| `(\w+)` \| (\d+) \|", below, re.MULTILINE)}
    assert said == {name: field.default for name, field in Retention.model_fields.items()}
    assert {kept.days for kept in HISTORY} < set(said)
    assert all(kept.why for kept in HISTORY)
