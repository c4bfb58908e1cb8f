"""By hand: a member of the team adds somebody to a session, corrects their answers, moves or cancels their place.

The acts are those of the people themselves, so seats, waiting list and mails follow as always. Each has a reason, is in
the audit trail, and is safe to repeat.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.audit_trail.entering import enter
from shared.errors import NotPossible, NotThere
from shared.language.catalogue import say
from shared.registrations.editing import Date, dates_of, tell_lately
from shared.registrations.finding import sessions_ahead
from shared.registrations.places import Place
from shared.registrations.registering import cancel, register, withdraw
from shared.registrations.rows import Registration, RegistrationState, Seating, Standing
from shared.registrations.sign_up import SignUp, renewed
from shared.registrations.telling import announce_sign_up
from shared.registrations.vouching import vouch
from shared.services import Services
from shared.sessions.rescheduling import the_session
from shared.sessions.rows import Session, SessionState
from shared.storage.changing import change


@dataclass(frozen=True)
class ByHand:
    """The member of the team who acts (by object id), why, and when."""

    who: str
    reason: str
    now: datetime


def the_place(services: Services, session_id: str, person: str) -> Place:
    """The person's place in the session, even if it is cancelled. Raises `NotThere`.

    It says nothing of their standing registration, which is about the series.
    """
    session = the_session(services, session_id)
    there = place_if_any(services, session_id, person)
    if there is None:
        raise NotThere(say("This person has no place in this session."))
    return Place(session, there, None)


def place_if_any(services: Services, session_id: str, person: str) -> Registration | None:
    """The person's place in the session, even if it is cancelled."""
    return services.tables.get(Registration, (session_id, person))


def other_dates(services: Services, place: Place, now: datetime) -> list[Session]:
    """The other coming sessions of the series, soonest first."""
    ahead = sessions_ahead(services, place.session.series, now)
    return [one for one in ahead if one.id != place.session.id and is_coming(one, now)]


def is_coming(session: Session, now: datetime) -> bool:
    """Whether people can still sign up to the session."""
    return session.state in (SessionState.PLANNED, SessionState.OPEN) and now < session.start


def has_free_seat(services: Services, session: Session) -> bool:
    """Whether somebody who is added now has a seat at once, as far as anybody can say before."""
    seats = services.tables.get(Seating, (session.id, "seats"))
    return seats is None or seats.free > 0


def about_place(session_id: str, person: str) -> str:
    """What the audit trail calls a place."""
    return f"place.{session_id}.{person}"


def add_place(services: Services, session: Session, details: SignUp, by: ByHand) -> Registration:
    """Give somebody a seat, or a place on the waiting list. The team vouches for the address. One mail tells them.

    If they have a place already, their answers become these. Raises `NotPossible` if the session is not ahead.
    """
    _must_be_ahead(session, by.now)
    person = services.keys.person(details.email)
    enter(
        services, by.who, "add to register", about_place(session.id, person), by.reason, by.now, at=by.now.isoformat()
    )
    vouch(services, person, by.now)
    place = register(services, session, details, person, by.now)
    if place.sign_up_at:
        announce_sign_up(services, [place], place.sign_up_at)
    return place


def correct_place(services: Services, place: Place, details: SignUp, by: ByHand, *, for_all: bool) -> None:
    """Correct somebody's answers, for this date or for all of their coming dates. A new hub is told in one mail."""
    _must_be_ahead(place.session, by.now)
    series, person = place.session.series, place.registration.person
    enter(
        services,
        by.who,
        "correct answers",
        about_place(place.session.id, person),
        by.reason,
        by.now,
        at=by.now.isoformat(),
    )
    dates = dates_of(services, series, person, by.now) if for_all else [Date(place.session, place.registration)]
    if for_all:
        change(services.tables, Standing, (series, person), lambda row: _standing(row, details))
    now = [
        Date(
            date.session, change(services.tables, Registration, there.key, lambda row: _corrected(row, details, by.now))
        )
        for date in dates
        if date.is_theirs and (there := date.place)
    ]
    tell_lately(services, [date for date in now if date.place and date.place.is_told], by.now)


def move_place(services: Services, place: Place, to: Session, by: ByHand) -> Registration:
    """Give somebody a place in another session in the place of this one. They get one mail about each."""
    _must_be_ahead(place.session, by.now)
    _must_be_ahead(to, by.now)
    enter(
        services,
        by.who,
        "move place",
        about_place(place.session.id, place.registration.person),
        by.reason,
        by.now,
        at=by.now.isoformat(),
    )
    moved = register(services, to, place.registration.details, place.registration.person, by.now)
    if moved.sign_up_at:
        announce_sign_up(services, [moved], moved.sign_up_at)
    cancel(services, place.session.id, moved.person, by.now)
    return moved


def cancel_place(services: Services, place: Place, by: ByHand) -> None:
    """Cancel somebody's place. Their seat goes to who waits. They get a mail, unless nobody vouched for the address."""
    _must_be_ahead(place.session, by.now)
    enter(
        services,
        by.who,
        "cancel place",
        about_place(place.session.id, place.registration.person),
        by.reason,
        by.now,
        at=by.now.isoformat(),
    )
    drop = withdraw if place.registration.state is RegistrationState.PROVISIONAL else cancel
    drop(services, place.session.id, place.registration.person, by.now)


def _must_be_ahead(session: Session, now: datetime) -> None:
    if not is_coming(session, now):
        raise NotPossible(say("This session has begun, is over or is cancelled. Its places stay as they are."))


def _standing(row: Standing, details: SignUp) -> Standing:
    return row if row.ended else row.model_copy(update={"details": renewed(row.details, details)})


def _correct(services: Services, session_id: str, person: str, details: SignUp, now: datetime) -> Registration | None:
    return change(services.tables, Registration, (session_id, person), lambda row: _corrected(row, details, now))


def _corrected(row: Registration, details: SignUp, now: datetime) -> Registration:
    """The place with these answers. Only a new hub is news to the person. One that was given up stays as it was."""
    if row.state is RegistrationState.CANCELLED:
        return row
    answers = renewed(row.details, details)
    if answers.hub == row.details.hub or not row.is_told:
        return row.model_copy(update={"details": answers})
    number = row.sequence + 1
    news = {"changed_at": now, "sequence": number, "sign_up_at": now, "sign_up_sequence": number, "told_in": None}
    return row.model_copy(update={"details": answers, **news})
