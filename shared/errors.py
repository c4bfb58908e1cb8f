"""What can go wrong, in the café's words. Acts raise these; `shared/web/refusals.py` says how each is answered.

Two kinds matter to a queue. An error that may pass later is tried again. One that never will is noted and left.
A refusal is for the person who asked.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta


class MayPassLater(Exception):
    """It did not work this time and may work later. `after` is how long to wait, where that is known."""

    def __init__(self, reason: str = "", after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Refusal(Exception):
    """We do not do what was asked. The words are for the person who asked.

    `errors` names each wrong field: `field`, `message`, and the question's `title` where it has one.
    """

    def __init__(self, words: str, errors: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(words)
        self.words, self.errors = words, errors


class NotThere(Refusal):
    """The thing that was asked about does not exist."""


class NotPossible(Refusal):
    """It cannot be done now, because of the state that something is in."""


class NotUsable(Refusal):
    """The values that were given cannot be used."""


class AnotherVersion(Refusal):
    """Somebody changed it after it was read."""


class VersionNeeded(Refusal):
    """The request does not say which version was read."""
