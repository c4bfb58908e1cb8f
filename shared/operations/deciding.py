"""Deciding about held texts: a person reads one, and lets it pass or refuses it.

The audit trail says who decided and about which text, by its random id. It never holds the text.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from shared.audit_trail.entering import enter
from shared.errors import NotPossible, NotThere
from shared.feedback.rows import Feedback
from shared.gate.naming_nobody import must_name_nobody
from shared.held.rows import Held, HeldKind, HeldState
from shared.language.catalogue import say
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.questions.rows import Question
from shared.services import Services
from shared.storage.changing import change


class NoSuchText(NotThere):
    """There is no held text with this id. It may have expired."""


class DecidedOtherwise(NotPossible):
    """Somebody has decided the other way about this text."""


def let_pass(services: Services, held_id: str, who: str, now: datetime) -> Held:
    """Let the text go where it would have gone. A second time changes nothing.

    Raises `NoSuchText`, `DecidedOtherwise`.
    """
    _the_text(services, held_id)
    enter(services, who, "let a held text pass", f"held.{held_id}", "", now)
    _decide(services, held_id, HeldState.RELEASED)
    return _finish(services, _the_text(services, held_id), now)


def refuse(services: Services, held_id: str, words: str, who: str, now: datetime) -> Held:
    """Delete the text. `words` say why, in the audit trail: nobody knows the author, so nobody can be told.

    A second time changes nothing. Raises `NoSuchText`, `DecidedOtherwise`.
    """
    _the_text(services, held_id)
    must_name_nobody(services.programme, words)
    enter(services, who, "refuse a held text", f"held.{held_id}", words, now)
    return _decide(services, held_id, HeldState.REFUSED)


def finish_released(services: Services, now: datetime) -> None:
    """Pass on the texts that somebody let pass, if a process died before it did."""
    for row in services.tables.partition(Held, Held.PARTITION):
        if row.state is HeldState.RELEASED and row.text:
            _finish(services, row, now)


def tell_of_held(services: Services, now: datetime) -> None:
    """Email the person who reads held texts, if some came out of the pots today. They get one email a day."""
    new = [row for row in services.tables.partition(Held, Held.PARTITION) if row.day == now.date()]
    reader = services.keys.person(services.programme.reads_held_texts.email)
    if any(row.state is HeldState.WAITING for row in new):
        day = f"held-{now:%Y-%m-%d}"
        announce(services, MailKind.HELD, day, [reader], now, occasion=day)


def _decide(services: Services, held_id: str, state: HeldState) -> Held:
    """Note the decision. A refused text is deleted at once."""

    def decided(row: Held) -> Held:
        if row.state not in (HeldState.WAITING, state):
            raise DecidedOtherwise(say("Somebody has already decided the other way about this text."))
        return row.model_copy(update={"state": state, "text": row.text if state is HeldState.RELEASED else ""})

    row = change(services.tables, Held, (Held.PARTITION, held_id), decided)
    if row is None:
        raise NoSuchText(say("There is no such text. It may have expired."))
    return row


def _the_text(services: Services, held_id: str) -> Held:
    row = services.tables.get(Held, (Held.PARTITION, held_id))
    if row is None:
        raise NoSuchText(say("There is no such text. It may have expired."))
    return row


def _finish(services: Services, row: Held, now: datetime) -> Held:
    """Put the text where it belongs, under its own random id, and then empty the row. It is safe to repeat."""
    if not row.text:
        return row
    services.tables.insert(DESTINATIONS[row.kind](row, now.date()))
    emptied = change(services.tables, Held, row.key, lambda there: there.model_copy(update={"text": ""}))
    return emptied or row


def _question(row: Held, day: date) -> Question:
    return Question(session=row.session, id=row.id, text=row.text, day=day)


def _words(row: Held, day: date) -> Feedback:
    said = {row.kind.value: row.text}
    return Feedback.model_validate(
        {"session": row.session, "id": row.id, "came": row.came, "day": day, "is_late_text": True} | said
    )


DESTINATIONS: Mapping[HeldKind, Callable[[Held, date], Question | Feedback]] = {
    HeldKind.QUESTION: _question,
    HeldKind.CHANGE: _words,
    HeldKind.UNANSWERED: _words,
    HeldKind.WORDS: _words,
}
"""The row that a text becomes when it passes."""
