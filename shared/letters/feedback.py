"""Feedback: people who came answer for one minute. People who did not come answer one question.

Where nobody knows, the letter asks which of the two it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.attendance.presence import Presence, presence
from shared.feedback.asking import STILL_ASKED
from shared.keys import Link
from shared.language.catalogue import Marked, say
from shared.letters.parts import registration_of, session_of, still_coming, takes_place, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.registrations.rows import RegistrationState
from shared.services import Services
from shared.sessions.words import session_words

WINDOW = STILL_ASKED


@dataclass(frozen=True)
class Wording:
    """What the letter says, by what we know."""

    subject: Marked
    heading: Marked


WORDINGS: Mapping[Presence, Wording] = {
    Presence.CAME: Wording(Marked("How was it? {session}, {date}"), Marked("Thank you for coming")),
    Presence.ABSENT: Wording(Marked("What stopped you? {session}, {date}"), Marked("We missed you")),
    Presence.UNKNOWN: Wording(
        Marked("Were you able to join us? {session}, {date}"), Marked("Were you able to join us?")
    ),
}


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """Wanted for a week after the session, by everyone who had not cancelled. It says what is known at this moment."""
    session, registration = session_of(services, delivery), registration_of(services, delivery)
    takes_place(session)
    still_coming(registration)
    if now > session.end + WINDOW:
        raise Missed("the session is more than a week ago")
    known = presence(services, session.id, delivery.person)
    if known is not Presence.CAME and registration.state is RegistrationState.WAITING:
        raise Missed("the person had no seat")
    words, wording = session_words(services.programme, session), WORDINGS[known]
    return write(
        services,
        "feedback",
        registration.details.email,
        say(wording.subject, session=words.title, date=words.date),
        heading=say(wording.heading),
        name=registration.details.name,
        session=words,
        known=known.value,
        link=feedback_link(services, delivery),
    )


def feedback_link(services: Services, delivery: Delivery) -> str:
    """The page that asks this person about this session."""
    token = services.keys.sign(Link.FEEDBACK, delivery.about, delivery.person)
    return f"{services.settings.site_url}/feedback/{token}"
