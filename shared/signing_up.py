"""Taking in a sign-up, from whichever road it comes: checked, kept, and passed on to be worked.

Two storage operations: the response's row, and a queue message. The rest is done behind the queue.
"""

from collections.abc import Mapping
from datetime import datetime

from shared.form_answers import read_answers
from shared.messages import ResponseReceived
from shared.plain_text import as_json_text
from shared.rows import FormResponse, ResponseState
from shared.services import Services


def take_in(services: Services, road: str, response: str, raw: Mapping[str, object], now: datetime) -> None:
    """Keep a usable response and have it worked; taken in again, it is the same response.

    `road` is where it came from ("form", "page"), `response` its number there. Raises `UnusableAnswers`.
    """
    read_answers(raw, services.programme)
    row = FormResponse(
        form=road, response=response, state=ResponseState.RECEIVED, raw=as_json_text(raw), received_at=now
    )
    services.tables.insert(row)
    services.queues.send(ResponseReceived(form=road, response=response))
