"""The confirmation of a sign-up: one mail for all of its dates, one file for the calendar."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, HOUR, NOW, START, a_delivery, a_registration, a_session, a_sign_up
from local.memory.services import KEYS, SITE, some_services
from shared.keys import Link
from shared.letters import confirmation
from shared.mail.letter import Letter, Missed, Told
from shared.mail.rows import Delivery, DeliveryState
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.telling import sign_up_occasion
from shared.sessions.rows import Session, SessionState
from shared.storage.row import Row
from tests.letters.letter_reading import calendar_entries, heading, lines, unreadable_links

PERSON = KEYS.person(ADDRESS)
ASKED = NOW - timedelta(minutes=2)
JANUARY, FEBRUARY = (a_session(start=START + timedelta(days=days)) for days in (35, 63))
EDUCATORS = a_session(series="educators", start=START + timedelta(days=8))
WAITING, CANCELLED = RegistrationState.WAITING, RegistrationState.CANCELLED
OPEN: Sequence[Session] = (a_session(), JANUARY, FEBRUARY, EDUCATORS)
PURPOSE = f"{sign_up_occasion(KEYS, PERSON, ASKED)}.confirmation"


def place(
    session: Session,
    *,
    state: RegistrationState = RegistrationState.REGISTERED,
    sequence: int = 0,
    told_in: str | None = None,
) -> Registration:
    return a_registration(
        session=session.id,
        state=state,
        sequence=sequence,
        sign_up_sequence=0,
        changed_at=ASKED,
        standing=True,
        told_in=told_in,
    )


def confirmed(*places: Registration, sessions: Sequence[Session] = OPEN, more: Sequence[Row] = ()) -> Letter:
    """The confirmation of a sign-up for these places."""
    also = tuple(one.session for one in places[1:])
    delivery = a_delivery(purpose=PURPOSE, about=places[0].session, detail="").model_copy(update={"also": also})
    return confirmation.compose(some_services(having=[*sessions, *places, *more]), delivery, NOW)


def dates_in(letter: Letter) -> list[str]:
    return [line.removeprefix("When: ") for line in lines(letter) if line.startswith("When: ")]


def test_three_dates_are_one_mail_with_the_time_and_the_way_in_of_each() -> None:
    letter = confirmed(place(a_session()), place(JANUARY), place(FEBRUARY))
    assert letter.subject == "Your 3 dates: Virtual Café for postgraduate doctors in training"
    assert heading(letter) == "You have places on 3 dates"
    assert dates_in(letter) == [
        "Wednesday 9 December 2026, 12:30pm to 1:30pm",
        "Wednesday 13 January 2027, 12:30pm to 1:30pm",
        "Wednesday 10 February 2027, 12:30pm to 1:30pm",
    ]
    assert lines(letter).count("Join on Microsoft Teams") == 3
    links = [f"{SITE}/my/{KEYS.sign(Link.REGISTRATION, one.id, PERSON)}" for one in (a_session(), JANUARY, FEBRUARY)]
    assert [line for line in lines(letter) if line.startswith("See or cancel this place")] == [
        f"See or cancel this place: {link}" for link in links
    ]
    assert lines(letter).count("Ground rules") == 1
    assert unreadable_links(letter) == set()


def test_three_dates_are_one_file_of_entries_that_later_mails_reach() -> None:
    letter = confirmed(place(a_session()), place(JANUARY, sequence=2, state=WAITING), place(FEBRUARY))
    assert [(file.name, file.content_type) for file in letter.attachments] == [
        ("dates.ics", "text/calendar; charset=utf-8; method=PUBLISH")
    ]
    entries = calendar_entries(letter)
    assert [(one["METHOD"], one["UID"], one["SEQUENCE"]) for one in entries] == [
        ("PUBLISH", f"pgdit-2026-12-09.{PERSON}@example.nhs.uk", "0"),
        ("PUBLISH", f"pgdit-2027-02-10.{PERSON}@example.nhs.uk", "0"),
    ]
    assert [("ATTENDEE" in one, "ORGANIZER" in one) for one in entries] == [(False, True)] * 2


def test_one_seat_among_waiting_dates_is_an_invitation() -> None:
    letter = confirmed(place(a_session(), state=WAITING), place(JANUARY))
    assert [file.content_type for file in letter.attachments] == ["text/calendar; charset=utf-8; method=REQUEST"]
    assert heading(letter) == "You have a place on 1 date"
    assert lines(letter).count("Your place: On the waiting list") == 1


def test_who_only_waits_gets_no_file() -> None:
    letter = confirmed(place(a_session(), state=WAITING), place(JANUARY, state=WAITING))
    assert (letter.attachments, heading(letter)) == ((), "You are on the waiting list for 2 dates")


def test_both_cafes_are_one_mail() -> None:
    letter = confirmed(place(a_session()), place(EDUCATORS))
    assert letter.subject == (
        "Your 2 dates: Virtual Café for postgraduate doctors in training + Virtual Café for educators"
    )


def test_a_date_of_which_another_mail_tells_is_left_out() -> None:
    off = JANUARY.model_copy(update={"state": SessionState.CANCELLED})
    planned = FEBRUARY.model_copy(update={"state": SessionState.PLANNED})
    moved_up = place(EDUCATORS, sequence=1)
    letter = confirmed(
        place(a_session()),
        place(JANUARY),
        place(FEBRUARY),
        moved_up,
        sessions=[a_session(), off, planned, EDUCATORS],
    )
    assert dates_in(letter) == ["Wednesday 9 December 2026, 12:30pm to 1:30pm"]
    assert letter.subject.startswith("Confirmed: ")


def test_dates_that_were_taken_before_are_said_too() -> None:
    before = a_registration(session=JANUARY.id, changed_at=ASKED - 40 * HOUR)
    assert len(dates_in(confirmed(place(a_session()), before))) == 2


def test_a_place_that_came_by_itself_meanwhile_is_told_here_or_elsewhere() -> None:
    elsewhere = a_delivery(purpose="a-reminder", state=DeliveryState.SENT)
    owed, told = place(JANUARY, told_in=""), place(FEBRUARY, told_in=elsewhere.id)
    letter = confirmed(place(a_session()), owed, told, more=[elsewhere])
    assert dates_in(letter)[1:] == ["Wednesday 13 January 2027, 12:30pm to 1:30pm"]
    assert letter.tells_of == (Told(JANUARY.id, ""),)


@pytest.mark.parametrize(
    ("state", "dates"), [(DeliveryState.MISSED, 2), (DeliveryState.REFUSED, 2), (DeliveryState.PENDING, 1)]
)
def test_a_place_whose_mail_never_went_is_told_in_the_next(state: DeliveryState, dates: int) -> None:
    other: Delivery = a_delivery(purpose="a-reminder", state=state)
    letter = confirmed(place(a_session()), place(JANUARY, told_in=other.id), more=[other])
    assert len(dates_in(letter)) == dates


def test_nothing_is_said_where_nothing_is_left() -> None:
    with pytest.raises(Missed, match="the registration is cancelled"):
        confirmed(place(a_session(), state=CANCELLED), place(JANUARY, state=CANCELLED))


def test_a_hub_is_said_for_each_date() -> None:
    away = place(JANUARY).model_copy(update={"details": a_sign_up(hub="eastvale")})
    letter = confirmed(place(a_session()), away)
    where = [line for line in lines(letter) if line.startswith("Where: ")]
    assert [line.partition(",")[0] for line in where] == ["Where: Online", "Where: Eastvale Infirmary"]


def test_the_address_of_the_first_date_gets_the_mail() -> None:
    assert confirmed(place(a_session()), place(JANUARY)).to == ADDRESS
