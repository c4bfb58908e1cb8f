"""The rows of the Form's responses."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row


class ResponseState(StrEnum):
    """Received: waits to be worked. Held: waits for a coordinator's decision. Worked: has become registrations.

    Refused: a coordinator made no place of it.
    """

    RECEIVED = "received"
    HELD = "held"
    WORKED = "worked"
    REFUSED = "refused"


class Arrivals(Row):
    """Which responses of one Form came, by the Form's own numbers (see `shared.forms.arrivals`)."""

    TABLE: ClassVar[str] = "arrivals"
    PARTITION: ClassVar[str] = "forms"
    road: str
    newest: int
    """The highest number that came."""
    newest_at: datetime | None = None
    missing: Mapping[int, datetime] = {}
    """The lower numbers that did not come, each with the time when we noticed."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.road


class FormResponse(Row):
    """One response of the sign-up Form or page. We empty `raw` once it has become registrations."""

    TABLE: ClassVar[str] = "formresponses"
    form: str
    response: str
    state: ResponseState
    raw: str
    received_at: datetime
    series: str = ""
    """The series for which a coordinator accepted it. Empty: those that its author chose."""
    words: str = ""
    """Why a coordinator made no place of it, for its author to read."""
    digest: str = ""
    """A keyed hash of the answers without the question for the panel: other answers under this number have another."""

    @property
    def key(self) -> tuple[str, str]:
        return self.form, self.response


class ResponseOfMonth(Row):
    """Index of the responses by the month in which they came, so that old ones can be found and forgotten."""

    TABLE: ClassVar[str] = "responsesofmonth"
    month: str
    form: str
    response: str

    @property
    def key(self) -> tuple[str, str]:
        return self.month, f"{self.form}.{self.response}"
