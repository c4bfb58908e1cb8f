"""Reminder: the session is soon. The letter says how to join and how to cancel."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.language.catalogue import say, say_many
from shared.language.dates import long_date, weekday
from shared.letters.dates import Taken, calendar_files, date_words, new_dates, told
from shared.letters.parts import (
    at_the_same_time,
    not_begun,
    personal_link,
    place_of,
    registration_of,
    session_of,
    settled,
    write,
)
from shared.mail.deliveries import purpose_of
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery, MailKind
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.telling import NEVER_WENT, is_owed
from shared.reminders.due import falls_due, is_stale, offset_of, quiet_before
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.words import session_words

ABOUT_AN_HOUR = timedelta(minutes=45), timedelta(minutes=90)
FIVE_MINUTES = timedelta(minutes=5)


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`detail` is the ISO 8601 offset. Wanted until the next reminder is due, by everyone who has a seat.

    One that is sent again is wanted until the session begins.
    """
    session, registration = session_of(services, delivery), registration_of(services, delivery)
    settled(session)
    if session.state is not SessionState.OPEN:
        raise Missed(f"the session is {session.state}")
    at_the_same_time(session, delivery)
    not_begun(session, now)
    if registration.state is not RegistrationState.REGISTERED:
        raise Missed("the person has no seat")
    zone = services.programme.zone
    if not delivery.is_again:
        _not_stale(services, session, delivery, now)
        _not_just_told(services, session, registration, delivery)
    own = Taken(session, registration)
    new = new_dates(services, delivery, own, now)
    invited = is_owed(services, registration, delivery.id)
    words = session_words(services.programme, session)
    link = personal_link(services, registration)
    soon = how_soon(session.start, now, zone)
    letter = write(
        services,
        "reminder",
        registration.details.email,
        f"{soon[:1].upper()}{soon[1:]}: {words.subject}",
        heading=say("See you {soon}", soon=soon),
        attachments=calendar_files(services, [own, *new] if invited else new, now),
        name=registration.details.name,
        session=words,
        place=place_of(services, session, registration),
        personal_link=link,
        standing=registration.standing,
        invited=invited,
        dates=[date_words(services, one) for one in new],
    )
    return replace(letter, list_unsubscribe=f"<{link}>", tells_of=told([own, *new] if invited else new))


def how_soon(start: datetime, now: datetime, zone: ZoneInfo) -> str:
    """As people say it, by the wall clock of `zone`: "in an hour", "today", "tomorrow", "next week"."""
    left, (least, most) = start - now, ABOUT_AN_HOUR
    if left < timedelta(minutes=10):
        return say("in a few minutes")
    if left < least:
        return say_many("in {count} minute", "in {count} minutes", count=left // FIVE_MINUTES * 5)
    return say("in an hour") if left <= most else _on_which_day(start, now, zone)


def _on_which_day(start: datetime, now: datetime, zone: ZoneInfo) -> str:
    today, day = now.astimezone(zone).date(), start.astimezone(zone).date()
    days, monday = (day - today).days, today - timedelta(days=today.weekday())
    if days < 2:
        return say("tomorrow") if days else say("today")
    if days < 7:
        return say("on {weekday}", weekday=weekday(day))
    if day < monday + timedelta(days=14):
        return say("next week")
    return say("on {date}", date=long_date(start, zone))


def _not_stale(services: Services, session: Session, delivery: Delivery, now: datetime) -> None:
    offsets, zone = services.programme.series_of(session.series).reminders, services.programme.zone
    if is_stale(session.start, offset_of(delivery.detail), offsets, now, zone):
        raise Missed("a later reminder is due")


def _not_just_told(services: Services, session: Session, place: Registration, delivery: Delivery) -> None:
    """Raises `Missed` if the person was given this seat from the waiting list just before: that mail said it all."""
    if place.sequence == place.sign_up_sequence:
        return
    purpose = purpose_of(session.occasion, MailKind.SEAT, str(place.sequence))
    seat = services.tables.get(Delivery, (purpose, place.person))
    offset = offset_of(delivery.detail)
    quiet = falls_due(session.start, offset, services.programme.zone) - quiet_before(offset)
    if seat and seat.state not in NEVER_WENT and (seat.settled_at or delivery.due) > quiet:
        raise Missed("a mail about this session went just before")
