"""Cancelling: a session is called off, and for half an hour it can be restored as if nothing had happened."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from local.memory.builders import (
    ADDRESS,
    HOUR,
    NOW,
    SESSION,
    START,
    WHO,
    a_delivery,
    a_registration,
    a_session,
    a_sign_up,
    a_standing,
)
from local.memory.playing import Play
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.audit_trail.rows import AuditEntry
from shared.delivery.sending import deliver
from shared.errors import NotUsable, Refusal
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.meetings.calendar import cancel_meeting, open_session
from shared.messages import DeliveryDue, SessionCancelled, SessionPlanned
from shared.programme.model import Programme
from shared.registrations.registering import end_standing
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.cancelling import cancel_session, restore_session
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.sessions.upcoming import upcoming
from shared.storage.tables import RowChanged

HALF, MINUTE, DAY = HOUR / 2, timedelta(minutes=1), timedelta(days=1)


def the_session(services: MemoryServices) -> Session:
    (session,) = services.tables.rows(Session)
    return session


def nobody_hosts() -> Programme:
    return the_programme().model_copy(update={"facilitators": ()})


def a_cafe(session: Session | None = None) -> MemoryServices:
    """A session with one person, and no facilitators."""
    one = session or a_session()
    having = [one, OpenSession(id=one.id), a_registration(session=one.id)]
    return some_services(programme=nobody_hosts(), having=having)


# --- cancelling -------------------------------------------------------------------------------------------


def test_everyone_is_told_half_an_hour_after_a_session_is_cancelled() -> None:
    services = a_cafe()
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    session = the_session(services)
    assert (session.state, session.reason, session.sequence) == (SessionState.CANCELLING, "The panel is ill.", 0)
    assert services.queues.sent == [(SessionCancelled(session=SESSION), HALF)]
    cancel_meeting(services, SESSION, NOW + HALF)
    assert (the_session(services).state, the_session(services).sequence) == (SessionState.CANCELLED, 1)
    assert [(row.kind, row.detail) for row in services.tables.rows(Delivery)] == [(MailKind.SESSION_CANCELLED, "1")]


def test_as_long_as_it_can_be_restored_nobody_is_told_and_the_meeting_stays() -> None:
    services = a_cafe()
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    services.queues.sent.clear()
    cancel_meeting(services, SESSION, NOW + 10 * MINUTE)
    assert services.tables.rows(Delivery) == []
    assert services.graph.calls["cancel_meeting"] == 0
    assert services.queues.sent == [(SessionCancelled(session=SESSION), 20 * MINUTE)]


@pytest.mark.parametrize(
    ("before", "state"), [(2 * HOUR - MINUTE, SessionState.CANCELLED), (2 * HOUR, SessionState.CANCELLING)]
)
def test_a_session_that_begins_soon_is_cancelled_for_good_at_once(before: timedelta, state: SessionState) -> None:
    services = a_cafe(a_session(sequence=1))
    cancel_session(services, SESSION, "The panel is ill.", WHO, START - before)
    assert the_session(services).state is state
    if state is SessionState.CANCELLED:
        assert the_session(services).sequence == 2
        assert services.queues.delays(SessionCancelled) == [MINUTE, timedelta(0)]
        with pytest.raises(Refusal, match="too late to restore"):
            restore_session(services, SESSION, WHO, START - before)


def test_a_second_cancellation_changes_nothing_but_is_announced_again() -> None:
    services = a_cafe()
    for reason in ("The panel is ill.", "Another reason."):
        cancel_session(services, SESSION, reason, WHO, NOW)
    assert the_session(services).reason == "The panel is ill."
    assert services.queues.delays(SessionCancelled) == [HALF, timedelta(0)]


def test_a_process_that_dies_right_after_cancelling_has_announced_it() -> None:
    services = a_cafe()
    services.tables.fail("replace", ConnectionError("gone"), after=True)
    with pytest.raises(ConnectionError):
        cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    assert services.queues.sent == [(SessionCancelled(session=SESSION), HALF)]
    cancel_meeting(services, SESSION, NOW + HALF)
    assert the_session(services).state is SessionState.CANCELLED


def test_nobody_can_sign_up_to_a_session_that_is_being_cancelled() -> None:
    services = a_cafe()
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    assert upcoming(services, "pgdit", NOW) == []


def test_a_session_that_is_being_cancelled_is_not_moved() -> None:
    services = a_cafe()
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    with pytest.raises(Refusal, match="Restore it first"):
        move_session(services, SESSION, Move(start=START + DAY), WHO, NOW)


def test_a_reason_that_identifies_somebody_is_turned_back_and_the_session_takes_place() -> None:
    services = a_cafe()
    with pytest.raises(NotUsable) as refused:
        cancel_session(services, SESSION, "Dr Jane Smith is ill.", WHO, NOW)
    assert refused.value.errors[0]["field"] == "reason"
    assert the_session(services).state is SessionState.OPEN
    assert services.queues.sent == []


# --- restoring --------------------------------------------------------------------------------------------


def test_a_restored_session_is_as_it_was_and_nobody_hears_of_it() -> None:
    services = a_cafe()
    before = the_session(services)
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    restore_session(services, SESSION, WHO, NOW + HALF - MINUTE)
    after = the_session(services)
    assert after.model_copy(update={"etag": ""}) == before.model_copy(update={"etag": ""})
    cancel_meeting(services, SESSION, NOW + HALF)
    assert services.tables.rows(Delivery) == []
    assert services.graph.calls["cancel_meeting"] == 0


def test_after_half_an_hour_it_is_too_late() -> None:
    services = a_cafe()
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    with pytest.raises(Refusal, match="too late to restore"):
        restore_session(services, SESSION, WHO, NOW + HALF)


def test_who_restores_at_the_moment_of_telling_is_refused_or_nobody_is_told() -> None:
    services = a_cafe()
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    early = NOW + HALF - timedelta(seconds=1)  # this instance's clock is a second behind
    services.tables.meanwhile("replace", lambda: discard(restore_session(services, SESSION, WHO, early)))
    with pytest.raises(RowChanged):
        cancel_meeting(services, SESSION, NOW + HALF)
    cancel_meeting(services, SESSION, NOW + HALF)
    assert (the_session(services).state, services.tables.rows(Delivery)) == (SessionState.OPEN, [])


def discard(_: Session) -> None:
    """What somebody else gets is not of interest."""


def test_a_session_without_a_meeting_gets_it_after_it_is_restored() -> None:
    services = a_cafe(a_session(state=SessionState.PLANNED, event_id="", join_url=""))
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    open_session(services, SESSION, NOW)  # its message came meanwhile
    restore_session(services, SESSION, WHO, NOW + MINUTE)
    assert services.queues.delays(SessionPlanned) == [MINUTE]
    open_session(services, SESSION, NOW + 2 * MINUTE)
    assert the_session(services).state is SessionState.OPEN


def test_who_began_to_come_to_every_session_meanwhile_joins_the_restored_one() -> None:
    services = a_cafe()
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    new = a_standing(details=a_sign_up(email="new@example.org"), since=NOW + MINUTE)
    services.tables.put(new)
    restore_session(services, SESSION, WHO, NOW + 2 * MINUTE)
    open_session(services, SESSION, NOW + 3 * MINUTE)
    assert services.tables.get(Registration, (SESSION, new.person)) is not None


def test_who_stopped_meanwhile_does_not_come_to_the_restored_one() -> None:
    services = some_services(
        programme=nobody_hosts(),
        having=[a_session(), OpenSession(id=SESSION), a_standing(), a_registration(standing=True)],
    )
    cancel_session(services, SESSION, "The panel is ill.", WHO, NOW)
    end_standing(services, "pgdit", KEYS.person(ADDRESS), NOW + MINUTE)
    restore_session(services, SESSION, WHO, NOW + 2 * MINUTE)
    (place,) = services.tables.rows(Registration)
    assert place.state is RegistrationState.CANCELLED


def test_a_move_that_was_to_be_told_meanwhile_is_told_after_the_session_is_restored() -> None:
    play = Play(a_cafe(), NOW)
    move_session(play.services, SESSION, Move(start=START + DAY), WHO, NOW)
    play.until(NOW + 10 * MINUTE)
    cancel_session(play.services, SESSION, "The panel is ill.", WHO, play.now)
    play.until(NOW + 35 * MINUTE)
    assert play.letters_to(ADDRESS) == []
    restore_session(play.services, SESSION, WHO, play.now)
    play.until(NOW + HOUR)
    assert [one.mail.subject.partition(":")[0] for one in play.letters_to(ADDRESS)] == ["New time"]


def test_cancelling_and_restoring_are_in_the_audit_trail_each_time() -> None:
    services = a_cafe()
    for day in range(2):
        cancel_session(services, SESSION, "The panel is ill.", WHO, NOW + day * DAY)
        restore_session(services, SESSION, WHO, NOW + day * DAY + MINUTE)
    entries = sorted(services.tables.rows(AuditEntry), key=lambda one: one.at)
    told, restored = ("cancel session", f"session.{SESSION}", "The panel is ill."), "restore session"
    assert [(one.act, one.about, one.reason) for one in entries] == [told, (restored, f"session.{SESSION}", "")] * 2


# --- the mail in between ------------------------------------------------------------------------------------


def a_reminder() -> Delivery:
    purpose = f"{SESSION}T1230.reminder-P7D"
    return a_delivery(purpose=purpose, kind=MailKind.REMINDER, detail="P7D", due=NOW + 2 * DAY)


@pytest.mark.parametrize(
    ("is_restored", "state"), [(True, DeliveryState.SENT), (False, DeliveryState.MISSED)], ids=["restored", "cancelled"]
)
def test_a_reminder_that_was_on_its_way_waits_until_it_is_known_whether_the_session_takes_place(
    is_restored: bool, state: DeliveryState
) -> None:
    at = NOW + 2 * DAY
    services = a_cafe()
    row = services.tables.put(a_reminder())
    cancel_session(services, SESSION, "The panel is ill.", WHO, at)
    due = DeliveryDue(purpose=row.purpose, person=row.person)
    deliver(services, due, at)
    assert services.queues.delays(DeliveryDue) == [HALF]
    assert states(services) == [DeliveryState.PENDING]
    if is_restored:
        restore_session(services, SESSION, WHO, at + MINUTE)
    else:
        cancel_meeting(services, SESSION, at + HALF)
    deliver(services, due, at + HALF)
    assert states(services)[0] is state


def states(services: MemoryServices) -> list[DeliveryState]:
    rows = sorted(services.tables.rows(Delivery), key=lambda row: row.kind is not MailKind.REMINDER)
    return [row.state for row in rows]


def letters(play: Play) -> list[tuple[datetime, str]]:
    return [(one.at, one.mail.subject.partition(":")[0]) for one in play.letters_to(ADDRESS)]


def test_no_reminder_begins_while_a_session_is_being_cancelled_and_it_goes_afterwards() -> None:
    due = START - 7 * DAY
    play = Play(a_cafe(), due - 20 * MINUTE)
    cancel_session(play.services, SESSION, "The panel is ill.", WHO, play.now)
    play.until(due + 5 * MINUTE)
    restore_session(play.services, SESSION, WHO, play.now)
    play.until(due + 2 * HOUR)
    assert [subject for _, subject in letters(play)] == ["Next week"]
    assert all(later >= earlier for (earlier, _), (later, _) in pairwise(letters(play)))
