"""Input from outside, as odd as it comes: refused in words or kept, and never an exception.

What people type into the Form, what a flow makes of it, what Graph says about attendance, and the bodies that
facilitators' programs send. Texts have lone surrogates, control characters and 64 KB; values nest and overflow.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import azure.functions as func
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel

from functions.failed_work import ReplayOfCause, Wanted
from local.memory.builders import NOW, START, WHO, a_request, a_session, some_answers
from local.memory.services import MemoryServices, some_services, the_programme
from shared.attendance.closing import take_attendance
from shared.attendance.rows import Attendance
from shared.bulletin.editing import Edit
from shared.bulletin.items import NewItem, add_item
from shared.failures.rows import FailedWork
from shared.forms.receiving import receive
from shared.forms.rows import FormResponse
from shared.forms.working import work
from shared.graph.microsoft.answers import Answer, Page, Record, Report, attendance_of, read
from shared.graph.protocol import GraphUnavailable
from shared.messages import ResponseReceived
from shared.registrations.rows import Registration
from shared.services import Services
from shared.sessions.cancelling import Cancellation, cancel_session
from shared.sessions.rescheduling import Move, move_session
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.web.description import takes
from shared.web.doors import Asked, Door
from shared.web.requests import as_model
from shared.web.responses import as_json

FORM = the_programme().forms.sign_up
IDS = [question.id for question in FORM.questions.values()]
OPTIONS = [option for question in FORM.questions.values() for option in question.options]
KB_64 = 64 * 1024
KB_256 = 256 * 1024
ANY_CHARACTER = st.characters(exclude_categories=())
"""With control characters, half surrogate pairs, and what is not assigned."""
TEXT = st.one_of(
    st.text(ANY_CHARACTER, max_size=40),
    st.sampled_from([*OPTIONS, "Renée O’Connor-Smíth", "=1+1", "\u202eamara\u202c", "\x00", "\ud800", "[" * 2_000]),
    st.builds(lambda unit: unit * (KB_64 // len(unit)), st.sampled_from(["a", "\u0301", "\u200b", "é ", "😀", "\x1b"])),
)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
JSON_VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8
)
JSON_HEADERS = {"Content-Type": "application/json"}


def cafe() -> MemoryServices:
    sessions = [a_session(), a_session(series="educators", start=START + timedelta(days=8))]
    return some_services(having=[*sessions, *[OpenSession(id=one.id) for one in sessions]])


def asked(script: Callable[[Asked], func.HttpResponse], body: bytes) -> tuple[int, str]:
    """The status and the text with which a door answers behind which this is done with a JSON body."""
    door = Door("fuzz", "fuzz", "", (takes(BaseModel, {200: dict[str, str]}, is_checked=False),), script)
    response = door.answer(cafe(), a_request(method="POST", body=body, headers=JSON_HEADERS), NOW)
    return response.status_code, response.get_body().decode("utf-8")


def as_sent(value: object) -> bytes:
    """As a program sends it: JSON in ASCII, half a surrogate pair escaped."""
    return json.dumps(value).encode("ascii")


# --- the Form -----------------------------------------------------------------------------------------------


def post(services: Services, body: bytes) -> int:
    """What `form_response_posted` answers; all that it takes in is worked, too."""

    def taken(posted: Asked) -> func.HttpResponse:
        receive(services, posted.content, NOW)
        return as_json({"status": "accepted"}, HTTPStatus.ACCEPTED)

    status, _ = asked(taken, body)
    return status


def work_all(services: MemoryServices) -> None:
    for received in services.queues.drain(ResponseReceived):
        work(services, received, NOW)


@given(st.dictionaries(st.sampled_from(IDS) | TEXT, TEXT | SCALAR, max_size=12), st.integers(0, 3))
def test_any_flat_response_becomes_a_row_or_is_refused_and_kept(changed: dict[str, object], as_text: int) -> None:
    services = cafe()
    response: object = {**some_answers(), **changed}
    for _ in range(as_text):
        response = json.dumps(response)
    body = as_sent({"formId": FORM.id, "responseId": 1, "response": response})
    status = post(services, body)
    taken, refused = len(services.tables.rows(FormResponse)), len(services.tables.rows(FailedWork))
    expected = {202: (1, 0), 422: (0, 1), 413: (0, 0)}
    assert (taken, refused) == expected[status]
    assert status != 413 or len(body) > KB_64
    work_all(services)
    assert (len(services.tables.rows(Registration)) > 0) is (status == 202)


@given(JSON_VALUE)
@example({"formId": FORM.id, "responseId": 1, "response": {**some_answers(), IDS[10]: "\x01" * 43_000}})
@example({"formId": "\ud800", "responseId": "\ud800", "response": "\ud800"})
def test_any_json_is_answered_by_the_forms_door_in_its_words(body: object) -> None:
    services = cafe()
    assert post(services, as_sent(body)) in {202, 413, 422}
    work_all(services)


@pytest.mark.parametrize("depth", [10, 100, 900, 1_000, 5_000, 50_000])
@pytest.mark.parametrize("form", ["x", FORM.id, None])
def test_values_nested_deeply_are_refused(depth: int, form: str | None) -> None:
    within = b"%s" if form is None else b'{"formId": "%s", "responseId": 1, "response": %%s}' % form.encode()
    in_lists, in_objects = b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth
    answers = [post(cafe(), within % value) for value in (in_lists, in_objects)]
    assert answers == ([400, 413] if depth == 50_000 else [422, 422]), "no JSON that can be read, and over 256 KB"


@given(st.binary(max_size=200))
def test_any_bytes_are_no_json_or_no_response(body: bytes) -> None:
    assert post(cafe(), body) in {400, 422}


def test_a_body_as_long_as_is_read_can_be_kept_whatever_is_in_it() -> None:
    start, end = f'{{"formId": "{FORM.id}", "responseId": 1, "response": "'.encode(), b'"}'
    for unit in (b"a", "é".encode(), "😀".encode(), b"\\n", b"\\u0001", b"\\ud800", b"\\\\", b"\x7f"):
        services = cafe()
        assert post(services, start + unit * ((KB_256 - len(start) - len(end)) // len(unit)) + end) == 422
        assert len(services.tables.rows(FailedWork)) == 1


@pytest.mark.parametrize("is_usable", [True, False])
@pytest.mark.parametrize("as_text", [True, False])
def test_numbers_that_grow_when_they_are_written_out_are_no_way_around_the_limit(
    is_usable: bool, as_text: bool
) -> None:
    numbers = ",".join(["1e15"] * 45_000)
    rest = json.dumps(some_answers() if is_usable else {"x": ""})[:-1]
    response = f'{rest}, "odd": [{numbers}]}}'
    text = json.dumps(response) if as_text else response
    body = f'{{"formId": "{FORM.id}", "responseId": 1, "response": {text}}}'.encode()
    services = cafe()
    status = post(services, body)
    assert status == (422 if as_text else 413)  # as text it is no longer than it came, and kept
    kept = services.tables.rows(FailedWork)
    assert (len(kept), services.tables.rows(FormResponse)) == (1 if as_text else 0, [])


# --- what Graph says about attendance -----------------------------------------------------------------------

MOMENT = st.one_of(
    st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-12-09T12:31:00", "soon", ""]),
    st.integers(),
    st.none(),
)
INTERVAL = st.fixed_dictionaries({}, optional={"joinDateTime": MOMENT, "leaveDateTime": MOMENT})
IDENTITY = st.fixed_dictionaries({}, optional={"id": TEXT | st.none(), "displayName": TEXT | st.none()})
RECORD = st.fixed_dictionaries(
    {},
    optional={
        "emailAddress": TEXT | st.sampled_from(["Amara.Nwosu@example.nhs.uk", "x@example.org"]) | st.none(),
        "identity": IDENTITY | st.none() | SCALAR,
        "attendanceIntervals": st.lists(INTERVAL, max_size=3) | st.none() | SCALAR,
    },
)
REPORT = st.fixed_dictionaries({"value": st.lists(RECORD | JSON_VALUE, max_size=4) | JSON_VALUE})


@given(REPORT | JSON_VALUE)
@example(
    {
        "value": [
            {"attendanceIntervals": [{"joinDateTime": "0001-01-01T00:00:00Z", "leaveDateTime": "9999-12-31T23:59:59Z"}]}
        ]
    }
)
@example(
    {
        "value": [
            {
                "attendanceIntervals": [
                    {"joinDateTime": "2026-12-09T12:31:00Z", "leaveDateTime": "9999-12-31T23:59:59-12:00"}
                ]
            }
        ]
    }
)
def test_any_attendance_report_is_read_to_rows_or_is_not_graphs(report: object) -> None:
    content = as_sent(report)
    try:
        page = read(Page[Record], Answer(200, {}, content))
    except GraphUnavailable:
        return
    session = a_session(join_url="https://teams.example.org/l/1", state=SessionState.ENDED)
    services = some_services(having=[session, OpenSession(id=session.id)])
    services.graph.reports[session.join_url] = [attendance_of(Report(id="1"), page.value)]
    take_attendance(services, session.id, START + timedelta(hours=2))
    assert [row.session for row in services.tables.rows(Attendance) if row.seconds < 0] == []


# --- what facilitators' programs send -----------------------------------------------------------------------

BODIES: dict[type[BaseModel], Callable[[Services, Any], object]] = {
    Cancellation: lambda services, body: cancel_session(services, a_session().id, body.reason, WHO, NOW),
    Move: lambda services, body: move_session(services, a_session().id, body, WHO, NOW),
    NewItem: lambda services, body: add_item(services, body, "somebody", NOW),
    Edit: lambda _, body: body,
    Wanted: lambda _, body: body,
    ReplayOfCause: lambda _, body: body,
}


@pytest.mark.parametrize("kind", BODIES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_any_json_is_a_body_or_is_told_what_is_wrong(kind: type[BaseModel], data: st.DataObject) -> None:
    known = {
        "start": MOMENT,
        "minutes": SCALAR,
        "reason": TEXT,
        "title": TEXT,
        "summary": TEXT,
        "link": TEXT | st.sampled_from(["https://[", "https://example.org/\ud800", "https://example.org/é"]),
        "audiences": st.lists(st.just("pgdit") | TEXT, max_size=2),
        "changes_on": st.dates().map(str) | SCALAR,
        "introduction": TEXT,
        "cause": TEXT,
    }
    fields = {name: known.get(name, JSON_VALUE) for name in kind.model_fields}
    likely = st.fixed_dictionaries({}, optional=fields)
    odd = st.builds(lambda one, more: {**one, **more}, likely, st.dictionaries(TEXT, JSON_VALUE, max_size=1))
    body = data.draw(likely | odd | JSON_VALUE)

    def script(asked: Asked) -> func.HttpResponse:
        BODIES[kind](cafe(), as_model(asked.content, kind))
        return as_json({})

    status, _ = asked(script, as_sent(body))
    assert status in {200, 409, 413, 422}


@pytest.mark.parametrize(
    "start", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_a_session_is_not_moved_to_the_ends_of_time(start: str) -> None:
    services = cafe()

    def script(asked: Asked) -> func.HttpResponse:
        move_session(services, a_session().id, as_model(asked.content, Move), WHO, NOW)
        return as_json({})

    assert asked(script, as_sent({"start": start}))[0] == 422
    assert services.tables.rows(Session)[-1].start == START


def test_what_registrants_will_read_has_no_character_that_nobody_sees() -> None:
    services = cafe()
    reason = Cancellation.model_validate({"reason": " Too\x00 few\u202e\nsigned up. "}).reason
    assert cancel_session(services, a_session().id, reason, WHO, NOW).reason == "Too few signed up."
    with pytest.raises(ValueError, match="at least"):
        Cancellation.model_validate({"reason": "\u200b"})
