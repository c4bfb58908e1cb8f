"""How we answer each error: its status, and the words for a program or a person. This is the one table of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

import azure.functions as func

from shared import errors
from shared.keys import BadLink
from shared.programme.model import Programme
from shared.storage.tables import RowChanged
from shared.text.plain import TooLong
from shared.web import notices, requests
from shared.web.principal import FromElsewhere, NoRole, NotAllowed, NotSignedIn
from shared.web.reach import OtherSeries
from shared.web.responses import page, problem

type NoticePage = Callable[[Programme], str]


@dataclass(frozen=True)
class Answer:
    """The answer to an error."""

    status: HTTPStatus
    title: str = ""
    """Empty: use the status's own phrase."""
    words: str | None = None
    """None: use the error's own words."""
    page: NoticePage | None = None
    """The page for people, if the title and the words alone would not help them."""


ANSWERS: Mapping[type[Exception], Answer] = {
    errors.NotThere: Answer(HTTPStatus.NOT_FOUND, page=notices.unknown_page),
    errors.NotPossible: Answer(HTTPStatus.CONFLICT),
    errors.NotUsable: Answer(HTTPStatus.UNPROCESSABLE_ENTITY),
    errors.AnotherVersion: Answer(HTTPStatus.PRECONDITION_FAILED),
    errors.VersionNeeded: Answer(HTTPStatus.PRECONDITION_REQUIRED),
    requests.NotJson: Answer(HTTPStatus.BAD_REQUEST),
    requests.WrongMediaType: Answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    requests.BodyTooLarge: Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, page=notices.too_long_page),
    TooLong: Answer(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "Too long",
        "The body is too long to keep.",
        notices.too_long_page,
    ),
    RowChanged: Answer(
        HTTPStatus.CONFLICT,
        "Changed by somebody else",
        "Somebody else changed this too. Read it again.",
        notices.changed_page,
    ),
    NotSignedIn: Answer(HTTPStatus.UNAUTHORIZED, "Sign in first", "", page=notices.sign_in_page),
    FromElsewhere: Answer(HTTPStatus.FORBIDDEN, "Asked for by another site", page=notices.elsewhere_page),
    OtherSeries: Answer(HTTPStatus.FORBIDDEN, "You do not host this series", page=notices.other_series_page),
    NoRole: Answer(HTTPStatus.FORBIDDEN, "Your account has no role here", "", page=notices.no_role_page),
    NotAllowed: Answer(HTTPStatus.FORBIDDEN, "Your role does not allow this", "", page=notices.not_allowed_page),
    BadLink: Answer(HTTPStatus.NOT_FOUND, page=notices.bad_link_page),
}
"""The answer for each class of error. A class that is not here gets the answer of its nearest base class."""

REFUSALS = tuple(ANSWERS)


def answer_of(error: Exception) -> Answer:
    """The answer to this error. Raises `KeyError` if it is not a refusal."""
    for kind in type(error).__mro__:
        if kind in ANSWERS:
            return ANSWERS[kind]
    raise KeyError(type(error).__name__)


def as_problem(error: Exception) -> func.HttpResponse:
    """The problem document about this error, for a program."""
    answer = answer_of(error)
    listed = error.errors if isinstance(error, errors.Refusal) else ()
    return problem(answer.status, answer.title or answer.status.phrase, _words(answer, error), listed)


def as_page(error: Exception, programme: Programme) -> func.HttpResponse:
    """The page about this error, for a person."""
    answer = answer_of(error)
    make = answer.page or (lambda whose: notices.refused_page(whose, _words(answer, error)))
    return page(make(programme), answer.status)


def _words(answer: Answer, error: Exception) -> str:
    return str(error) if answer.words is None else answer.words
