"""Marking by hand that somebody came: evidence with a reason."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, SESSION, START, a_registration, a_session
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.marking import mark_came, unmark
from shared.attendance.presence import Presence, presence
from shared.attendance.rows import Attendance, AttendanceTaken
from shared.audit_trail.rows import AuditEntry
from shared.errors import NotPossible
from shared.registrations.by_hand import ByHand, the_place
from shared.sessions.rows import SessionState

AFTER = START + timedelta(hours=2)
BY = ByHand("a-coordinator", "Their hub says so.", AFTER)
AMARA = KEYS.person(ADDRESS)
TAKEN = AttendanceTaken(session=SESSION, reported=True, people=0, at=AFTER)


def a_cafe(*rows: AttendanceTaken | Attendance, state: SessionState = SessionState.ENDED) -> MemoryServices:
    return some_services(having=[a_session(state=state), a_registration(), *rows])


def people(services: MemoryServices) -> list[int]:
    return [row.people for row in services.tables.rows(AttendanceTaken)]


def test_who_is_marked_came_and_counts_once() -> None:
    services = a_cafe(TAKEN)
    for _ in range(2):
        mark_came(services, the_place(services, SESSION, AMARA), BY)
    assert presence(services, SESSION, AMARA) is Presence.CAME
    assert people(services) == [1]
    assert {row.reason for row in services.tables.rows(AuditEntry)} == {"Their hub says so."}


def test_a_mark_before_the_attendance_is_settled_is_kept_for_it() -> None:
    services = a_cafe()
    mark_came(services, the_place(services, SESSION, AMARA), BY)
    assert (presence(services, SESSION, AMARA), people(services)) == (Presence.CAME, [])


def test_a_mark_can_be_taken_back() -> None:
    services = a_cafe(TAKEN)
    mark_came(services, the_place(services, SESSION, AMARA), BY)
    for _ in range(2):
        unmark(services, the_place(services, SESSION, AMARA), BY)
    assert (services.tables.rows(Attendance), people(services)) == ([], [0])


def test_what_a_report_says_is_not_taken_back_and_not_written_over() -> None:
    end = START + timedelta(hours=1)
    said = Attendance(session=SESSION, attendee=AMARA, seconds=3_000, first_join=START, last_leave=end, registered=True)
    services = a_cafe(TAKEN, said)
    mark_came(services, the_place(services, SESSION, AMARA), BY)
    with pytest.raises(NotPossible):
        unmark(services, the_place(services, SESSION, AMARA), BY)
    assert [(row.seconds, row.by_hand) for row in services.tables.rows(Attendance)] == [(3_000, False)]


def test_nobody_came_to_a_session_that_has_not_begun_or_was_cancelled() -> None:
    early = ByHand("a-coordinator", "A slip.", NOW)
    for services, by in ((a_cafe(state=SessionState.OPEN), early), (a_cafe(state=SessionState.CANCELLED), BY)):
        with pytest.raises(NotPossible):
            mark_came(services, the_place(services, SESSION, AMARA), by)
