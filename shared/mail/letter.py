"""A letter: a mail that is ready to send. `shared.letters` composes each kind.

A letter is composed when it is sent, from the rows at that moment. If nobody wants it any more (cancelled, moved,
too late), composing raises `Missed` and it is never sent.
"""

from dataclasses import dataclass

from shared.graph.protocol import Attachment


@dataclass(frozen=True)
class Letter:
    """A mail that is ready to send, to one address."""

    to: str
    subject: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    list_unsubscribe: str = ""
    """As in `shared.graph.protocol.Mail`: `<https://…>`. One POST to it ends the subscription."""


class Missed(Exception):
    """Nobody wants the letter any more. The message says why, in the team's words and without personal data."""
