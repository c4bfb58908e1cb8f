"""Receiving: we take in what a flow posts, or keep it as failed work."""

from contextlib import suppress
from datetime import datetime

from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.forms.intake import OtherAnswers
from shared.forms.mending import ask_author
from shared.forms.posted import Unusable, take_in_posted
from shared.forms.rows import FormResponse
from shared.messages import ResponseReceived
from shared.services import Services
from shared.storage.queues import UnknownVersion, decode
from shared.storage.tables import RowChanged
from shared.text.plain import as_json_text

OTHER_ANSWERS = "Other answers came under a number that we know."
"""The cause of a response that we keep beside the first one with its number."""


def receive(services: Services, body: object, now: datetime) -> None:
    """Take in what a flow posted. If it cannot be used, keep it for the team and raise `Unusable` or `OtherAnswers`."""
    try:
        take_in_posted(services, body, now)
    except (Unusable, OtherAnswers) as refused:
        cause = refused.cause if isinstance(refused, Unusable) else OTHER_ANSWERS
        detail = refused.detail if isinstance(refused, Unusable) else ""
        payload = as_json_text(body)
        with suppress(RowChanged):  # it is kept, and the next alert tells the team
            failed_work.keep(services, failed_work.SIGN_UP, payload, cause, now, detail)
        if row := failed_work.with_payload(services, failed_work.SIGN_UP, payload):
            ask_author(services, row, now)
        raise


def response_behind(services: Services, failed: FailedWork) -> FormResponse | None:
    """The sign-up that a failed message is about. None if it is about something else or the sign-up is gone."""
    if failed.step != ResponseReceived.QUEUE:
        return None
    with suppress(ValueError, UnknownVersion):
        message = decode(ResponseReceived, failed.payload.encode())
        return services.tables.get(FormResponse, (message.form, message.response))
    return None
