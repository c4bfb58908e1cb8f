"""What a person does with failed work."""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.operations import replaying
from shared.services import Services
from shared.web.requests import Unacceptable


class Act(StrEnum):
    """What can be done with failed work. To send is for mails of which nobody knows whether they were sent."""

    REPLAY = "replay"
    SEND = "send"
    DROP = "drop"


def act(services: Services, wanted: str, row: FailedWork, who: str, reason: str, now: datetime) -> str:
    """Do what is wanted; what came of it. Raises `Unacceptable` 404 and 422."""
    if wanted == Act.REPLAY:
        return "replayed" if replaying.replay(services, row, who, reason, now) else "refused again"
    if wanted not in (Act.SEND, Act.DROP):
        raise Unacceptable(HTTPStatus.NOT_FOUND, f"Failed work can be asked to {', '.join(Act)}.")
    if not reason:
        message = "Say why: it is entered in the audit trail."
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, message, [{"field": "reason", "message": message}])
    if wanted == Act.DROP:
        replaying.drop(services, row, who, reason, now)
        return "dropped"
    if row.step != failed_work.UNKNOWN_DELIVERY:
        raise Unacceptable(HTTPStatus.CONFLICT, "Only a mail of which nobody knows can be sent; replay this.")
    replaying.send_unseen(services, row, who, reason, now)
    return "to be sent"
