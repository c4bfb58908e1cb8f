"""Pots: the questions of sign-ups wait here, until so many people have signed up that none can be told by it.

docs/decisions/0007-questions-have-no-author.md says why, and what remains.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import SystemRandom

from shared.forms.intake import roads
from shared.forms.rows import FormResponse, ResponseState
from shared.held.rows import Held, HeldKind
from shared.questions.rows import ENOUGH, Question, QuestionPot, WaitingText
from shared.services import Services
from shared.sessions.rows import Session, session_key
from shared.storage.changing import change, repeat_if_changed


def new_text(session: str, text: str, *, held: bool = False) -> WaitingText:
    """A question for a pot, under a random id. If it is `held`, a person decides about it when it comes out."""
    return WaitingText(id=secrets.token_hex(16), session=session, text=text, held=held)


def forget_author(
    services: Services, response: FormResponse, session: str, person: str, asked: WaitingText | None, now: datetime
) -> None:
    """Empty the response, and put its question in the pot, both in one transaction. So it goes there exactly once.

    A sign-up without a question does the same. Raises `RowChanged` if others keep changing the pot.
    """

    def once() -> None:
        there = services.tables.get(FormResponse, response.key)
        if there is None or there.state is ResponseState.WORKED:
            return  # it was erased meanwhile, or came twice
        pot = _pot(services, response.form)
        if pot.is_full:
            _release_all(services, sorted(pot.sessions), now)
            pot = _pot(services, response.form)
        worked = there.model_copy(update={"state": ResponseState.WORKED, "raw": ""})
        services.tables.change_together([worked, _with(pot, session, person, asked)])

    repeat_if_changed(once)


def release_questions_due(services: Services, now: datetime) -> None:
    """Release each session's questions that enough people could have asked, and those of sessions that are over."""
    pots = _pots(services)
    waiting = sorted({session for pot in pots for session in pot.sessions})
    due = [one for one in waiting if len(_could(pots, one)) >= ENOUGH or _is_over(services, one, now)]
    _release_all(services, due, now)


def release_questions(services: Services, session: str, now: datetime) -> None:
    """Put the session's questions before the panel, together: under random keys, dated to the day.

    They are written first and taken out of the pot after that. Each keeps its id, so a repeat after a crash writes
    nothing twice. Who signed up so far does not count for later questions, also if nobody asked anything: a question
    that comes out tonight was asked after all questions came out before.
    """
    pots = _pots(services)
    out = sorted((one for pot in pots for one in pot.of(session)), key=lambda one: one.id)
    day = now.date()
    passed, held = ([one for one in out if one.held is uncertain] for uncertain in (False, True))
    services.tables.insert_all([Question(session=session, id=one.id, text=one.text, day=day) for one in passed])
    services.tables.insert_all(
        [Held(id=one.id, kind=HeldKind.QUESTION, session=session, text=one.text, day=day) for one in held]
    )
    gone, counted = {one.id for one in out}, _could(pots, session)
    for pot in pots:
        change(services.tables, QuestionPot, pot.key, lambda there: _without(there, session, gone, counted))


def count_waiting(services: Services, session: str) -> int:
    """How many questions for this session nobody may read yet."""
    return sum(len(pot.of(session)) for pot in _pots(services))


def _release_all(services: Services, sessions: Sequence[str], now: datetime) -> None:
    for session in sessions:
        release_questions(services, session, now)


def _pot(services: Services, road: str) -> QuestionPot:
    return services.tables.get(QuestionPot, (road, QuestionPot.ID)) or QuestionPot(road=road)


def _pots(services: Services) -> list[QuestionPot]:
    found = (services.tables.get(QuestionPot, (road, QuestionPot.ID)) for road in roads(services))
    return [pot for pot in found if pot]


def _could(pots: Sequence[QuestionPot], session: str) -> set[str]:
    """The people who could have asked this session's questions, as far as the pots count them."""
    return {person for pot in pots for person in pot.could.get(session, ())}


def _with(pot: QuestionPot, session: str, person: str, asked: WaitingText | None) -> QuestionPot:
    """The pot after one more sign-up, shuffled: the order of the questions says nothing either."""
    texts = [*pot.texts, *([asked] if asked else [])]
    SystemRandom().shuffle(texts)
    people = sorted({*pot.could.get(session, ()), person})
    return pot.model_copy(update={"texts": tuple(texts), "could": {**pot.could, session: tuple(people[:ENOUGH])}})


def _without(pot: QuestionPot, session: str, gone: set[str], counted: set[str]) -> QuestionPot:
    left = tuple(person for person in pot.could.get(session, ()) if person not in counted)
    could: Mapping[str, tuple[str, ...]] = {one: who for one, who in pot.could.items() if one != session}
    texts = tuple(one for one in pot.texts if one.id not in gone)
    return pot.model_copy(update={"texts": texts, "could": {**could, session: left} if left else could})


def _is_over(services: Services, session_id: str, now: datetime) -> bool:
    session = services.tables.get(Session, session_key(session_id))
    return session is None or session.end <= now
