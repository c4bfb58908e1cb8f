"""Rows: one frozen model for each kind of row, with its table and its keys.

Keys hold no personal data: people are keyed by `Keys.person`. Every read is a point read or one partition.
"""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """A row of a table. `etag` is the version that was read; it is empty for a new row."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True
    )  # errors end in logs
    TABLE: ClassVar[str]
    etag: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Partition and row key."""
        raise NotImplementedError(f"{type(self).__name__} must say what its key is")
