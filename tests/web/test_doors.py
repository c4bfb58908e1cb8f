"""Doors: what is declared is what happens, for made-up doors and for every address of the app."""

import json
from collections.abc import Iterator
from dataclasses import replace

import azure.functions as func
import pytest
from pydantic import BaseModel, ConfigDict, Field

from local.memory.builders import NOW, SESSION, a_request, some_answers
from local.memory.services import MemoryServices, some_services, some_settings
from shared.attention.rows import Matter, MatterKind
from shared.errors import AnotherVersion, MayPassLater, NotPossible, NotThere, NotUsable, VersionNeeded
from shared.failures.rows import FailedWork
from shared.keys import BadLink
from shared.programme.forms import Answer
from shared.storage.tables import RowChanged
from shared.telemetry.tracing import trace
from shared.text.plain import TooLong
from shared.web.description import ANY, Operation, gives, shows, takes, takes_form
from shared.web.doors import Address, Asked, Door, addresses
from shared.web.principal import ALLOWS, FromElsewhere, NotAllowed, NotSignedIn, Role
from shared.web.responses import as_json
from tests.the_app import deployed
from tests.web.test_principal import signed_in_as

ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}
JSON = {"Content-Type": "application/json"}


class Hub(BaseModel):
    """A body for these tests."""

    model_config = ConfigDict(extra="forbid")
    name: str
    seats: int = Field(ge=1)


def a_door(*operations: Operation, raising: Exception | None = None, said: list[Asked] | None = None) -> Door:
    """A door that notes in `said` what is asked of it, or raises."""

    def handle(asked: Asked) -> func.HttpResponse:
        if raising:
            raise raising
        if said is not None:
            said.append(asked)
        return as_json({"trace": trace()})

    return Door("a_door", "a/door", "A door.", operations, handle)


def services() -> MemoryServices:
    """A café where the platform signs people in, with something of the doctors' series behind each address."""
    payload = json.dumps({"formId": "f", "responseId": "1", "response": some_answers({Answer.NAME: ""})})
    refused = FailedWork(step="sign-up", id="one", cause="A mistake.", payload=payload, first_at=NOW, last_at=NOW)
    waits = Matter(id="one", kind=MatterKind.SLIP, about=SESSION, person="p", at=NOW)
    return some_services(having=[refused, waits], settings=some_settings(signed_in_by_platform=True))


OF_THE_DOCTORS = {"session": SESSION, "series": "pgdit", "work": "one", "matter": "one"}
"""The parts of the addresses that lead to it."""


def problem_of(response: func.HttpResponse) -> dict[str, object]:
    assert response.mimetype == "application/problem+json"
    content: dict[str, object] = json.loads(response.get_body())
    return content


# --- made-up doors ----------------------------------------------------------------------------------------


def test_each_answer_is_given_under_a_trace_of_its_own() -> None:
    door = a_door(gives(dict[str, str]))
    traces = {json.loads(door.answer(services(), a_request(), NOW).get_body())["trace"] for _ in range(3)}
    assert len(traces) == 3


def test_a_wrong_method_is_told_the_right_ones() -> None:
    response = a_door(shows(), takes_form(200)).answer(services(), a_request(method="DELETE"), NOW)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")


def test_a_body_arrives_as_its_model_and_as_no_other() -> None:
    said: list[Asked] = []
    door = a_door(takes(Hub, {200: dict[str, str]}), said=said)
    door.answer(services(), a_request(method="POST", body=b'{"name": "Eastvale", "seats": 12}', headers=JSON), NOW)
    assert said[0].body(Hub) == Hub(name="Eastvale", seats=12)
    with pytest.raises(TypeError, match="the door declares no body Door"):
        said[0].body(Other)


class Other(BaseModel):
    """A body that no door here declares."""


Other.__name__ = "Door"


def test_each_field_that_is_wrong_is_named() -> None:
    door = a_door(takes(Hub, {200: dict[str, str]}))
    response = door.answer(services(), a_request(method="POST", body=b'{"seats": 0, "x": 1}', headers=JSON), NOW)
    assert response.status_code == 422
    assert problem_of(response)["errors"] == [
        {"field": "name", "message": "Field required"},
        {"field": "seats", "message": "Input should be greater than or equal to 1"},
        {"field": "x", "message": "Extra inputs are not permitted"},
    ]


def test_a_body_that_the_act_checks_itself_arrives_as_it_was_sent() -> None:
    said: list[Asked] = []
    door = a_door(takes(Hub, {200: dict[str, str]}, is_checked=False), said=said)
    assert door.answer(services(), a_request(method="POST", body=b"[1]", headers=JSON), NOW).status_code == 200
    assert said[0].content == [1]


