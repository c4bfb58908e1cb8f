"""Storage that does not answer, or that others answer for. The SDK's errors become ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.settings import settings as azure

from shared.errors import MayPassLater

azure.tracing_enabled = False  # a span of a request would hold its address, with the keys of rows

UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What the SDKs raise when they read an answer that is not storage's."""

MAY_PASS = frozenset({408, 429})
"""Refusals that only say: not now."""


class StorageUnavailable(MayPassLater):
    """The service did not answer, or gave a wrong answer."""


class StorageRefused(StorageUnavailable):
    """The service answered and will not do it. Asking again does not help."""


@contextmanager
def sdk_errors_as_ours() -> Iterator[None]:
    """Raise the SDK's errors as `StorageUnavailable` or `StorageRefused`, with the SDK's words."""
    try:
        yield
    except AzureError as away:
        raise _ours(away)(str(away.message)) from away


def understood[T](ask: Callable[[], T]) -> T:
    """What the SDK makes of an answer. Raises `StorageUnavailable` if it can make nothing of it.

    `ask` must be the SDK's call and nothing else, so that no mistake of ours passes for storage that is away.
    """
    try:
        return ask()
    except UNREADABLE as strange:
        raise StorageUnavailable(f"an answer that is not storage's: {type(strange).__name__}") from strange


def _ours(error: AzureError) -> type[StorageUnavailable]:
    status = error.status_code if isinstance(error, HttpResponseError) else None
    refused = status is not None and 400 <= status < 500 and status not in MAY_PASS
    return StorageRefused if refused else StorageUnavailable
