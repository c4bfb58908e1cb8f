"""Keeping answers: they go into the session's pot, and a mark says that their author has answered.

docs/decisions/0007-questions-have-no-author.md says why.
"""

import secrets
from datetime import datetime
from random import SystemRandom

from shared.errors import NotPossible
from shared.feedback.answers import FeedbackAnswers
from shared.feedback.releasing import release_feedback
from shared.feedback.rows import Answered, AnswerPot, WaitingAnswer
from shared.gate.hearing import FOR_A_PERSON, hear
from shared.keys import BadLink, Link
from shared.language.catalogue import say
from shared.programme.model import Programme
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from shared.storage.changing import repeat_if_changed


class NotOverYet(NotPossible):
    """The session is not over, or did not take place, so nobody can say how it was."""


class NoPlace(NotPossible):
    """The person of the link has no place in the session any more."""


def behind_link(services: Services, token: str) -> tuple[Session, str] | None:
    """The session and the person of a link in a feedback mail; None if the link is not ours."""
    try:
        session_id, person = services.keys.unsign(Link.FEEDBACK, token)
    except BadLink:
        return None
    session = services.tables.get(Session, session_key(session_id))
    return (session, person) if session else None


def must_be_theirs(services: Services, session: Session, person: str, now: datetime) -> None:
    """Raises `NotOverYet` or `NoPlace` if this person cannot say now how the session was."""
    if session.state is SessionState.CANCELLED:
        raise NotOverYet(say("This session did not take place, so there is nothing to tell us about it."))
    if now < session.end:
        raise NotOverYet(say("The session is not over yet. Please open this link again after it."))
    place = services.tables.get(Registration, (session.id, person))
    if place is None or place.state is RegistrationState.CANCELLED:
        raise NoPlace(say("You have no place in this session any more, so we cannot take feedback from this link."))


def has_answered(services: Services, session: Session, author: str) -> bool:
    """Whether this author's answers are kept already."""
    return services.tables.get(Answered, (session.id, author)) is not None


def keep(services: Services, session: Session, author: str, said: FeedbackAnswers, now: datetime) -> bool:
    """Mark that the author has answered, and put the answers in the pot, both in one transaction.

    `author` is a person's key, or a Form response's. Returns False if the author has answered before: nobody can
    find the answers that would be changed. Raises `RowChanged` if others keep changing the pot.
    """

    def once() -> bool:
        if has_answered(services, session, author):
            return False
        pot = _pot(services, session)
        if pot.is_full:
            release_feedback(services, session.id, now)
            pot = _pot(services, session)
        answers = [*pot.answers, _waiting(said, services.programme)]
        SystemRandom().shuffle(answers)
        mark = Answered(session=session.id, person=author)
        services.tables.change_together([mark, pot.model_copy(update={"answers": tuple(answers)})])
        return True

    return repeat_if_changed(once)


def own_texts(said: FeedbackAnswers) -> dict[str, str]:
    """The texts in the author's own words, by field."""
    return {"change": said.change, "unanswered": said.unanswered, "words": said.words}


def _pot(services: Services, session: Session) -> AnswerPot:
    return services.tables.get(AnswerPot, (session.id, AnswerPot.ID)) or AnswerPot(session=session.id)


def _waiting(said: FeedbackAnswers, programme: Programme) -> WaitingAnswer:
    held = hear(own_texts(said), programme).fields(*FOR_A_PERSON)
    return WaitingAnswer(
        id=secrets.token_hex(16),
        came=said.came,
        score=said.score,
        change=said.change,
        unanswered=said.unanswered,
        stopped_by=tuple(said.stopped_by),
        words=said.words,
        held={field: secrets.token_hex(16) for field in held},
    )
