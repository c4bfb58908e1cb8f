"""Storage that does not answer. The SDK's errors become one error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import AzureError
from azure.core.settings import settings as azure

from shared.errors import MayPassLater

azure.tracing_enabled = False  # a span of a request would hold its address, with the keys of rows


class StorageUnavailable(MayPassLater):
    """The service did not answer, or gave a wrong answer."""


@contextmanager
def sdk_errors_as_ours() -> Iterator[None]:
    """Raise the SDK's errors as `StorageUnavailable`, with the SDK's words."""
    try:
        yield
    except AzureError as away:
        raise StorageUnavailable(str(away.message)) from away
