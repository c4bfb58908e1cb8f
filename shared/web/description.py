"""What each HTTP function takes and gives, said above its route; `shared.web.openapi` makes the description of it.

Statuses that every function of a sort has (nobody signed in, a body that is too long) are said here once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypedDict, cast

from azure.functions import AuthLevel
from azure.functions.decorators.core import Trigger
from azure.functions.decorators.function_app import FunctionBuilder
from pydantic import BaseModel

from shared.web.principal import Role

HTML = "text/html"


class WrongField(TypedDict, total=False):
    """What is wrong with one field; `title` is the question's in the Form."""

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
    """One method of one address."""

    method: str
    answers: Mapping[int, object]
    """By status: the type of what is given as JSON, or a media type."""
    body: type[BaseModel] | None = None
    fields: tuple[str, ...] = ()
    """Of a form that stands on a page; others may come along."""
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    role: Role | None = None


@dataclass(frozen=True)
class Address:
    """A function: where it answers, and how."""

    name: str
    route: str
    what: str
    needs_key: bool
    operations: tuple[Operation, ...]


_addresses: dict[str, Address] = {}


def described(*operations: Operation) -> Callable[[FunctionBuilder], FunctionBuilder]:
    """Say what the function below does; to be put above `blueprint.route`."""

    def describe(builder: FunctionBuilder) -> FunctionBuilder:
        function = builder.build()  # which refuses a function without a trigger
        call, trigger = function.get_user_function(), cast(Trigger, function.get_trigger()).get_dict_repr()
        name, what = call.__name__, " ".join((call.__doc__ or "").split())
        needs_key = trigger["authLevel"] == AuthLevel.FUNCTION
        _addresses[name] = Address(name, trigger["route"], what, needs_key, operations)
        return builder

    return describe


def addresses() -> tuple[Address, ...]:
    """Every function that was described, by name."""
    return tuple(_addresses[name] for name in sorted(_addresses))


# --- the sorts of operation ---------------------------------------------------------------------------------


def shows(
    *also: int,
    kind: str = HTML,
    query: tuple[str, ...] = (),
    problems: tuple[int, ...] = (),
    role: Role | None = None,
) -> Operation:
    """GET of a page for people, or of a file; `also` are statuses beside 200 that come with a page."""
    answers = _signing_in(role) | _refused(*problems) | dict.fromkeys(also, HTML) | {200: kind}
    return Operation("get", answers, query=query, role=role)


def takes_form(
    *statuses: int, fields: tuple[str, ...] = (), problems: tuple[int, ...] = (), role: Role | None = None
) -> Operation:
    """POST of a page's form, answered with a page, or with 303 on to one."""
    answers = _signing_in(role) | _refused(413, *problems) | dict.fromkeys(statuses, HTML)
    return Operation("post", answers, fields=fields, role=role)


def gives(answer: object, *refusals: int, query: tuple[str, ...] = (), role: Role | None = None) -> Operation:
    """GET of JSON; `refusals` are statuses that come with a problem document."""
    return Operation("get", _signing_in(role) | _refused(*refusals) | {200: answer}, query=query, role=role)


def takes(
    body: type[BaseModel],
    answers: Mapping[int, object],
    *refusals: int,
    method: str = "post",
    headers: tuple[str, ...] = (),
    role: Role | None = None,
) -> Operation:
    """POST of JSON, answered in JSON; `refusals` are statuses that come with a problem document."""
    said = _signing_in(role) | _refused(400, 413, 415, 422, *refusals) | dict(answers)
    return Operation(method, said, body=body, headers=headers, role=role)


def acts(answers: Mapping[int, object], *refusals: int, headers: tuple[str, ...] = (), role: Role) -> Operation:
    """POST without a body, answered in JSON; `refusals` are statuses that come with a problem document."""
    return Operation("post", _signing_in(role) | _refused(*refusals) | dict(answers), headers=headers, role=role)


def _signing_in(role: Role | None) -> dict[int, object]:
    return _refused(401, 403) if role else {}


def _refused(*statuses: int) -> dict[int, object]:
    return dict.fromkeys(statuses, Problem)
