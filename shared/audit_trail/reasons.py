"""The reason for an act: the team reads it for years, so it is short and names nobody."""

from shared.errors import NotUsable
from shared.gate.naming_nobody import wrong_words
from shared.language.catalogue import say
from shared.programme.model import Programme

LONGEST_REASON = 200
"""Characters."""


def must_say_why(programme: Programme, reason: str) -> None:
    """Raise `NotUsable` without a reason, or with one that is too long or shows who somebody is."""
    message = ""
    if not reason:
        message = say("Enter a reason. It goes into the audit trail.")
    elif len(reason) > LONGEST_REASON:
        message = say("Use {limit} characters or fewer", limit=LONGEST_REASON)
    else:
        message = wrong_words(programme, reason)
    if message:
        raise NotUsable(message, [{"field": "reason", "message": message}])
