"""The Form's responses as they are kept."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.storage.row import Row


class ResponseState(StrEnum):
    """Received waits to be worked; worked has become registrations; refused could not be used."""

    RECEIVED = "received"
    WORKED = "worked"
    REFUSED = "refused"


class Arrivals(Row):
    """What came of one Form, by the numbers that it gives its responses (see `shared.forms.arrivals`)."""

    TABLE: ClassVar[str] = "arrivals"
    PARTITION: ClassVar[str] = "forms"
    road: str
    newest: int
    """The highest number that came."""
    newest_at: datetime | None = None
    missing: Mapping[int, datetime] = {}
    """The lower numbers that did not, each with since when that is known."""

    @property
    def key(self) -> tuple[str, str]:
        return self.PARTITION, self.road


class FormResponse(Row):
    """One response of the sign-up Form or page. `raw` is emptied once it has become registrations."""

    TABLE: ClassVar[str] = "formresponses"
    form: str
    response: str
    state: ResponseState
    raw: str
    received_at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.form, self.response
