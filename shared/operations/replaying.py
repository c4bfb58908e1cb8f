"""Trying failed work again, or giving it up. First the audit trail gets the person who asked, and the reason.

Each act is safe to repeat. Like any message, a message that is worked twice has its effect once. If two people
replay the same work at the same moment, the second finds it gone.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from shared.audit_trail.entering import enter
from shared.errors import NotPossible
from shared.failures import failed_work
from shared.failures.failed_work import FEEDBACK, SIGN_UP, UNKNOWN_DELIVERY
from shared.failures.rows import FailedWork
from shared.forms.intake import OtherAnswers
from shared.forms.posted import Unusable, take_in_posted
from shared.forms.receiving import response_behind
from shared.gate.naming_nobody import must_name_nobody
from shared.mail.deliveries import until
from shared.mail.rows import Delivery, DeliveryState
from shared.messages import DeliveryDue
from shared.services import Services


def replay(services: Services, row: FailedWork, who: str, reason: str, now: datetime) -> bool:
    """Try the work again. Returns False if it is refused again. A mail goes only if it surely was not sent before."""
    must_name_nobody(services.programme, reason)
    enter(services, who, "replay", _about(row), reason, now)
    if row.step == SIGN_UP:
        return _take_in_again(services, row, now)
    if row.step == FEEDBACK:
        raise NotPossible("This cannot be tried again. Read the response in the Form, then drop this.")
    if row.step == UNKNOWN_DELIVERY:
        _send(services, row, DeliveryState.SENDING, now)  # in this state the next delivery asks the mailbox once more
    else:
        services.queues.send_again(row.step, row.payload)
    services.tables.delete(row)
    return True


def replay_all(services: Services, rows: Iterable[FailedWork], who: str, reason: str, now: datetime) -> tuple[int, int]:
    """Try all of these again. Returns how many were replayed and how many were refused again."""
    outcomes = Counter(replay(services, row, who, reason, now) for row in rows)
    return outcomes[True], outcomes[False]


def send_without_asking(services: Services, row: FailedWork, who: str, reason: str, now: datetime) -> None:
    """Send a mail with an unknown outcome, without asking the mailbox. The person may get it twice."""
    must_name_nobody(services.programme, reason)
    enter(services, who, "send", _about(row), reason, now)
    _send(services, row, DeliveryState.PENDING, now)
    services.tables.delete(row)


def drop(services: Services, row: FailedWork, who: str, reason: str, now: datetime) -> None:
    """Give the work up for good. If it is a message about a sign-up, remove the sign-up too: nobody would work it."""
    must_name_nobody(services.programme, reason)
    enter(services, who, "drop", _about(row), reason, now)
    if response := response_behind(services, row):
        services.tables.delete(response)
    services.tables.delete(row)


def _take_in_again(services: Services, row: FailedWork, now: datetime) -> bool:
    try:
        take_in_posted(
            services, json.loads(row.payload), row.first_at
        )  # its author may have acted since, and that counts
    except Unusable as still:
        change = {"cause": still.cause, "detail": still.detail, "last_at": now, "attempts": row.attempts + 1}
        services.tables.replace(row.model_copy(update=change))
        return False
    except OtherAnswers:
        change = {"last_at": now, "attempts": row.attempts + 1}
        services.tables.replace(row.model_copy(update=change))
        return False
    services.tables.delete(row)
    return True


def _send(services: Services, row: FailedWork, state: DeliveryState, now: datetime) -> None:
    due = DeliveryDue.model_validate_json(row.payload)
    there = services.tables.get(Delivery, (due.purpose, due.person))
    if there is None:
        return
    if there.state is DeliveryState.UNKNOWN:
        change = {"state": state, "due": now, "booked": False, "settled_at": None, "reason": "", "lookups": 0}
        there = services.tables.replace(there.model_copy(update=change))
    services.queues.send(due, delay=until(there.due, now))


def replay_refused_responses(services: Services, who: str, now: datetime) -> tuple[int, int]:
    """Try every refused response again. Returns how many were taken in and how many are still refused."""
    return replay_all(services, failed_work.kept(services, failed_work.SIGN_UP), who, "", now)


def _about(row: FailedWork) -> str:
    return f"{row.step}.{row.id}"
