"""What queues promise, on the fake and on Azurite alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueServiceClient, TextBase64DecodePolicy

from local.memory.queues import MemoryQueues
from local.stack.azurite import Azurite
from shared.messages import DeliveryDue, Message, RegistrationMade, ReminderDue, SessionPlanned
from shared.storage.queues import AzureQueues, Queues, decode, encode, poison_of
from shared.storage.unavailable import StorageUnavailable
from shared.telemetry.tracing import traced


@dataclass(frozen=True)
class Both:
    """Queues, and a way to see what can be received from them now."""

    queues: Queues
    visible: Callable[[type[Message]], list[Message]]


def in_memory() -> Both:
    queues = MemoryQueues()
    return Both(
        queues,
        lambda kind: [
            message
            for message, delay in zip(queues.waiting(kind), queues.delays(kind), strict=True)
            if delay == timedelta(0)
        ],
    )


def in_azurite(connection: str) -> Both:
    service = QueueServiceClient.from_connection_string(connection)
    for queue in service.list_queues():
        service.delete_queue(queue)

    def visible(kind: type[Message]) -> list[Message]:
        queue = service.get_queue_client(kind.QUEUE, message_decode_policy=TextBase64DecodePolicy())
        try:
            return [decode(kind, message.content.encode()) for message in queue.peek_messages(max_messages=32)]
        except ResourceNotFoundError:
            return []

    return Both(AzureQueues.from_connection_string(connection), visible)


@pytest.fixture(params=["memory", "azurite"])
def both(request: pytest.FixtureRequest) -> Both:
    if request.param == "memory":
        return in_memory()
    azurite: Azurite = request.getfixturevalue("azurite")
    return in_azurite(azurite.connection_string)


def test_a_message_arrives_as_it_was_sent(both: Both) -> None:
    message = RegistrationMade(session="pgdit-2026-12-09", person="abc_-DEF", sequence=3)
    both.queues.send(message)
    assert both.visible(RegistrationMade) == [message]


def test_any_character_arrives(both: Both) -> None:
    message = SessionPlanned(session="<é & 👩🏽‍⚕️>")
    both.queues.send(message)
    assert both.visible(SessionPlanned) == [message]


def test_messages_of_one_queue_arrive_in_the_order_of_sending(both: Both) -> None:
    for number in range(5):
        both.queues.send(SessionPlanned(session=f"s{number}"))
    assert [str(message.model_dump()["session"]) for message in both.visible(SessionPlanned)] == [
        "s0",
        "s1",
        "s2",
        "s3",
        "s4",
    ]


def test_each_kind_of_message_has_a_queue_of_its_own(both: Both) -> None:
    both.queues.send(SessionPlanned(session="s"))
    both.queues.send(DeliveryDue(purpose="p", person="x"))
    assert both.visible(SessionPlanned) == [SessionPlanned(session="s")]
    assert both.visible(ReminderDue) == []


def test_a_delayed_message_is_hidden(both: Both) -> None:
    both.queues.send(SessionPlanned(session="later"), timedelta(hours=1))
    both.queues.send(SessionPlanned(session="now"))
    assert both.visible(SessionPlanned) == [SessionPlanned(session="now")]


@pytest.mark.parametrize("delay", [timedelta(days=7), timedelta(days=8), timedelta(days=400)])
def test_a_delay_is_at_most_what_a_queue_can_hide(both: Both, delay: timedelta) -> None:
    both.queues.send(SessionPlanned(session="later"), delay)
    assert both.visible(SessionPlanned) == []


def test_a_delay_in_the_past_is_none(both: Both) -> None:
    both.queues.send(SessionPlanned(session="now"), timedelta(seconds=-5))
    assert both.visible(SessionPlanned) == [SessionPlanned(session="now")]


def test_a_message_never_expires(azurite: Azurite) -> None:
    both = in_azurite(azurite.connection_string)
    both.queues.send(SessionPlanned(session="patient"))
    service = QueueServiceClient.from_connection_string(azurite.connection_string)
    (message,) = service.get_queue_client(SessionPlanned.QUEUE).peek_messages()
    assert message.expires_on is not None
    assert message.expires_on > datetime.now(UTC) + timedelta(days=365 * 100)


def test_a_message_too_long_for_a_queue_is_refused(both: Both) -> None:
    room = 48 * 1024 - len(encode(SessionPlanned(session="")))
    longest, longer = SessionPlanned(session="x" * room), SessionPlanned(session="x" * (room + 1))
    both.queues.send(longest)
    with pytest.raises(StorageUnavailable, match=r"^The request body is too large"):
        both.queues.send(longer)
    assert both.visible(SessionPlanned) == [longest]


def test_a_message_that_failed_goes_back_as_it_was(both: Both) -> None:
    with traced(b'{"trace": "7a"}'):
        text = encode(SessionPlanned(session="again"))
    both.queues.send_again(SessionPlanned.QUEUE, text)
    assert both.visible(SessionPlanned) == [SessionPlanned(session="again")]


def test_a_look_shows_what_can_be_seen_and_leaves_it_there(both: Both) -> None:
    assert both.queues.peek(SessionPlanned) == []
    both.queues.send(SessionPlanned(session="later"), timedelta(hours=1))
    for number in range(40):
        both.queues.send(SessionPlanned(session=f"s{number}"))
    for _ in range(2):
        assert both.queues.peek(SessionPlanned) == [SessionPlanned(session=f"s{number}") for number in range(32)]


def test_everything_is_taken_from_a_queue_whatever_it_is(both: Both) -> None:
    queue, texts = poison_of(SessionPlanned.QUEUE), [f"not JSON, é {number}" for number in range(33)]
    kept: list[str] = []
    assert both.queues.take_all(queue, kept.append) == 0
    for text in texts:
        both.queues.send_again(queue, text)
    assert (both.queues.take_all(queue, kept.append), sorted(kept)) == (len(texts), sorted(texts))
    assert both.queues.take_all(queue, kept.append) == 0


def test_what_could_not_be_kept_stays_on_its_queue(both: Both) -> None:
    queue = poison_of(SessionPlanned.QUEUE)
    both.queues.send_again(queue, "precious")

    def refuse(text: str) -> None:
        raise ConnectionError(text)

    with pytest.raises(ConnectionError, match="precious"):
        both.queues.take_all(queue, refuse)


def test_what_somebody_put_there_without_the_encoding_is_read_too(azurite: Azurite) -> None:
    queues = in_azurite(azurite.connection_string).queues
    queue = poison_of(SessionPlanned.QUEUE)
    service = QueueServiceClient.from_connection_string(azurite.connection_string)
    service.create_queue(queue).send_message("plain, forgotten to encode")
    kept: list[str] = []
    queues.take_all(queue, kept.append)
    assert kept == ["plain, forgotten to encode"]


def test_a_look_passes_over_what_is_no_message(azurite: Azurite) -> None:
    both = in_azurite(azurite.connection_string)
    both.queues.send_again(SessionPlanned.QUEUE, "not JSON")
    both.queues.send(SessionPlanned(session="s"))
    assert both.queues.peek(SessionPlanned) == [SessionPlanned(session="s")]
