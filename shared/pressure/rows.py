"""The rows of pressure."""

from collections.abc import Mapping
from typing import ClassVar

from shared.storage.row import Row


class PostCount(Row):
    """What one instance of the app counted in one window of ten minutes.

    `counts` has the whole site, each form, and each source. A source is a keyed hash of a network, never an address.
    """

    TABLE: ClassVar[str] = "postcounts"
    window: str
    instance: str
    counts: Mapping[str, int]

    @property
    def key(self) -> tuple[str, str]:
        return self.window, self.instance
