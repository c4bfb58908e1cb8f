"""Rescheduling: a facilitator moves a session that is still to come."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from http import HTTPStatus

import pytest

from local.memory.builders import HOUR, NOW, SESSION, START, WHO, a_session
from local.memory.services import MemoryServices, some_services
from shared.audit_trail.rows import AuditEntry
from shared.errors import AnotherVersion, Refusal
from shared.messages import SessionChanged
from shared.sessions.cancelling import cancel_session
from shared.sessions.rescheduling import Move, move_session, span_of
from shared.sessions.rows import Session, SessionState
from shared.storage.tables import RowChanged
from shared.web.refusals import answer_of

LATER = START + timedelta(days=7)
SECOND = timedelta(seconds=1)


def discard(_: Session) -> None:
    """What somebody else gets is not of interest."""


def the_session(services: MemoryServices) -> Session:
    (session,) = services.tables.rows(Session)
    return session


def test_a_moved_session_keeps_its_id_and_its_length() -> None:
    services = some_services(having=[a_session(end=START + 2 * HOUR)])
    moved = move_session(services, SESSION, Move(start=LATER), WHO, NOW)
    assert moved == the_session(services)
    assert (moved.id, moved.start, moved.end, moved.sequence) == (SESSION, LATER, LATER + 2 * HOUR, 1)
    assert services.queues.waiting(SessionChanged) == [SessionChanged(session=SESSION)]


def test_a_session_can_get_another_length() -> None:
    services = some_services(having=[a_session()])
    move_session(services, SESSION, Move(start=START, minutes=90), WHO, NOW)
    assert the_session(services).end == START + timedelta(minutes=90)


def test_moving_to_the_same_time_again_changes_nothing_but_says_it_again() -> None:
    services = some_services(having=[a_session()])
    services.queues.fail("send", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        move_session(services, SESSION, Move(start=LATER), WHO, NOW)
    for _ in range(2):
        move_session(services, SESSION, Move(start=LATER), WHO, NOW)
    assert the_session(services).sequence == 1
    assert len(services.queues.waiting(SessionChanged)) == 2


def tells_at(changes: Sequence[tuple[datetime, datetime]], start: datetime = START) -> datetime | None:
    """When everyone is told, after these changes: to which start, and when it was asked for."""
    services = some_services(having=[a_session(id=SESSION, start=start)])
    for to, at in changes:
        move_session(services, SESSION, Move(start=to), WHO, at)
    return the_session(services).tell_at


def test_everyone_is_told_half_an_hour_after_the_first_change_that_was_not_told_yet() -> None:
    first, second = (LATER, NOW), (LATER + HOUR, NOW + HOUR / 4)
    assert tells_at([first]) == NOW + HOUR / 2
    assert tells_at([first, second]) == NOW + HOUR / 2
    assert tells_at([first, (LATER + HOUR, NOW + HOUR)]) == NOW + HOUR * 1.5


@pytest.mark.parametrize(
    ("changes", "instead_of"),
    [
        ([(LATER, NOW)], START),
        ([(LATER, NOW), (LATER + HOUR, NOW + HOUR / 4)], START),
        ([(LATER, NOW), (LATER + HOUR, NOW + HOUR)], LATER),
    ],
    ids=["moved once", "moved again before anybody was told", "moved again after everyone was told"],
)
def test_the_new_time_stands_instead_of_the_one_that_everyone_knew(
    changes: Sequence[tuple[datetime, datetime]], instead_of: datetime
) -> None:
    services = some_services(having=[a_session(id=SESSION)])
    for to, at in changes:
        move_session(services, SESSION, Move(start=to), WHO, at)
    assert the_session(services).moved_from == instead_of


def test_a_session_that_begins_soon_or_was_to_is_told_of_at_once() -> None:
    assert tells_at([(LATER, NOW)], start=NOW + HOUR) == NOW
    assert tells_at([(NOW + HOUR, NOW)]) == NOW
    assert tells_at([(NOW + 2 * HOUR - SECOND, NOW)]) == NOW
    assert tells_at([(NOW + 2 * HOUR, NOW)]) == NOW + HOUR / 2
    assert tells_at([(LATER, NOW), (NOW + HOUR, NOW + HOUR / 4)]) == NOW + HOUR / 4


def test_a_session_that_never_moved_has_nothing_to_say() -> None:
    services = some_services(having=[a_session()])
    move_session(services, SESSION, Move(start=START), WHO, NOW)
    assert services.queues.sent == []


def test_a_time_in_another_zone_is_kept_in_utc() -> None:
    services = some_services(having=[a_session()])
    summer = datetime(2027, 6, 2, 12, 30, tzinfo=timezone(HOUR))
    move_session(services, SESSION, Move(start=summer), WHO, NOW)
    session = the_session(services)
    assert (session.start, session.start.tzinfo) == (datetime(2027, 6, 2, 11, 30, tzinfo=UTC), UTC)


def test_a_session_is_not_moved_further_than_is_looked_for_it() -> None:
    services = some_services(having=[a_session()])
    move_session(services, SESSION, Move(start=START + timedelta(weeks=26)), WHO, NOW)
    with pytest.raises(Refusal, match="The new start is more than 26 weeks away from 9 December 2026"):
        move_session(services, SESSION, Move(start=START + timedelta(weeks=26) + timedelta(days=1)), WHO, NOW)
    assert the_session(services).sequence == 1


@pytest.mark.parametrize("start", [NOW, NOW - HOUR])
def test_a_session_is_not_moved_into_the_past(start: datetime) -> None:
    services = some_services(having=[a_session()])
    with pytest.raises(Refusal, match="The new start is in the past") as refused:
        move_session(services, SESSION, Move(start=start), WHO, NOW)
    assert answer_of(refused.value).status is HTTPStatus.UNPROCESSABLE_ENTITY
    assert the_session(services).sequence == 0


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.ENDED, SessionState.CLOSED])
def test_what_is_over_or_cancelled_is_not_moved(state: SessionState) -> None:
    services = some_services(having=[a_session(state=state)])
    with pytest.raises(Refusal, match="It cannot be changed now") as refused:
        move_session(services, SESSION, Move(start=LATER), WHO, NOW)
    assert answer_of(refused.value).status is HTTPStatus.CONFLICT


@pytest.mark.parametrize("session_id", ["pgdit-2027-01-13", "pgdit", "", "---"])
def test_a_session_that_is_not_there_is_not_found(session_id: str) -> None:
    services = some_services()
    with pytest.raises(Refusal, match="There is no such session") as unmoved:
        move_session(services, session_id, Move(start=LATER), WHO, NOW)
    with pytest.raises(Refusal, match="There is no such session") as kept:
        cancel_session(services, session_id, "ill", WHO, NOW)
    assert [answer_of(one.value).status for one in (unmoved, kept)] == [HTTPStatus.NOT_FOUND] * 2


def test_a_session_that_has_begun_is_neither_moved_nor_cancelled() -> None:
    services = some_services(having=[a_session()])
    with pytest.raises(Refusal):
        move_session(services, SESSION, Move(start=LATER), WHO, START)
    with pytest.raises(Refusal):
        cancel_session(services, SESSION, "ill", WHO, START)


def test_of_two_facilitators_at_once_the_second_is_told_to_look_again() -> None:
    services = some_services(having=[a_session()])
    services.tables.meanwhile("replace", lambda: discard(cancel_session(services, SESSION, "ill", WHO, NOW)))
    with pytest.raises(RowChanged):
        move_session(services, SESSION, Move(start=LATER), WHO, NOW)
    assert (the_session(services).state, the_session(services).start) == (SessionState.CANCELLING, START)


def test_a_move_from_a_page_that_is_stale_is_refused_unless_it_is_the_same_move() -> None:
    services = some_services(having=[a_session()])
    shown = span_of(the_session(services))
    move_session(services, SESSION, Move(start=LATER, was=shown), WHO, NOW)
    move_session(services, SESSION, Move(start=LATER, was=shown), WHO, NOW)  # pressed twice
    with pytest.raises(AnotherVersion):
        move_session(services, SESSION, Move(start=LATER + HOUR, was=shown), "somebody else", NOW)
    assert (the_session(services).start, the_session(services).sequence) == (LATER, 1)


def test_a_move_is_in_the_audit_trail() -> None:
    services = some_services(having=[a_session()])
    move_session(services, SESSION, Move(start=LATER), WHO, NOW)
    assert [(one.who, one.act, one.about) for one in services.tables.rows(AuditEntry)] == [
        (WHO, "move session", f"session.{SESSION}")
    ]
