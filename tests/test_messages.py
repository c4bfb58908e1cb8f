"""Messages: ids only, with a version and a trace that goes along from step to step."""

import json
import re
from typing import Any

import azure.functions as func
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from local.memory.builders import SESSION
from shared.messages import DeliveryDue, Message, SessionPlanned
from shared.storage.queues import UnknownVersion, decode, encode
from shared.telemetry.tracing import trace, traced
from shared.triggers import received

KINDS: list[type[Message]] = sorted(Message.__subclasses__(), key=lambda kind: kind.__name__)
OVERWRITE = {"id", "dequeue_count", "dequeueCount", "expirationTime", "insertionTime", "nextVisibleTime", "popReceipt"}
"""Fields of a JSON body that the host would take for the message's own."""


def a_message(kind: type[Message]) -> st.SearchStrategy[Any]:
    texts = st.lists(st.text()).map(tuple)
    values: dict[object, st.SearchStrategy[Any]] = {int: st.integers(0, 10**6), str: st.text(), tuple[str, ...]: texts}
    return st.builds(kind, **{name: values[field.annotation] for name, field in kind.model_fields.items()})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_a_message_comes_out_as_it_went_in(kind: type[Message], data: st.DataObject) -> None:
    message = data.draw(a_message(kind))
    assert decode(kind, encode(message).encode()) == message


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_message_carries_ids_and_numbers_and_nothing_the_host_would_misread(kind: type[Message]) -> None:
    fields = kind.model_fields
    assert {field.annotation for field in fields.values()} <= {str, int, tuple[str, ...]}
    assert not OVERWRITE & set(fields)
    assert not {"name", "email", "address", "details"} & set(fields)


def test_each_kind_has_a_queue_of_its_own_with_a_name_that_the_service_takes() -> None:
    names = [kind.QUEUE for kind in KINDS]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z0-9](?:-?[a-z0-9]){2,62}", name)] == []


def test_a_message_says_its_version_and_the_trace_of_the_work_it_comes_from() -> None:
    with traced(b'{"trace": "abc"}'):
        content = json.loads(encode(SessionPlanned(session=SESSION)))
    assert content == {"version": 1, "trace": "abc", "session": SESSION}


def test_a_message_of_another_version_is_not_guessed_at() -> None:
    body = json.dumps({"version": 2, "session": SESSION}).encode()
    with pytest.raises(UnknownVersion, match="session-planned: version 2, this app understands 1"):
        decode(SessionPlanned, body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[]", "session-planned: not a message"),
        (b'"text"', "session-planned: not a message"),
        (b"7", "session-planned: not a message"),
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b"\xff", "can't decode byte"),
        (b'{"version": 1}', "Field required"),
    ],
)
def test_what_is_no_message_is_a_value_error(body: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        decode(SessionPlanned, body)


def test_a_newer_apps_additional_field_is_ignored() -> None:
    body = json.dumps({"version": 1, "session": SESSION, "colour": "green"}).encode()
    assert decode(SessionPlanned, body) == SessionPlanned(session=SESSION)


def test_the_trace_of_a_message_goes_along_and_ends_with_the_work() -> None:
    with traced() as outer:
        with traced(encode(SessionPlanned(session=SESSION)).encode()) as inner:
            assert (inner, trace()) == (outer, outer)
        with traced(b'{"trace": "other"}'):
            assert trace() == "other"
        assert trace() == outer
    assert trace() != outer


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"trace": ""}', b"7"])
def test_a_body_without_a_trace_begins_a_new_one(body: bytes) -> None:
    with traced(body) as first, traced(body) as second:
        assert re.fullmatch(r"[0-9a-f]{32}", first)
        assert first != second


def test_a_trigger_gets_the_message_and_works_under_its_trace() -> None:
    due = DeliveryDue(purpose="pgdit-2026-12-09T1230.confirmation-0", person="somebody")
    with traced():
        outer, text = trace(), encode(due)
    with received(DeliveryDue, func.QueueMessage(body=text)) as message:
        assert (message, trace()) == (due, outer)


def test_a_message_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        SessionPlanned(session=SESSION).session = "other"  # type: ignore[misc]  # what mypy forbids is tried
