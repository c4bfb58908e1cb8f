"""Taking in a sign-up from a Form or the page: we check it, keep it, and pass it on.

This takes two storage operations: the response's row, and a queue message. The rest happens after the queue.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime

from shared.errors import NotPossible
from shared.forms.answers import UnusableAnswers, read_answers
from shared.forms.hearing import hear_sign_up, naming_errors
from shared.forms.rows import FormResponse, ResponseState
from shared.gate.hearing import Heard
from shared.keys import Keys
from shared.language.catalogue import say
from shared.messages import ResponseReceived
from shared.programme.forms import Answer
from shared.programme.model import Programme
from shared.questions.rows import QuestionPot
from shared.services import Services
from shared.text.plain import as_json_text

PAGE = "page"
"""The road of the sign-up page's responses."""


class OtherAnswers(NotPossible):
    """Under the response's number we have other answers. A Form never gives a number twice."""


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


def digest_of(services: Services, raw: Mapping[str, object]) -> str:
    """A keyed hash of these answers. The question for the panel is left out, so that nothing leads to its author."""
    question = services.programme.forms.sign_up.questions.get(Answer.QUESTION)
    kept = {key: value for key, value in raw.items() if question is None or key != question.id}
    return services.keys.of("answers", as_json_text(kept))


def check_all(programme: Programme, raw: Mapping[str, object]) -> Heard:
    """Check what somebody filled in on a page. Returns what the gate says about it. Raises `UnusableAnswers`.

    They are there to mend an answer, so none may be left unused, and no text may identify somebody.
    """
    heard = hear_sign_up(raw, programme)
    named = naming_errors(heard, programme)
    try:
        wrong = read_answers(raw, programme).unused
    except UnusableAnswers as unusable:
        wrong = unusable.errors
    if wrong or named:
        order = list(programme.forms.sign_up.questions)
        raise UnusableAnswers(tuple(sorted((*wrong, *named), key=lambda one: order.index(one.field))))
    return heard


def take_in_all(services: Services, road: str, response: str, raw: Mapping[str, object], now: datetime) -> Heard:
    """Take in what somebody filled in on a page, if `check_all` lets it pass. Returns what the gate says about it."""
    heard = check_all(services.programme, raw)
    take_in(services, road, response, raw, now)
    return heard


def take_in(services: Services, road: str, response: str, raw: Mapping[str, object], now: datetime) -> None:
    """Keep a usable response and pass it on. Taking in the same response again changes nothing.

    `road` is where it came from (a Form or the page). `response` is its number there. Raises `UnusableAnswers`, or
    `OtherAnswers` if we have different ones under this number. Those stay as they are.
    """
    read_answers(raw, services.programme)
    row = FormResponse(
        form=road,
        response=response,
        state=ResponseState.RECEIVED,
        raw=as_json_text(raw),
        received_at=now,
        digest=digest_of(services, raw),
    )
    if not services.tables.insert(row):
        there = services.tables.get(FormResponse, row.key)
        if there and there.digest not in ("", row.digest):
            raise OtherAnswers(say("We have other answers already. Both are kept, and the team can see them."))
    log.info("response taken in", extra={"road": road, "response": response})
    services.queues.send(ResponseReceived(form=road, response=response))
