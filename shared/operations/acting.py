"""What a person does with failed work."""

from datetime import datetime
from enum import StrEnum

from shared.errors import NotPossible, NotThere, NotUsable
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.operations import replaying
from shared.services import Services


class Act(StrEnum):
    """What a person can do with failed work. SEND is only for mails with an unknown outcome."""

    REPLAY = "replay"
    SEND = "send"
    DROP = "drop"


class NoSuchAct(NotThere):
    """There is no such act for failed work."""


class OutcomeKnown(NotPossible):
    """The work is not a mail with an unknown outcome, so we do not send it again."""


def act(services: Services, wanted: str, row: FailedWork, who: str, reason: str, now: datetime) -> str:
    """Do what is wanted. Returns the outcome. Raises `NoSuchAct`, `OutcomeKnown`, or `NotUsable` without a reason."""
    if wanted == Act.REPLAY:
        return "replayed" if replaying.replay(services, row, who, reason, now) else "refused again"
    if wanted not in (Act.SEND, Act.DROP):
        raise NoSuchAct(f"There is no such act. You can choose {', '.join(Act)}.")
    if not reason:
        message = "Give a reason. It goes into the audit trail."
        raise NotUsable(message, [{"field": "reason", "message": message}])
    if wanted == Act.DROP:
        replaying.drop(services, row, who, reason, now)
        return "dropped"
    if row.step != failed_work.UNKNOWN_DELIVERY:
        raise OutcomeKnown("This email's outcome is known. Only one with an unknown outcome can be sent again.")
    replaying.send_without_asking(services, row, who, reason, now)
    return "to be sent"
