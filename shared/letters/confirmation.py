"""Confirmation: the dates of one sign-up, in one mail. Each has a place, or is on the waiting list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shared.language.catalogue import Marked, say, say_many
from shared.letters.dates import DateWords, Taken, calendar_files, date_words, each_wanted, still_wanted, told
from shared.letters.parts import write
from shared.letters.unused import unused_words
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.telling import is_owed, sign_up_occasion
from shared.services import Services
from shared.sessions.rows import SessionState


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """Of every session of the sign-up (`about` and `also`) that is still wanted. Missed if none is."""
    dates = each_wanted(delivery, lambda one: _taken(services, one, now))
    words = [date_words(services, one) for one in dates]
    details = dates[0].registration.details
    letter = write(
        services,
        "confirmation",
        details.email,
        _subject(words),
        heading=_heading(words),
        attachments=calendar_files(services, dates, now),
        name=details.name,
        dates=words,
        unused=unused_words(services, details),
        rules=services.programme.ground_rules.rules,
        not_for=services.programme.not_for,
    )
    return replace(letter, tells_of=told(dates))


def _taken(services: Services, delivery: Delivery, now: datetime) -> Taken:
    taken = still_wanted(services, delivery, now)
    if taken.session.state is SessionState.PLANNED or _is_told_later(services, delivery, taken.registration):
        raise Missed("it changed since, and a later mail says how")
    return taken


def _is_told_later(services: Services, delivery: Delivery, place: Registration) -> bool:
    """Whether another mail tells of this place: of a seat that became free since, or because it came by itself."""
    if delivery.is_again:
        return False
    if place.told_in is not None:
        return not is_owed(services, place, delivery.id)
    asked_here = place.sign_up_at and delivery.purpose.startswith(
        f"{sign_up_occasion(services.keys, place.person, place.sign_up_at)}."
    )
    moved_up = place.state is RegistrationState.REGISTERED and place.sequence != place.sign_up_sequence
    return bool(asked_here and moved_up)


def _subject(dates: Sequence[DateWords]) -> str:
    if len(dates) > 1:
        cafes = " + ".join(dict.fromkeys(one.session.title for one in dates))
        return say("Your {count} dates: {session}", count=len(dates), session=cafes)
    subject = Marked("Waiting list: {session}") if dates[0].waiting else Marked("Confirmed: {session}")
    return say(subject, session=dates[0].session.subject)


def _heading(dates: Sequence[DateWords]) -> str:
    seats = sum(not one.waiting for one in dates)
    if len(dates) == 1:
        return say("You have a place") if seats else say("You are on the waiting list")
    if not seats:
        return say_many(
            "You are on the waiting list", "You are on the waiting list for {count} dates", count=len(dates)
        )
    return say_many("You have a place on {count} date", "You have places on {count} dates", count=seats)
