"""Confirmation: the person has a place and gets an invitation for the calendar, or is on the waiting list."""

from datetime import datetime

from shared.language.catalogue import Marked, say
from shared.letters.parts import (
    calendar_file,
    not_over,
    personal_link,
    place_of,
    registration_of,
    session_of,
    still_coming,
    takes_place,
    unchanged,
    write,
)
from shared.letters.unused import unused_words
from shared.mail.letter import Letter
from shared.mail.rows import Delivery
from shared.registrations.rows import RegistrationState
from shared.services import Services
from shared.sessions.words import session_words


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`detail` is the registration's sequence. Wanted until the session ends, while that is unchanged."""
    session, registration = session_of(services, delivery), registration_of(services, delivery)
    takes_place(session)
    not_over(session, now)
    still_coming(registration)
    unchanged(registration.sequence, delivery)
    words = session_words(services.programme, session)
    waiting = registration.state is RegistrationState.WAITING
    subject = Marked("Waiting list: {session}") if waiting else Marked("Confirmed: {session}")
    return write(
        services,
        "confirmation",
        registration.details.email,
        say(subject, session=words.subject),
        heading=say("You are on the waiting list") if waiting else say("You have a place"),
        attachments=[] if waiting else [calendar_file(services, session, registration, "REQUEST", now)],
        name=registration.details.name,
        session=words,
        waiting=waiting,
        standing=registration.standing,
        unused=unused_words(services, registration.details),
        place=place_of(services, session, registration),
        rules=services.programme.ground_rules.rules,
        not_for=services.programme.not_for,
        personal_link=personal_link(services, registration),
    )
