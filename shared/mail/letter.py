"""A letter: a mail that is ready to send. `shared.letters` composes each kind.

A letter is composed when it is sent, from the rows at that moment. If nobody wants it any more (cancelled, moved,
too late), composing raises `Missed` and it is never sent. If that is not known yet, it raises `NotYet`.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.graph.protocol import Attachment


@dataclass(frozen=True)
class Told:
    """A place of which a letter tells: its session, and what its row said of that when the letter was composed."""

    session: str
    told_in: str


@dataclass(frozen=True)
class Letter:
    """A mail that is ready to send, to one address."""

    to: str
    subject: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    list_unsubscribe: str = ""
    """As in `shared.graph.protocol.Mail`: `<https://…>`. It leads to where people stop such mails."""
    tells_of: tuple[Told, ...] = ()
    """Places that came by themselves, of which this letter tells. No other letter does so too."""


class NotYet(Exception):
    """Whether anybody wants the letter is known at `until`. It is composed again then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class Missed(Exception):
    """Nobody wants the letter any more. The message says why, in the team's words and without personal data."""