def test_the_fields_of_a_form_arrive_and_reading_brings_none() -> None:
    said: list[Asked] = []
    door = a_door(shows(), takes_form(200), said=said)
    door.answer(services(), a_request(method="POST", body=b"a=1&b=2&b=3"), NOW)
    door.answer(services(), a_request(body=b"a=1"), NOW)
    assert [one.fields for one in said] == [{"a": "1", "b": ["2", "3"]}, {}]


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (NotThere("There is no such session."), 404, "Not Found"),
        (NotPossible("The session is over."), 409, "Conflict"),
        (NotUsable("The body cannot be used."), 422, "Unprocessable Content"),
        (AnotherVersion("Read it again."), 412, "Precondition Failed"),
        (VersionNeeded("Say which version."), 428, "Precondition Required"),
        (NotSignedIn("Sign in first."), 401, "Sign in first"),
        (NotAllowed("This needs the role Admin."), 403, "Your role does not allow this"),
        (FromElsewhere("Another site asked."), 403, "Asked for by another site"),
        (RowChanged("sessions"), 409, "Changed by somebody else"),
        (TooLong("x"), 413, "Too long"),
        (BadLink(), 404, "Not Found"),
    ],
)
def test_a_refusal_is_a_problem_document_for_programs_and_a_page_for_people(
    error: Exception, status: int, title: str
) -> None:
    told = a_door(gives(dict[str, str]), raising=error).answer(services(), a_request(), NOW)
    said = problem_of(told)
    assert (told.status_code, said["status"], said["title"]) == (status, status, title)
    shown = a_door(takes_form(200), raising=error).answer(services(), a_request(method="POST"), NOW)
    assert (shown.status_code, shown.mimetype) == (status, "text/html")


@pytest.mark.parametrize("error", [ZeroDivisionError(), MayPassLater("storage is away")])
def test_what_is_no_refusal_is_not_hidden(error: Exception) -> None:
    with pytest.raises(type(error)):
        a_door(shows(), raising=error).answer(services(), a_request(), NOW)


def test_who_is_signed_in_is_known_to_what_is_asked() -> None:
    said: list[Asked] = []
    door = a_door(gives(dict[str, str], role=Role.FACILITATOR), said=said)
    door.answer(services(), a_request(headers=signed_in_as(Role.FACILITATOR)), NOW)
    assert said[0].who == "an-object-id"


def test_reading_a_page_leads_to_the_sign_in_and_back_and_nothing_else_does() -> None:
    door = a_door(shows(role=Role.FACILITATOR), takes_form(200, role=Role.FACILITATOR))
    led = door.answer(services(), a_request(path="/console/a page"), NOW)
    back = "/.auth/login/aad?post_login_redirect_uri=%2Fconsole%2Fa%20page"
    assert (led.status_code, led.headers["Location"]) == (303, back)
    assert door.answer(services(), a_request(method="POST"), NOW).status_code == 401
    assert door.answer(some_services(), a_request(), NOW).status_code == 401
    assert a_door(gives(dict[str, str], role=Role.ADMIN)).answer(services(), a_request(), NOW).status_code == 401


