"""Storage queues, through the SDK. Raises its `AzureError` when the service refuses or is away."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from azure.core.exceptions import AzureError, ResourceExistsError
from azure.storage.queue.aio import QueueServiceClient

from local.host.errors import HostError
from local.host.triggers.messages import Delivery, delivery_of

_FOREVER = -1


class Storage:
    """One connection string's queues, over one session."""

    def __init__(self, connection: str) -> None:
        self._service = QueueServiceClient.from_connection_string(
            connection,
            connection_timeout=5,
            read_timeout=20,
            retry_total=2,
            initial_backoff=1,
            increment_base=1,
        )

    def queue(self, name: str) -> "Queue":
        return Queue(self._service, name)

    async def close(self) -> None:
        await self._service.close()


class Queue:
    """A queue that functions listen to, and its queue for messages that failed too often."""

    def __init__(self, service: QueueServiceClient, name: str) -> None:
        self.name = name
        self.poison = f"{name}-poison"
        self._client = service.get_queue_client(name)
        self._poison = service.get_queue_client(self.poison)

    async def open(self) -> None:
        """Creates the queue if it is absent. Raises HostError if the storage cannot be reached."""
        try:
            await self.create()
        except AzureError as error:
            reason = str(error).partition("\n")[0].rstrip(".")
            raise HostError(f"The storage at {self._client.primary_hostname} cannot be used: {reason}.") from error

    async def create(self) -> None:
        with suppress(ResourceExistsError):
            await self._client.create_queue(retry_total=0)

    async def take(self, most: int, hidden: timedelta) -> Sequence[Delivery]:
        """Up to `most` messages (32 at most), hidden from others for a time."""
        found = self._client.receive_messages(
            messages_per_page=most, visibility_timeout=_seconds(hidden), max_messages=most, retry_total=0
        )
        async for page in found.by_page():
            return [delivery_of(message) async for message in page]
        return []

    async def hide(self, message: str, receipt: str, time: timedelta) -> Delivery:
        """Keeps a message hidden for a time from now, or shows it. The answer has its new receipt."""
        shown = await self._client.update_message(message, receipt, visibility_timeout=_seconds(time))
        return delivery_of(shown)

    async def delete(self, message: str, receipt: str) -> None:
        await self._client.delete_message(message, receipt)

    async def add_poison(self, content: str) -> None:
        """Keeps a message that failed too often, as it was and without an end date."""
        with suppress(ResourceExistsError):
            await self._poison.create_queue()
        await self._poison.send_message(content, time_to_live=_FOREVER)


def _seconds(time: timedelta) -> int:
    return int(time.total_seconds())
