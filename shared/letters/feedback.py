"""Feedback: people who came answer for one minute. People who did not come answer one question."""

from datetime import datetime, timedelta

from shared.feedback.asking import Audience
from shared.keys import Link
from shared.language.catalogue import Marked, say
from shared.letters.parts import registration_of, session_of, still_coming, takes_place, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.registrations.rows import RegistrationState
from shared.services import Services
from shared.sessions.words import session_words

WINDOW = timedelta(days=7)
"""How long after the end people still remember."""


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`detail` is an `Audience`. Wanted for a week after the session, by everyone who had not cancelled."""
    session, registration = session_of(services, delivery), registration_of(services, delivery)
    takes_place(session)
    still_coming(registration)
    if now > session.end + WINDOW:
        raise Missed("the session is more than a week ago")
    came = delivery.detail == Audience.CAME
    if not came and registration.state is RegistrationState.WAITING:
        raise Missed("the person had no seat")
    words = session_words(services.programme, session)
    subject = Marked("How was it? {session}, {date}") if came else Marked("What stopped you? {session}, {date}")
    return write(
        services,
        "feedback",
        registration.details.email,
        say(subject, session=words.title, date=words.date),
        heading=say("Thank you for coming") if came else say("We missed you"),
        name=registration.details.name,
        session=words,
        came=came,
        link=feedback_link(services, delivery),
    )


def feedback_link(services: Services, delivery: Delivery) -> str:
    """The page that asks this person about this session."""
    token = services.keys.sign(Link.FEEDBACK, delivery.about, delivery.person)
    return f"{services.settings.site_url}/feedback/{token}"
