"""Seat: a place became free, and the person on the waiting list has it. They get the invitation for the calendar."""

from dataclasses import replace
from datetime import datetime

from shared.language.catalogue import say
from shared.letters.dates import calendar_files, still_wanted, told
from shared.letters.parts import personal_link, place_of, unchanged, write
from shared.mail.letter import Letter
from shared.mail.rows import Delivery
from shared.services import Services
from shared.sessions.words import session_words


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`detail` is the registration's sequence. Wanted until the session ends, while that is unchanged."""
    own = still_wanted(services, delivery, now)
    session, registration = own.session, own.registration
    unchanged(registration.sequence, delivery)
    words = session_words(services.programme, session)
    letter = write(
        services,
        "seat",
        registration.details.email,
        say("You have a place: {session}", session=words.subject),
        heading=say("You have a place"),
        attachments=calendar_files(services, [own], now),
        name=registration.details.name,
        session=words,
        place=place_of(services, session, registration),
        standing=registration.standing,
        personal_link=personal_link(services, registration),
    )
    return replace(letter, tells_of=told([own]))
