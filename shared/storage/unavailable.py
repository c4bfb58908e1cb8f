"""Storage that does not answer: the SDK's errors become one of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from azure.core.exceptions import AzureError

from shared.errors import MayPassLater


class StorageUnavailable(MayPassLater):
    """The service did not answer, or not as it should."""


@contextmanager
def as_ours() -> Iterator[None]:
    """Raise the SDK's errors as `StorageUnavailable`, in the SDK's words."""
    try:
        yield
    except AzureError as away:
        raise StorageUnavailable(str(away.message)) from away
