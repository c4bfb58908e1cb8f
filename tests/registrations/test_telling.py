"""Telling people of their places once: which mail tells of a place that came by itself, and who hears of a move."""

from datetime import datetime, timedelta

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
)
from local.memory.services import KEYS, MemoryServices, some_services
from shared.delivery.sending import deliver
from shared.mail.letter import Told
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.messages import DeliveryDue
from shared.registrations.registering import register
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.telling import claim, hears_of_move, sign_up_occasion
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import OpenSession, Session
from shared.storage.tables import RowChanged

PERSON = KEYS.person(ADDRESS)
JANUARY = a_session(start=START + timedelta(days=35))
REMINDER = a_delivery(
    purpose="pgdit-2026-12-09T1230.reminder-P1D", kind=MailKind.REMINDER, detail="P1D", due=START - timedelta(days=1)
)
DUE = DeliveryDue(purpose=REMINDER.purpose, person=PERSON)
DAY = timedelta(days=1)


def with_a_new_date(*, told_in: str = "") -> MemoryServices:
    """Somebody who comes to every session, a reminder that is due, and a date of which nobody told them."""
    sessions = [a_session(), JANUARY]
    places = [a_registration(standing=True), a_registration(session=JANUARY.id, standing=True, told_in=told_in)]
    return some_services(having=[*sessions, *(OpenSession(id=one.id) for one in sessions), *places, REMINDER])


def new_date(services: MemoryServices) -> str | None:
    place = services.tables.get(Registration, (JANUARY.id, PERSON))
    assert place is not None
    return place.told_in


def test_a_sign_ups_occasion_says_its_day_and_nothing_of_the_person() -> None:
    occasion = sign_up_occasion(KEYS, PERSON, NOW)
    assert occasion.startswith("sign-up-2026-12-01.")
    assert PERSON not in occasion
    assert len({occasion, sign_up_occasion(KEYS, PERSON, NOW + HOUR), sign_up_occasion(KEYS, "other", NOW)}) == 3


def test_a_new_date_is_told_with_the_next_reminder_and_with_no_other() -> None:
    services = with_a_new_date()
    deliver(services, DUE, START - DAY)
    assert new_date(services) == REMINDER.id
    later = REMINDER.model_copy(
        update={"purpose": "pgdit-2026-12-09T1230.reminder-PT1H", "detail": "PT1H", "due": START - HOUR}
    )
    services.tables.put(later)
    deliver(services, DeliveryDue(purpose=later.purpose, person=PERSON), START - HOUR)
    first, second = services.graph.mails
    assert "Wednesday 13 January 2027" in first.html
    assert [file.name for file in first.attachments] == ["invite.ics"]
    assert ("Wednesday 13 January 2027" in second.html, second.attachments) == (False, ())
    assert new_date(services) == REMINDER.id


@pytest.mark.parametrize("after", [False, True])
def test_a_mail_that_dies_with_the_claim_tells_of_the_date_when_it_is_sent(after: bool) -> None:
    services = with_a_new_date()
    services.tables.fail("replace", ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        deliver(services, DUE, START - DAY)
    deliver(services, DUE, START - DAY)
    (mail,) = services.graph.mails
    assert "Wednesday 13 January 2027" in mail.html
    assert new_date(services) == REMINDER.id


def test_two_mails_that_go_at_once_do_not_both_tell_of_a_date() -> None:
    services = with_a_new_date()
    other = REMINDER.model_copy(update={"purpose": "another"})
    services.tables.put(other)
    services.tables.meanwhile("replace", lambda: claim(services, PERSON, [Told(JANUARY.id, "")], other.id))
    deliver(services, DUE, START - DAY)
    assert services.graph.mails == []
    deliver(services, DUE, START - DAY + 5 * timedelta(minutes=1))
    (mail,) = services.graph.mails
    assert "13 January" not in mail.html
    assert new_date(services) == other.id


def test_a_claim_is_safe_to_repeat_and_never_takes_another_mails() -> None:
    services = with_a_new_date()
    for _ in range(2):
        claim(services, PERSON, [Told(JANUARY.id, ""), Told("pgdit-2027-02-10", "")], "mine")
    with pytest.raises(RowChanged):
        claim(services, PERSON, [Told(JANUARY.id, "")], "another")
    assert new_date(services) == "mine"


def test_a_seat_that_became_free_tells_of_a_date_that_came_by_itself() -> None:
    seat = a_delivery(purpose="pgdit-2027-01-13T1230.seat-1", kind=MailKind.SEAT, about=JANUARY.id, detail="1")
    services = with_a_new_date()
    place = services.tables.get(Registration, (JANUARY.id, PERSON))
    assert place is not None
    services.tables.put(place.model_copy(update={"sequence": 1}))
    services.tables.put(seat)
    deliver(services, DeliveryDue(purpose=seat.purpose, person=PERSON), NOW)
    deliver(services, DUE, START - DAY)
    assert [("13 January" in mail.html) for mail in services.graph.mails] == [True, False]


# --- who hears of a move ----------------------------------------------------------------------------------


def moved(*moves: tuple[datetime, datetime], minutes: int | None = None) -> Session:
    """The session after it was moved to each of these starts, at these times."""
    services = some_services(having=[a_session()])
    for start, at in moves:
        move_session(services, SESSION, Move(start=start, minutes=minutes), WHO, at)
    (session,) = services.tables.rows(Session)
    return session


QUARTER = timedelta(minutes=15)
AWAY, BACK = (START + HOUR, NOW), (START, NOW + QUARTER)


def test_a_session_moved_and_moved_back_is_told_to_nobody_who_knew_its_time() -> None:
    assert hears_of_move(moved(AWAY), a_registration())
    assert not hears_of_move(moved(AWAY, BACK), a_registration())


def test_somebody_who_signed_up_in_between_hears_of_the_move_back() -> None:
    session = moved(AWAY, BACK)
    times = (NOW - timedelta(seconds=1), NOW, NOW + timedelta(minutes=14), NOW + QUARTER)
    assert [hears_of_move(session, a_registration(changed_at=at)) for at in times] == [False, True, True, False]


def test_somebody_who_signs_up_after_the_move_knows_the_time() -> None:
    session = moved(AWAY)
    assert [hears_of_move(session, a_registration(changed_at=NOW + one)) for one in (-QUARTER, QUARTER)] == [
        True,
        False,
    ]


def test_another_length_is_another_time() -> None:
    assert hears_of_move(moved((START, NOW), minutes=90), a_registration())


def test_a_move_back_after_everyone_was_told_is_told_too() -> None:
    assert hears_of_move(moved(AWAY, (START, NOW + HOUR)), a_registration())


def test_whoever_cancelled_or_was_told_of_no_time_yet_hears_of_no_move() -> None:
    session = moved(AWAY)
    places = [a_registration(state=RegistrationState.CANCELLED), a_registration(told_in="")]
    assert [hears_of_move(session, one) for one in places] == [False, False]
    assert hears_of_move(session, a_registration(told_in="a/b"))


def test_registering_again_without_a_change_keeps_what_was_told() -> None:
    services = with_a_new_date()
    register(services, JANUARY, a_registration().details, PERSON, NOW)
    assert new_date(services) == ""
    assert [row.state for row in services.tables.rows(Delivery)] == [DeliveryState.PENDING]
