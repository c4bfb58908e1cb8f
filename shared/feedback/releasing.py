"""Releasing feedback: answers come out of the pot together, under random keys, dated to the day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from shared.feedback.rows import AnswerPot, Feedback, Said, WaitingAnswer
from shared.held.rows import Held, HeldKind
from shared.questions.rows import ENOUGH
from shared.services import Services
from shared.sessions.rows import Session
from shared.storage.changing import change

LAST_CHANCE = timedelta(days=45)
"""So long after a session its last answers come out, however few they are."""

LOOK_BACK = timedelta(days=75)
"""How far back we look for sessions with answers. Nobody answers later than two months after a session."""


def release_feedback_due(services: Services, now: datetime) -> None:
    """Release each session's answers if enough wait, or if no more are to be expected."""
    for session in _sessions(services, now):
        pot = services.tables.get(AnswerPot, (session.id, AnswerPot.ID))
        if pot and (len(pot.answers) >= ENOUGH or (pot.answers and session.end + LAST_CHANCE <= now)):
            release_feedback(services, session.id, now)


def release_feedback(services: Services, session: str, now: datetime) -> None:
    """Release the session's answers. They are written first, and taken out of the pot after that.

    Each keeps its id, so a repeat after a crash writes nothing twice.
    """
    pot = services.tables.get(AnswerPot, (session, AnswerPot.ID))
    if pot is None or not pot.answers:
        return
    out, day = sorted(pot.answers, key=lambda one: one.id), now.date()
    services.tables.insert_all([_row(session, one, day) for one in out])
    held = [row for one in out for row in _held(session, one, day)]
    services.tables.insert_all(sorted(held, key=lambda row: row.id))
    gone = {one.id for one in out}
    change(services.tables, AnswerPot, pot.key, lambda there: _without(there, gone))


def _sessions(services: Services, now: datetime) -> Iterator[Session]:
    for series in services.programme.series:
        first, last = (f"{series.id}-{day:%Y-%m-%d}" for day in (now - LOOK_BACK, now + timedelta(days=1)))
        yield from services.tables.partition(Session, series.id, start=first, end=last)


def _row(session: str, answer: WaitingAnswer, day: date) -> Feedback:
    said = answer.model_dump(include=set(Said.model_fields)) | dict.fromkeys(answer.held, "")
    return Feedback(session=session, id=answer.id, day=day, **said)


def _held(session: str, answer: WaitingAnswer, day: date) -> Iterator[Held]:
    for field, held_id in answer.held.items():
        text = str(getattr(answer, field))
        yield Held(id=held_id, kind=HeldKind(field), session=session, text=text, day=day, came=answer.came)


def _without(pot: AnswerPot, gone: set[str]) -> AnswerPot:
    return pot.model_copy(update={"answers": tuple(one for one in pot.answers if one.id not in gone)})
