"""What an operation takes and gives. A door (`doors`) enforces this, and `openapi` describes it.

Some statuses belong to every operation of a kind, such as 401 (nobody is signed in) or 413 (the body is too
long). They are listed here once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypedDict

from pydantic import BaseModel

from shared.web.principal import Role
from shared.web.reach import SeriesOf
from shared.web.requests import LARGEST

HTML = "text/html"
ANY = "*"
"""The method of an operation that answers every method which no other operation of its address answers."""


class WrongField(TypedDict, total=False):
    """What is wrong with one field. `title` is the title of its question in the Form."""

    field: str
    title: str
    message: str


class Problem(TypedDict, total=False):
    """Why a request was refused (RFC 9457)."""

    type: str
    status: int
    title: str
    detail: str
    errors: list[WrongField]


@dataclass(frozen=True)
class Operation:
    """One method of one address. Its door enforces this, and its description says it."""

    method: str
    answers: Mapping[int, object]
    """For each status: the type of the JSON answer, or a media type."""
    body: type[BaseModel] | None = None
    is_checked: bool = True
    """Whether the door refuses a body that does not fit the model. If not, the step keeps it with its errors."""
    fields: tuple[str, ...] = ()
    """The fields of a form on a page. A request may have other fields too."""
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    role: Role | None = None
    """People with this role, or with one that allows it, may do this. None: everybody may."""
    series_of: SeriesOf | None = None
    """The series that a request is about. They must all be theirs. None: the step asks `Asked.reach`, if at all."""
    counted: bool = False
    """Whether anybody may post it without a link of their own. Such posts are counted (`shared.pressure`)."""
    open_because: str = ""
    """Why pages of other sites may ask for this too. Empty: they may not change anything."""
    largest: int = LARGEST
    """Most bytes of a body."""
    is_page: bool = False
    """Whether people see the answer. If so, a refusal is a page and not a problem document."""


# --- the kinds of operation ---------------------------------------------------------------------------------


def shows(*also: int, kind: str = HTML, query: tuple[str, ...] = (), role: Role | None = None) -> Operation:
    """GET of a page for people, or of a file. `also` lists statuses other than 200 that come with a page."""
    answers = dict.fromkeys((*also, *_of_role(role, 303)), HTML) | {200: kind}
    return Operation("get", answers, query=query, role=role, is_page=True)


def moves() -> Operation:
    """GET of an old address: 301 to the page's new address."""
    return Operation("get", {301: HTML}, is_page=True)


def nothing_there() -> Operation:
    """Any method at an address where there is nothing. Nobody can change anything there, so everybody may ask."""
    return Operation(ANY, {404: HTML}, open_because="there is nothing to change", is_page=True)


def takes_form(
    *statuses: int,
    fields: tuple[str, ...] = (),
    role: Role | None = None,
    counted: bool = False,
    open_because: str = "",
) -> Operation:
    """POST of a page's form. The answer is a page, or 303 to one."""
    also = (413, *_of_role(role), *_of_site(open_because), *((429,) if counted else ()))
    answers = dict.fromkeys((*statuses, *also), HTML)
    return Operation(
        "post", answers, fields=fields, role=role, counted=counted, open_because=open_because, is_page=True
    )


def gives(answer: object, *refusals: int, query: tuple[str, ...] = (), role: Role | None = None) -> Operation:
    """GET of JSON. `refusals` are statuses that come with a problem document."""
    return Operation("get", _problems(*_of_role(role), *refusals) | {200: answer}, query=query, role=role)


def takes(
    body: type[BaseModel],
    answers: Mapping[int, object],
    *refusals: int,
    method: str = "post",
    headers: tuple[str, ...] = (),
    role: Role | None = None,
    is_checked: bool = True,
) -> Operation:
    """POST of JSON, answered in JSON. `refusals` are statuses that come with a problem document."""
    said = _problems(400, 413, 415, 422, *_of_role(role), *_of_site(""), *refusals) | dict(answers)
    return Operation(method, said, body=body, headers=headers, role=role, is_checked=is_checked)


def acts(answers: Mapping[int, object], *refusals: int, headers: tuple[str, ...] = (), role: Role) -> Operation:
    """POST without a body, answered in JSON. `refusals` are statuses that come with a problem document."""
    said = _problems(413, *_of_role(role), *_of_site(""), *refusals) | dict(answers)
    return Operation("post", said, headers=headers, role=role)


def within(series_of: SeriesOf, operation: Operation) -> Operation:
    """The same operation, for people who may see and change all of these series. Others are refused with 403."""
    return replace(operation, series_of=series_of)


def _of_role(role: Role | None, *also: int) -> tuple[int, ...]:
    return (401, 403, *also) if role else ()


def _of_site(open_because: str) -> tuple[int, ...]:
    return () if open_because else (403,)


def _problems(*statuses: int) -> dict[int, object]:
    return dict.fromkeys(statuses, Problem)