def test_a_form_that_comes_after_the_sign_in_ended_is_kept_on_the_page_that_says_so() -> None:
    door = a_door(shows(role=Role.FACILITATOR), takes_form(200, role=Role.FACILITATOR))
    typed = b"words=It+%3Cworks%3E&keep=a&keep=b"
    kept = door.answer(services(), a_request(method="POST", path="/console/a?b=c", body=typed), NOW)
    said = kept.get_body().decode()
    assert (kept.status_code, "You have been signed out" in said) == (401, True)
    assert '<form method="post" action="/console/a?b=c"' in said
    for name, value in (("words", "It &lt;works&gt;"), ("keep", "a"), ("keep", "b")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in said
    sent_elsewhere = door.answer(services(), a_request(method="POST", body=typed, headers=ELSEWHERE), NOW)
    assert (sent_elsewhere.status_code, b"works" in sent_elsewhere.get_body()) == (401, False)


def test_another_sites_page_may_only_do_what_is_declared_open_to_it() -> None:
    shut, open_ = a_door(takes_form(200)), a_door(takes_form(200, open_because="mail programs post it"))
    from_elsewhere = a_request(method="POST", headers=ELSEWHERE)
    assert [door.answer(services(), from_elsewhere, NOW).status_code for door in (shut, open_)] == [403, 200]


def test_a_smaller_limit_of_a_door_is_kept() -> None:
    door = a_door(replace(takes_form(200), largest=1024))
    sizes = (1024, 1025)
    answers = [door.answer(services(), a_request(method="POST", body=b"x" * size), NOW) for size in sizes]
    assert [one.status_code for one in answers] == [200, 413]


# --- every address of the app -----------------------------------------------------------------------------


class LetIn(Exception):
    """The door let the request in."""


def behind(address: Address) -> Door:
    """The door of this address; behind it is nobody who could do anything."""
    assert isinstance(address, Door)

    def handle(_: Asked) -> func.HttpResponse:
        raise LetIn

    return replace(address, handle=handle)


def every_operation() -> Iterator[tuple[Door, Operation]]:
    deployed()
    for address in addresses():
        if isinstance(address, Door):
            yield from ((behind(address), one) for one in address.operations if one.method != ANY)


OPERATIONS = list(every_operation())
IDS = [f"{one.method} {door.route}" for door, one in OPERATIONS]
each = pytest.mark.parametrize(("door", "operation"), OPERATIONS, ids=IDS)
WITH_ROLE = [(door, one) for door, one in OPERATIONS if one.role]
each_with_role = pytest.mark.parametrize(
    ("door", "operation"), WITH_ROLE, ids=[f"{one.method} {door.route}" for door, one in WITH_ROLE]
)
CHANGES = [(door, one) for door, one in OPERATIONS if one.method != "get"]
each_change = pytest.mark.parametrize(
    ("door", "operation"), CHANGES, ids=[f"{one.method} {door.route}" for door, one in CHANGES]
)


def asking(operation: Operation, headers: dict[str, str], body: bytes = b"{}") -> func.HttpRequest:
    kind = JSON if operation.body else {}
    return a_request(method=operation.method.upper(), headers={**kind, **headers}, body=body, route=OF_THE_DOCTORS)


def is_let_in(door: Door, request: func.HttpRequest) -> bool:
    """Whether the door lets this in, or would but for the body's fields."""
    try:
        return int(door.answer(services(), request, NOW).status_code) == 422
    except LetIn:
        return True


def test_every_address_is_a_door_but_for_the_two_that_answer_while_the_cafe_is_broken() -> None:
    deployed()
    assert [one.name for one in addresses() if not isinstance(one, Door)] == ["health_requested", "readiness_requested"]


def test_who_may_do_what() -> None:
    """Said again here, so that a weaker role is noticed."""
    assert {f"{one.method} {door.route}": one.role.value for door, one in WITH_ROLE if one.role} == {
        "get api/audit-trail": "Admin",
        "get api/bulletin/{issue}": "Lead",
        "put api/bulletin/{issue}": "Lead",
        "post api/bulletin": "Lead",
        "post api/bulletin/{issue}/hold": "Lead",
        "post api/bulletin/{issue}/let-go": "Lead",
        "get console/bulletin": "Lead",
        "get console/bulletin/{issue}/mail": "Lead",
        "get console/bulletin/{issue}/page": "Lead",
        "get console/bulletin/items/new": "Lead",
        "post console/bulletin/items/new": "Lead",
        "get console/bulletin/items/{source}/{item}": "Lead",
        "post console/bulletin/items/{source}/{item}": "Lead",
        "get console/bulletin/flash/new": "Lead",
        "post console/bulletin/flash/new": "Lead",
        "post api/bulletin/{issue}/approve": "Lead",
        "post api/bulletin/{issue}/call-off": "Lead",
        "get api/failed-work": "Admin",
        "post api/registrations/{series}/correct-address": "Facilitator",
        "post api/waiting/{matter}/done": "Facilitator",
        "post api/waiting/{matter}/accept": "Facilitator",
        "post api/waiting/{matter}/refuse": "Facilitator",
        "get api/waiting": "Facilitator",
        "post console/sign-ups/{work}": "Facilitator",
        "get api/held": "Facilitator",
        "post api/held/{id}/release": "Facilitator",
        "post api/held/{id}/refuse": "Facilitator",
        "get console": "Lead",
        "get console/ahead/{act}": "Lead",
        "get console/ahead/{act}/mail": "Lead",
        "get console/retention": "Lead",
        "get console/waiting": "Facilitator",
        "get console/waiting/{matter}": "Facilitator",
        "post console/ahead/{act}": "Lead",
        "post console/waiting/{matter}": "Facilitator",
        "get console/held": "Facilitator",
        "get console/settings": "Facilitator",
        "get console/settings/{section}": "Coordinator",
        "post console/settings/{section}": "Admin",
        "get console/settings/{section}/{entry}": "Coordinator",
        "post console/settings/{section}/{entry}": "Admin",
        "get console/numbers": "Lead",
        "get console/settings/programme": "Coordinator",
        "get console/settings/programme/draft": "Coordinator",
        "get console/settings/programme/upload": "Admin",
        "get console/settings/programme/versions/{number}": "Coordinator",
        "get console/settings/programme/versions/{number}/cafe.toml": "Coordinator",
        "post console/held": "Facilitator",
        "post console/settings/programme/draft": "Admin",
        "post console/settings/programme/upload": "Admin",
        "post console/settings/programme/versions/{number}": "Admin",
        "get console/sign-ups/{work}": "Facilitator",
        "get api/failed-work/{step}/{work}": "Admin",
        "post api/failed-work/{step}/{work}/{act}": "Admin",
        "post api/failed-work/replay": "Admin",
        "get api/forms/sign-up/refused": "Facilitator",
        "post api/forms/sign-up/replay": "Coordinator",
        "get api/forms/{form}/missing": "Forms",
        "post api/forms/feedback": "Forms",
        "post api/forms/sign-up": "Forms",
        "post api/horizon/items": "Facilitator",
        "post api/people/erase": "Admin",
        "post api/sessions/{session}/cancel": "Facilitator",
        "post api/sessions/{session}/move": "Facilitator",
        "get console/sessions": "Facilitator",
        "get console/new-session": "Facilitator",
        "post console/new-session": "Facilitator",
        "get console/sessions/{session}": "Facilitator",
        "get console/sessions/{session}/questions": "Facilitator",
        "get console/sessions/{session}/after": "Facilitator",
        "get console/sessions/{session}/digest": "Facilitator",
        "get console/sessions/{session}/change/{change}": "Facilitator",
        "post console/sessions/{session}/change/{change}": "Facilitator",
        "post api/sessions/{session}/restore": "Facilitator",
        "post api/sessions/{session}/theme": "Facilitator",
        "post api/sessions/{session}/capacity": "Facilitator",
        "post api/sessions/{session}/notices": "Facilitator",
        "post api/series/{series}/sessions": "Facilitator",
        "get console/bulletin/{issue}": "Lead",
        "get console/audit-trail": "Coordinator",
        "get console/audit-trail/file": "Coordinator",
        "get console/deliveries": "Lead",
        "get console/deliveries/{session}/{email}": "Facilitator",
        "get console/health": "Coordinator",
        "get console/failed-work": "Admin",
        "get console/failed-work/{cause}": "Admin",
        "get console/failed-work/{step}/{work}": "Admin",
        "post console/failed-work/{cause}": "Admin",
        "post console/failed-work/{step}/{work}": "Admin",
        "get console/sessions/{session}/register": "Facilitator",
        "post console/sessions/{session}/register": "Facilitator",
        "get console/sessions/{session}/register.csv": "Facilitator",
        "get console/sessions/{session}/register/add": "Facilitator",
        "post console/sessions/{session}/register/add": "Facilitator",
        "get console/sessions/{session}/register/{person}": "Facilitator",
        "get console/sessions/{session}/register/{person}/{act}": "Facilitator",
        "post console/sessions/{session}/register/{person}/{act}": "Facilitator",
        "get console/people": "Facilitator",
        "post console/people": "Facilitator",
        "get console/people/{person}": "Facilitator",
        "get console/people/{person}/address": "Facilitator",
        "post console/people/{person}/address": "Facilitator",
        "get console/people/{person}/held": "Coordinator",
        "post console/people/{person}/held": "Coordinator",
        "get console/people/erase": "Admin",
        "post console/people/erase": "Admin",
        "post console/bulletin/{issue}": "Lead",
    }


@each_with_role
@pytest.mark.parametrize("role", Role)
def test_each_role_that_may_is_let_in_and_each_that_may_not_is_refused(
    door: Door, operation: Operation, role: Role
) -> None:
    assert operation.role
    request = asking(operation, signed_in_as(role))
    if role in ALLOWS[operation.role]:
        assert is_let_in(door, request)
    else:
        assert door.answer(services(), request, NOW).status_code == 403


OF_A_SERIES = [(door, one) for door, one in WITH_ROLE if one.series_of]


def test_what_facilitators_may_do_names_its_series_but_for_these() -> None:
    """Lists show what is theirs, and an item is for their readers.

    Held texts have a reader of their own (see `shared.held.reach`). A person may be of several series: their pages show
    what is of one's own series (tests/pages/test_people_pages.py).
    """
    others = [(door, one) for door, one in WITH_ROLE if one.role is Role.FACILITATOR and not one.series_of]
    assert {f"{one.method} {door.route}" for door, one in others} == {
        "get console/settings",
        "get api/forms/sign-up/refused",
        "get api/waiting",
        "get api/held",
        "post api/held/{id}/release",
        "post api/held/{id}/refuse",
        "get console/sessions",
        "get console/new-session",
        "post console/new-session",
        "get console/held",
        "get console/waiting",
        "post console/held",
        "post api/horizon/items",
        "get console/people",
        "post console/people",
        "get console/people/{person}",
        "get console/people/{person}/address",
        "post console/people/{person}/address",
    }


@pytest.mark.parametrize(
    ("door", "operation"), OF_A_SERIES, ids=[f"{one.method} {door.route}" for door, one in OF_A_SERIES]
)
def test_a_facilitator_of_another_series_is_refused_and_a_coordinator_is_not(door: Door, operation: Operation) -> None:
    theirs, others = "marcus.oyelaran@example.nhs.uk", ("wenli.tan@example.nhs.uk", "nobody.known@example.nhs.uk")
    assert is_let_in(door, asking(operation, signed_in_as(Role.FACILITATOR, theirs)))
    assert is_let_in(door, asking(operation, signed_in_as(Role.COORDINATOR, "nobody.known@example.nhs.uk")))
    for address in others:
        answer = door.answer(services(), asking(operation, signed_in_as(Role.FACILITATOR, address)), NOW)
        said = answer.get_body().decode()
        assert (answer.status_code, "another series" in said or "do not host" in said) == (403, True)


@each_with_role
def test_nobody_is_let_in_who_is_not_signed_in(door: Door, operation: Operation) -> None:
    leads_to_sign_in = operation.is_page and operation.method == "get"
    answer = door.answer(services(), asking(operation, {}), NOW)
    assert answer.status_code == (303 if leads_to_sign_in else 401)


@each_change
def test_no_other_site_changes_anything_but_what_is_open_to_it(door: Door, operation: Operation) -> None:
    headers = {**(signed_in_as(Role.ADMIN)), **ELSEWHERE}
    request = asking(operation, headers)
    if operation.open_because:
        assert is_let_in(door, request)
    else:
        assert door.answer(services(), request, NOW).status_code == 403


def test_only_the_one_click_unsubscribe_is_open_to_other_sites() -> None:
    assert [door.route for door, one in OPERATIONS if one.open_because] == ["bulletin/unsubscribe/{token}"]


@each_change
def test_a_body_that_is_too_long_is_refused(door: Door, operation: Operation) -> None:
    request = asking(operation, signed_in_as(Role.ADMIN), b"x" * (256 * 1024 + 1))
    assert door.answer(services(), request, NOW).status_code == 413


@each_change
def test_a_body_of_the_wrong_type_is_refused_where_json_is_declared(door: Door, operation: Operation) -> None:
    request = a_request(
        method=operation.method.upper(), headers={**signed_in_as(Role.ADMIN), "Content-Type": "text/plain"}, body=b"{}"
    )
    if operation.body:
        assert door.answer(services(), request, NOW).status_code == 415
    else:
        assert is_let_in(door, request)


@each
def test_a_method_that_is_not_declared_is_refused(door: Door, operation: Operation) -> None:
    known = {one.method.upper() for one in door.operations} | {"HEAD"}
    if any(one.method == ANY for one in door.operations):
        return  # what answers where nothing is takes every method
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - known:
        answer = door.answer(services(), a_request(method=method, headers=signed_in_as(Role.ADMIN)), NOW)
        assert (answer.status_code, answer.headers["Allow"]) == (405, ", ".join(door.methods))


@each
def test_every_status_with_which_a_door_refuses_is_described(door: Door, operation: Operation) -> None:
    wanted = set()
    if operation.role:
        wanted |= {401, 403} | ({303} if operation.is_page and operation.method == "get" else set())
    if operation.method != "get":
        wanted |= {413} | (set() if operation.open_because else {403})
    if operation.body:
        wanted |= {400, 415, 422}
    assert wanted - set(operation.answers) == set()


@each
def test_signed_in_pages_stand_below_console_and_nothing_else_does(door: Door, operation: Operation) -> None:
    assert (operation.is_page and operation.role is not None) == f"{door.route}/".startswith("console/")
