"""Taking in a sign-up from a Form or the page: we check it, keep it, and pass it on.

This takes two storage operations: the response's row, and a queue message. The rest happens after the queue.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime

from shared.forms.answers import read_answers
from shared.forms.rows import FormResponse, ResponseState
from shared.keys import Keys
from shared.messages import ResponseReceived
from shared.questions.rows import QuestionPot
from shared.services import Services
from shared.text.plain import as_json_text

PAGE = "page"
"""The road of the sign-up page's responses."""

log = logging.getLogger(__name__)


def form_road(keys: Keys, form_id: str) -> str:
    """The road of this Form's responses. Each Form needs its own, because each counts its responses from 1."""
    return "form-" + keys.of("form", form_id)


def roads(services: Services) -> tuple[str, ...]:
    """The roads on which people sign up: the Form, and the page."""
    return form_road(services.keys, services.programme.forms.sign_up.id), PAGE


def responses_on(services: Services, road: str) -> Iterator[FormResponse]:
    """Every response that came on this road. The pot of questions stands behind them."""
    return services.tables.partition(FormResponse, road, end=QuestionPot.ID)


def take_in(services: Services, road: str, response: str, raw: Mapping[str, object], now: datetime) -> None:
    """Keep a usable response and pass it on. Taking in the same response again changes nothing.

    `road` is where it came from (a Form or the page). `response` is its number there. Raises `UnusableAnswers`.
    """
    read_answers(raw, services.programme)
    row = FormResponse(
        form=road, response=response, state=ResponseState.RECEIVED, raw=as_json_text(raw), received_at=now
    )
    services.tables.insert(row)
    log.info("response taken in", extra={"road": road, "response": response})
    services.queues.send(ResponseReceived(form=road, response=response))
