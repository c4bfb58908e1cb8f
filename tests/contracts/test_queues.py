"""What queues promise, on the fake and on Azurite alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueServiceClient, TextBase64DecodePolicy

from local.azurite import Azurite
from shared.messages import DeliveryDue, Message, RegistrationMade, ReminderDue, SessionPlanned
from shared.queues import LONGEST, AzureQueues, Queues, decode
from tests.fakes import MemoryQueues


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


@pytest.mark.parametrize("delay", [LONGEST, timedelta(days=8), timedelta(days=400)])
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
    with pytest.raises(Exception, match=r"(?i)large|long|48 KiB"):
        both.queues.send(SessionPlanned(session="x" * 50_000))
    assert both.visible(SessionPlanned) == []
