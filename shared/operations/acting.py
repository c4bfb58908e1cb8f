"""What a person does with failed work."""

from datetime import datetime
from enum import StrEnum

from shared.errors import NotPossible, NotThere, NotUsable
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.operations import replaying
from shared.services import Services


class Act(StrEnum):
    """What can be done with failed work. To send is for mails of which nobody knows whether they were sent."""

    REPLAY = "replay"
    SEND = "send"
    DROP = "drop"


class NoSuchAct(NotThere):
    """Nobody can do this with failed work."""


class OutcomeKnown(NotPossible):
    """The work is no email whose outcome is unknown, so it is not sent again unseen."""


def act(services: Services, wanted: str, row: FailedWork, who: str, reason: str, now: datetime) -> str:
    """Do what is wanted; what came of it. Raises `NoSuchAct`, `OutcomeKnown`; `NotUsable` without a reason."""
    if wanted == Act.REPLAY:
        return "replayed" if replaying.replay(services, row, who, reason, now) else "refused again"
    if wanted not in (Act.SEND, Act.DROP):
        raise NoSuchAct(f"Failed work can be asked to {', '.join(Act)}.")
    if not reason:
        message = "Say why: it is entered in the audit trail."
        raise NotUsable(message, [{"field": "reason", "message": message}])
    if wanted == Act.DROP:
        replaying.drop(services, row, who, reason, now)
        return "dropped"
    if row.step != failed_work.UNKNOWN_DELIVERY:
        raise OutcomeKnown("This email's outcome is known. Only one with an unknown outcome can be sent again.")
    replaying.send_unseen(services, row, who, reason, now)
    return "to be sent"
