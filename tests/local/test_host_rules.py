"""The functions host's rules that need no process: routes, schedules, settings, host.json, declarations."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.host.errors import HostError
from local.host.host_json import read_host_json
from local.host.http.routes import Route, path_of
from local.host.settings import connection_string, load_settings
from local.host.triggers.messages import decoded
from local.host.triggers.schedules import Schedule
from local.host.worker.functions import QueueTrigger, read_function
from local.host.worker.protos import RpcFunctionMetadata

EARLIEST = datetime(2020, 1, 1)  # noqa: DTZ001 - hypothesis adds the time zone itself
GUID = "5f0c3c52-9a36-4a0e-9d6a-2f4f3c2b1a00"
HTTP_OUT: Mapping[str, object] = {"type": "http", "direction": "OUT", "name": "$return"}


def declared(name: str, *bindings: Mapping[str, object]) -> RpcFunctionMetadata:
    return RpcFunctionMetadata(
        name=name,
        function_id=name,
        managed_dependency_enabled=False,
        directory="",
        script_file="function_app.py",
        entry_point=name,
        is_proxy=False,
        language="python",
        bindings={},
        raw_bindings=[json.dumps(binding) for binding in bindings],
        retry_options=None,
        properties={},
    )


def http(route: str | None = None) -> dict[str, object]:
    return {"type": "httpTrigger", "name": "req", "route": route}


def queue(name: str, connection: str = "STORE") -> dict[str, object]:
    return {"type": "queueTrigger", "name": "msg", "queueName": name, "connection": connection}


def timer(schedule: str) -> dict[str, object]:
    return {"type": "timerTrigger", "name": "timer", "schedule": schedule}


@pytest.mark.parametrize(
    ("template", "path", "parameters"),
    [
        ("", "/", {}),
        ("api/things", "/API/Things/", {}),
        ("api/things", "/api/thing", None),
        ("a.b", "/axb", None),
        ("things/{id}", "/things/1", {"id": "1"}),
        ("things/{id}", "/things/", None),
        ("things/{id?}", "/things", {}),
        ("things/{id=5}", "/things/6", {"id": "6"}),
        ("things/{*path}", "/things/a/b", {"path": "a/b"}),
        ("things/{**path}", "/things", {}),
        ("{name}.{kind}", "/notes.ics", {"name": "notes", "kind": "ics"}),
        ("n/{id:int}", "/n/-3", {"id": "-3"}),
        ("n/{id:int}", "/n/x", None),
        ("n/{id:guid}", f"/n/{GUID}", {"id": GUID}),
        ("n/{id:guid}", "/n/5f0c", None),
        ("n/{id:length(2, 3)}", "/n/abcd", None),
        ("n/{id:minlength(2)}", "/n/ab", {"id": "ab"}),
        ("{ignored:maxlength(0)?}", "/", {}),
        ("{ignored:maxlength(0)?}", "/x", None),
    ],
)
def test_a_route_matches_as_in_azure(template: str, path: str, parameters: dict[str, str] | None) -> None:
    assert Route(template).match(path) == parameters


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1))
def test_whatever_stands_in_a_segment_reaches_the_function(text: str) -> None:
    encoded = "".join(f"%{byte:02X}" for byte in text.encode())
    assert Route("things/{id}").match(path_of(f"/things/{encoded}".encode())) == {"id": text}


@pytest.mark.parametrize(
    ("expression", "moment", "following"),
    [
        ("0 */5 * * * *", "2026-12-09T12:30:00", "2026-12-09T12:35:00"),
        ("*/10 * * * * *", "2026-12-09T12:30:05.5", "2026-12-09T12:30:10"),
        ("0 0 9 * * 1-5", "2026-12-11T09:00:00", "2026-12-14T09:00:00"),
        ("0 0 9 * * Monday", "2026-12-09T00:00:00", "2026-12-14T09:00:00"),
        ("0 0 9 13 * FRI", "2026-12-09T00:00:00", "2027-08-13T09:00:00"),
        ("0 05 9 1 January,jul *", "2026-12-09T00:00:00", "2027-01-01T09:05:00"),
        ("59 59 23 29 2 *", "2026-12-09T00:00:00", "2028-02-29T23:59:59"),
        ("0 30 1 * * *", "2027-03-28T01:00:00", "2027-03-28T01:30:00"),
    ],
)
def test_a_schedule_is_read_as_ncrontab_in_utc(expression: str, moment: str, following: str) -> None:
    start = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert Schedule(expression).next_after(start) == datetime.fromisoformat(following).replace(tzinfo=UTC)


@given(st.datetimes(EARLIEST, EARLIEST.replace(year=2040), timezones=st.just(UTC)))
def test_the_next_occurrence_of_a_quarter_of_an_hour_is_the_first_one_after(moment: datetime) -> None:
    following = Schedule("0 */15 * * * *").next_after(moment)
    assert timedelta(0) < following - moment <= timedelta(minutes=15)
    assert following.minute % 15 == following.second == following.microsecond == 0


@pytest.mark.parametrize(
    "expression",
    ["0 3 * * *", "@daily", "0 0 3 * * 7", "60 * * * * *", "0 0 3 L * *", "0 0 3 * * H", "00:05:00"],
)
def test_what_is_no_ncrontab_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"it has|is no"):
        Schedule(expression)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (declared("adminx", http(), HTTP_OUT), "The function name adminx is one that Azure refuses."),
        (declared("x"), "The function x has no trigger."),
        (
            declared("x", http("runtime/x"), HTTP_OUT),
            "The function x has the route runtime/x, which Azure keeps for itself.",
        ),
        (
            declared("x", http("a/{b")),
            "The function x has a route that cannot be read: '{b' is no parameter.",
        ),
        (
            declared("x", http("a//b")),
            "The function x has a route that cannot be read: it has an empty segment.",
        ),
        (
            declared("x", queue("orders"), {"type": "blob", "name": "out"}),
            "The function x has a binding of type blob, which this host cannot run.",
        ),
        (
            declared("x", queue("orders") | {"name": "a__b"}),
            "The function x has a binding named a__b, which Azure refuses.",
        ),
        (
            declared("x", queue("or_ders")),
            "The function x listens to 'or_ders', which is no name for a queue.",
        ),
        (declared("x", queue("%Q%")), "The function x reads the app setting Q, which is not set."),
        (
            declared("x", queue("orders", "NONE")),
            "The function x uses the connection NONE, which is not set.",
        ),
        (
            declared("x", queue("orders", "CLOUD")),
            "The function x uses the identity-based connection CLOUD__*; this host needs a connection string in CLOUD.",
        ),
        (
            declared("x", timer("0 3 * * *")),
            "The function x has the schedule '0 3 * * *', which is no NCRONTAB expression: "
            "it has 5 fields and should have six, the seconds first.",
        ),
    ],
)
def test_a_function_that_azure_would_put_in_error_is_refused(function: RpcFunctionMetadata, sentence: str) -> None:
    settings = {"STORE": "UseDevelopmentStorage=true", "CLOUD__queueServiceUri": "https://cafe.example.org"}
    with pytest.raises(HostError) as refused:
        read_function(function, "api", settings)
    assert str(refused.value) == sentence


def test_a_queue_and_its_connection_come_from_app_settings() -> None:
    settings = {"Q": "Orders", "AzureWebJobsStorage": "the connection"}
    function = read_function(declared("x", queue("%Q%-due", "")), "api", settings)
    assert function.trigger == QueueTrigger("orders-due", "the connection")
    assert connection_string("Storage", settings, "here") == "the connection"


def test_a_function_is_disabled_by_its_app_setting() -> None:
    settings = {"AzureWebJobs.x.Disabled": "1"}
    switched = [read_function(declared(name, http()), "", settings).disabled for name in ("x", "y")]
    assert switched == [True, False]


def test_host_json_has_azures_defaults(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text('{"version": "2.0", "logging": {}}')
    rules = read_host_json(tmp_path)
    queues = rules.extensions.queues
    assert (rules.function_timeout, rules.extensions.http.route_prefix) == (timedelta(minutes=30), "api")
    assert (queues.batch_size, queues.new_batch_threshold, queues.max_dequeue_count) == (16, 8, 5)
    assert (queues.visibility_timeout, queues.max_polling_interval) == (timedelta(0), timedelta(minutes=1))
    assert queues.encoding == "base64"


def test_host_json_takes_time_spans_and_no_limit(tmp_path: Path) -> None:
    queues = {"newBatchThreshold": 0, "visibilityTimeout": "1.02:03:04"}
    text = json.dumps({"version": "2.0", "functionTimeout": "-1", "extensions": {"queues": queues}})
    (tmp_path / "host.json").write_text(text)
    rules = read_host_json(tmp_path)
    assert rules.function_timeout is None
    assert rules.extensions.queues.new_batch_threshold == 0
    assert rules.extensions.queues.visibility_timeout == timedelta(days=1, hours=2, minutes=3, seconds=4)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (None, "cannot be read: No such file or directory"),
        ("{", "is wrong: Invalid JSON: EOF while parsing an object at line 1 column 1"),
        ('{"version": "1.0"}', "is wrong: version: Input should be '2.0'"),
        (
            '{"version": "2.0", "extensions": {"queues": {"batchSize": 33}}}',
            "is wrong: extensions.queues.batchSize: Input should be less than or equal to 32",
        ),
        (
            '{"version": "2.0", "functionTimeout": "soon"}',
            "is wrong: functionTimeout: Value error, 'soon' should be a time span such as 00:00:30",
        ),
    ],
)
def test_a_broken_host_json_is_told_with_the_place(tmp_path: Path, text: str | None, mistake: str) -> None:
    if text:
        (tmp_path / "host.json").write_text(text)
    with pytest.raises(HostError) as told:
        read_host_json(tmp_path)
    assert str(told.value) == f"{tmp_path / 'host.json'} {mistake}."


def test_settings_fill_the_environment_and_override_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFE_SET", "before")
    monkeypatch.delenv("CAFE_NEW", raising=False)
    file = tmp_path / "local.settings.json"
    file.write_text(json.dumps({"Values": {"CAFE_SET": "file", "CAFE_NEW": "file"}, "Host": {"CORS": "*"}}))
    load_settings(file)
    assert (os.environ["CAFE_SET"], os.environ.pop("CAFE_NEW")) == ("before", "file")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('{"Values": 1}', "is wrong: Values: Input should be an object"),
        ('{"IsEncrypted": true}', "is encrypted: run `func settings decrypt`"),
    ],
)
def test_settings_that_cannot_be_used_are_told(tmp_path: Path, text: str, mistake: str) -> None:
    file = tmp_path / "local.settings.json"
    file.write_text(text)
    with pytest.raises(HostError) as told:
        load_settings(file)
    assert str(told.value) == f"The settings file {file} {mistake}."


@pytest.mark.parametrize(
    ("content", "text"),
    [("Y2Fmw6k=", "café"), ("Y2Fm\nw6k=", "café"), ("café", None), ("abc", None), ("", "")],
)
def test_base64_is_decoded_and_what_is_none_is_known(content: str, text: str | None) -> None:
    assert decoded(content, "base64") == text
    assert decoded(content, "none") == content
