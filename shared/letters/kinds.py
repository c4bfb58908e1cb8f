"""Which file composes which kind of letter.

A kind is imported when the first of its letters is composed. An instance that only takes sign-ups composes none, and
starts sooner.
"""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from shared.mail.letter import Letter
from shared.mail.rows import Delivery, MailKind
from shared.services import Services


class Compose(Protocol):
    """How every kind is composed, at the moment of sending."""

    def __call__(self, services: Services, delivery: Delivery, now: datetime) -> Letter:
        """The letter as the rows are now. Raises `Missed` if it is no longer wanted."""


def _in_file(name: str) -> Compose:
    """`compose` of this file."""

    def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
        file = import_module(f"shared.letters.{name}")
        return cast(Compose, file.compose)(services, delivery, now)

    return compose


COMPOSE: Mapping[MailKind, Compose] = {kind: _in_file(kind.replace("-", "_")) for kind in MailKind}
"""Each kind has a file with its name, such as `session_cancelled`."""
