"""Briefing update: an hour before the start, facilitators learn which questions came after their briefing."""

from datetime import datetime

from shared.language.catalogue import say
from shared.letters.parts import at_the_same_time, facilitator_of, not_begun, session_of, takes_place, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.questions.since_briefing import new_questions
from shared.services import Services
from shared.sessions.words import session_words


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """Wanted until the session starts, unless it was moved, by a facilitator of its series, if there is a new one."""
    session = session_of(services, delivery)
    takes_place(session)
    at_the_same_time(session, delivery)
    not_begun(session, now)
    host = facilitator_of(services, delivery, session)
    questions = new_questions(services, session.id)
    if not questions:
        raise Missed("no question came after the briefing")
    words = session_words(services.programme, session)
    return write(
        services,
        "briefing_update",
        host.email,
        say("New questions: {session}", session=words.subject),
        heading=say("New questions for your session"),
        name=host.name,
        session=words,
        join_url=session.join_url,
        questions=[one.text for one in questions],
    )
