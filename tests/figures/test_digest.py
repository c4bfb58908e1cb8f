"""Digest: the figures are counted once, the session is closed, and its facilitators are told."""

from datetime import timedelta

import pytest

from local.memory.builders import SESSION, START, a_feedback, a_registration, a_session, a_sign_up, an_attendance
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.attendance.rows import AttendanceTaken
from shared.figures.counting import Figures, figures_of
from shared.figures.digest import write_digest
from shared.figures.rows import Digest
from shared.mail.rows import Delivery, MailKind
from shared.messages import DeliveryDue
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import Session, SessionState

AT = START + timedelta(hours=25)
HOSTS = sorted(KEYS.person(one.email) for one in the_programme().facilitators_of("pgdit"))
ENDED = a_session(state=SessionState.ENDED)
PLACES = [
    a_registration(),
    a_registration(details=a_sign_up(email="b@example.org")),
    a_registration(details=a_sign_up(email="c@example.org"), state=RegistrationState.CANCELLED),
]


def ended() -> MemoryServices:
    taken = AttendanceTaken(session=SESSION, reported=True, people=1, at=AT)
    return some_services(having=[ENDED, taken, *PLACES, an_attendance(), a_feedback()])


def test_the_digest_is_written_once_however_often_the_queue_delivers_it() -> None:
    services = ended()
    write_digest(services, SESSION, AT)
    services.tables.put(a_feedback(id="late"))
    for _ in range(2):
        write_digest(services, SESSION, AT + timedelta(hours=1))
    (digest,) = services.tables.rows(Digest)
    assert Figures.model_validate_json(digest.figures) == figures_of(ENDED, PLACES, [an_attendance()], [a_feedback()])
    assert digest.at == AT
    assert [row.state for row in services.tables.rows(Session)] == [SessionState.CLOSED]
    assert [(row.kind, row.person) for row in services.tables.rows(Delivery)] == [
        (MailKind.DIGEST, host) for host in HOSTS
    ]


@pytest.mark.parametrize(("fake", "call"), [("tables", "insert"), ("tables", "replace"), ("queues", "send")])
@pytest.mark.parametrize("after", [False, True])
def test_wherever_it_crashes_the_next_try_completes_it(fake: str, call: str, after: bool) -> None:
    services = ended()
    (services.queues if fake == "queues" else services.tables).fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        write_digest(services, SESSION, AT)
    write_digest(services, SESSION, AT)
    assert (len(services.tables.rows(Digest)), len(services.tables.rows(Delivery))) == (1, len(HOSTS))
    assert [row.state for row in services.tables.rows(Session)] == [SessionState.CLOSED]
    assert {due.person for due in services.queues.waiting(DeliveryDue)} == set(HOSTS)


@pytest.mark.parametrize("state", [SessionState.PLANNED, SessionState.OPEN, SessionState.CANCELLED])
def test_only_a_session_that_ended_has_a_digest(state: SessionState) -> None:
    services = some_services(having=[a_session(state=state)])
    write_digest(services, SESSION, AT)
    write_digest(services, "pgdit-2027-01-13", AT)
    assert (services.tables.rows(Digest), services.queues.sent) == ([], [])


def test_without_a_report_the_digest_does_not_say_that_nobody_came() -> None:
    services = some_services(having=[ENDED, *PLACES])
    services.tables.put(AttendanceTaken(session=SESSION, reported=False, people=0, at=AT))
    write_digest(services, SESSION, AT)
    (digest,) = services.tables.rows(Digest)
    figures = Figures.model_validate_json(digest.figures)
    assert (figures.registered, figures.came, figures.guests) == (2, None, None)


def test_a_session_that_is_closed_is_not_counted_again() -> None:
    services = ended()
    write_digest(services, SESSION, AT)
    services.tables.operations.clear()
    write_digest(services, SESSION, AT)
    assert {table for _, table in services.tables.operations} == {"sessions", "holds", "mailboxes", "deliveries"}
