"""A letter: a mail ready to be sent. `shared.letters` composes each kind of it.

A letter is composed at the moment of sending, from the rows as they are then. What is no longer wanted
(cancelled, moved, too late) raises `Missed` and is never sent.
"""

from dataclasses import dataclass

from shared.graph.protocol import Attachment


@dataclass(frozen=True)
class Letter:
    """A mail ready to be sent: to one address, words ready to print."""

    to: str
    subject: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    list_unsubscribe: str = ""
    """As in `shared.graph.protocol.Mail`: `<https://…>`, where one POST ends the subscription."""


class Missed(Exception):
    """The letter is no longer wanted; the message is the reason, in the team's words and without personal data."""
