"""Keeping the answers of the feedback page."""

from datetime import datetime

from shared.feedback.answers import FeedbackAnswers
from shared.feedback.rows import Feedback
from shared.keys import BadLink, Link
from shared.services import Services
from shared.sessions.rows import Session, session_key


def behind_link(services: Services, token: str) -> tuple[Session, str] | None:
    """The session and the person of a link in a feedback mail; None if the link is not ours."""
    try:
        session_id, person = services.keys.unsign(Link.FEEDBACK, token)
    except BadLink:
        return None
    session = services.tables.get(Session, session_key(session_id))
    return (session, person) if session else None


def keep(services: Services, session: Session, person: str, said: FeedbackAnswers, now: datetime) -> None:
    """Keep the person's answers. If they answer again, the newer answers count."""
    key = services.keys.of("feedback", session.id, person)
    services.tables.put_latest(as_row(session, key, said, now))


def as_row(session: Session, key: str, said: FeedbackAnswers, at: datetime) -> Feedback:
    """The row for these answers."""
    return Feedback(
        session=session.id,
        id=key,
        came=said.came,
        score=said.score,
        change=said.change,
        unanswered=said.unanswered,
        stopped_by=tuple(said.stopped_by),
        words=said.words,
        at=at,
    )
