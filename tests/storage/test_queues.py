"""How a message becomes text and a message again, and how the trace goes on; the rest is in `tests/contracts`."""

import json

import pytest
from azure.core.credentials import AccessToken
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.messages import DeliveryDue, RegistrationMade, SessionPlanned
from shared.storage.queues import AzureQueues, UnknownVersion, decode, encode
from shared.telemetry.tracing import trace, traced


@given(session=st.text(st.characters(exclude_categories=["Cs"])), sequence=st.integers(0, 99))
def test_a_message_survives_the_way_there_and_back(session: str, sequence: int) -> None:
    message = RegistrationMade(session=session, person="p", sequence=sequence)
    assert decode(RegistrationMade, encode(message).encode()) == message


def test_a_message_carries_its_version_and_a_trace() -> None:
    content = json.loads(encode(SessionPlanned(session="s")))
    assert (content["version"], len(content["trace"]), content["session"]) == (1, 32, "s")


def test_no_key_of_a_message_hides_the_hosts_own() -> None:
    fields = {name for kind in (DeliveryDue, RegistrationMade, SessionPlanned) for name in kind.model_fields}
    assert fields & {"id", "dequeue_count", "dequeueCount", "insertion_time", "pop_receipt"} == set()


@pytest.mark.parametrize("version", [2, None, "1"])
def test_another_version_is_not_guessed_at(version: object) -> None:
    body = json.dumps({"version": version, "session": "s"}).encode()
    with pytest.raises(UnknownVersion, match=r"^session-planned: version "):
        decode(SessionPlanned, body)


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(SessionPlanned, b"not JSON")
    with pytest.raises(ValueError, match=r"^session-planned: not a message$"):
        decode(SessionPlanned, b"[]")
    with pytest.raises(ValidationError):
        decode(SessionPlanned, json.dumps({"version": 1}).encode())


def test_a_field_that_a_newer_app_added_is_passed_over() -> None:
    body = json.dumps({"version": 1, "session": "s", "colour": "green"}).encode()
    assert decode(SessionPlanned, body) == SessionPlanned(session="s")


def test_what_is_sent_within_carries_the_trace_on() -> None:
    first = encode(SessionPlanned(session="s")).encode()
    with traced(first) as within:
        second = json.loads(encode(DeliveryDue(purpose="p", person="x")))
    assert within == json.loads(first)["trace"] == second["trace"]


def test_work_that_no_message_began_has_one_trace_of_its_own() -> None:
    with traced() as within:
        assert trace() == within
        assert json.loads(encode(SessionPlanned(session="s")))["trace"] == within
    assert trace() != within


def test_a_trace_ends_with_its_work_also_when_that_fails() -> None:
    with pytest.raises(KeyError), traced() as within:
        raise KeyError
    assert trace() != within


class NoToken:
    """A credential that must not be asked."""

    def get_token(self, *scopes: str, **options: object) -> AccessToken:
        raise AssertionError("a token was asked for")


def test_an_identitys_token_never_goes_over_plain_http() -> None:
    with pytest.raises(ValueError, match=r"HTTPS"):
        AzureQueues.from_identity("http://account.queue.example.org", NoToken())
