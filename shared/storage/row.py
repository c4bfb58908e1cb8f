"""Rows: one frozen model for each kind of row, with its table and its keys.

Keys hold no personal data: people are keyed by `Keys.person`. Every read is a point read or one partition.
"""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LAST = 9_999_999_999_999_999
"""More microseconds after 1970 than any row of ours."""


def newest_first(moment: datetime) -> str:
    """A part of a key that sorts the newest row first: sixteen digits that count down."""
    return f"{LAST - (moment - FIRST) // timedelta(microseconds=1):016}"


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
