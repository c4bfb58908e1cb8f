"""Reading Graph's answers: the few fields that we use, and every refusal as one of our own errors.

This module is pure: it uses no SDK, and no clock but the server's. An error's text holds nothing personal. We
take only the code from an error's body, and only the request's id from its headers (Microsoft's support asks
for it).
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel

from shared.graph.protocol import (
    AttendanceRecord,
    AttendanceReport,
    GraphUnavailable,
    NotPermitted,
    OutcomeUnknown,
    Refused,
    Stay,
    Throttled,
)

DEFAULT_WAIT = timedelta(seconds=30)
"""How long to wait after a 429 that does not say how long."""

LONGEST = timedelta(days=1)

ACCEPTED = 202
"""The one status with which Graph says that it has taken a mail, or a cancellation."""

NO_CONTENT = 204
"""The one status with which Graph says that it has deleted something."""

NO_MAILBOX = frozenset(
    {
        "ErrorInvalidUser",
        "ErrorNonExistentMailbox",
        "MailboxNotEnabledForRESTAPI",
        "MailboxNotSupportedForRESTAPI",
        "Request_ResourceNotFound",
        "ResourceNotFound",
    }
)
"""Codes of a 404 that is about the mailbox, not about something in it."""


MAY_PASS_LATER = frozenset({401, 408, 409, 412, 423, 425})
"""Refusals that may pass: there is no token yet, the time was up, or another change was in the way."""


NEVER_GRAPHS = 407
"""A proxy on the way asks for a password. Graph never does."""


class NotThere(NotPermitted):
    """The thing we asked for is gone. If it cannot be gone, the app may not see it: this is a `NotPermitted`."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer. `headers` finds a name in capitals or small letters."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""


def error_of(answer: Answer, *, repeatable: bool = True) -> Exception | None:
    """The error that this answer means, or None for success.

    `repeatable` is False for a request that must not be made twice (sendMail). Only a 202 says that it was done.
    After a server's error, a 408, or an answer that is not Graph's own, Graph may still have done it, so this is
    `OutcomeUnknown`, not `GraphUnavailable`. Only Graph's own error code refuses: a proxy's page does not.
    """
    status = answer.status
    if status == ACCEPTED or (repeatable and 200 <= status < 300):
        return None
    if not is_graphs_refusal(answer):
        return _unclear(answer, lost=not repeatable)
    if status == 429:
        return Throttled(retry_after(answer.headers) or DEFAULT_WAIT)
    if status in (403, 404):
        return _out_of_reach(answer)
    if status not in MAY_PASS_LATER:
        return Refused(code(answer))
    return _unclear(answer, lost=not repeatable and status == 408)


def is_graphs_refusal(answer: Answer) -> bool:
    """Whether Graph itself refused: its refusals carry an error code. Others on the way answer with a page."""
    return 400 <= answer.status < 500 and answer.status != NEVER_GRAPHS and code(answer) != ""


def _unclear(answer: Answer, *, lost: bool) -> Exception:
    if answer.status == 429 and not lost:
        return Throttled(retry_after(answer.headers) or DEFAULT_WAIT)
    return (OutcomeUnknown if lost else GraphUnavailable)(_said(answer), retry_after(answer.headers))


def _out_of_reach(answer: Answer) -> Exception:
    if answer.status == 403:
        return NotPermitted(f"The app may not do this in the organiser's name: {_said(answer)}.")
    if code(answer) in NO_MAILBOX:
        return NotPermitted(f"The organiser has no mailbox that Graph can use: {_said(answer)}.")
    return NotThere(f"It is not there, or the app may not see it: {_said(answer)}.")


def code(answer: Answer) -> str:
    """The error's code, such as ErrorInvalidRecipients; empty if the body holds none."""
    try:
        found = json.loads(answer.content)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return ""
    return found if isinstance(found, str) and re.fullmatch(r"[\w.]{1,80}", found) else ""


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long the server asks to wait: whole or fractional seconds, or a date (RFC 9110, section 10.2.3).

    A date counts from the answer's own Date, because clocks may disagree. The result is at most a day, or None
    if the server does not say.
    """
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value, headers.get("date", ""))
    return min(timedelta(seconds=max(seconds, 0)), LONGEST) if isfinite(seconds) else None


def _seconds_until(date: str, since: str) -> float:
    try:
        return (parsedate_to_datetime(date) - parsedate_to_datetime(since)).total_seconds()
    except (ValueError, TypeError):  # one is not a date, or only one has a zone
        return float("nan")


def _said(answer: Answer) -> str:
    request = answer.headers.get("request-id", "")
    known = f", request {request}" if re.fullmatch(r"[0-9a-fA-F-]{8,40}", request) else ""
    return " ".join(filter(None, ("Graph answered", str(answer.status), code(answer)))) + known


# --- the fields in use ------------------------------------------------------------------------------------


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_aware)]


def _if_readable(value: object, read_it: ValidatorFunctionWrapHandler) -> object:
    """None instead of a value that says nothing. One strange line must not hide all other lines of a report."""
    try:
        return read_it(value)
    except ValidationError:
        return None


def _seconds(value: object) -> object:
    """Seconds as a time. They may come as text. A negative number says nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    seconds = float(value)
    return timedelta(seconds=min(seconds, LONGEST.total_seconds())) if seconds >= 0 else None


SomeMoment = Annotated[Moment | None, WrapValidator(_if_readable)]
SomeSeconds = Annotated[timedelta | None, BeforeValidator(_seconds), WrapValidator(_if_readable)]


class Part(BaseModel):
    """A part of an answer. We ignore fields that are not named here. A field that is null counts as missing."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True, defer_build=True
    )


type Id = Annotated[str, Field(min_length=1)]


class Identified(Part):
    """A thing from which we read only the id: a user, an online meeting, a report."""

    id: Id


class OnlineMeeting(Part):
    """An event's Teams meeting."""

    join_url: str | None = None


class Event(Part):
    """An event in the organiser's calendar. `online_meeting` may be null for a moment after Graph creates it."""

    id: Id
    online_meeting: OnlineMeeting | None = None


class Message(Part):
    """A message in the organiser's mailbox. Without `isDraft` it says nothing about whether it was sent."""

    id: Id
    is_draft: StrictBool


class ExtendedProperty(Part):
    """An extended property that a request asked for."""

    value: str = ""


class Extended(Identified):
    """A message with the one extended property that we asked for. Without it the list is null or missing."""

    single_value_extended_properties: tuple[ExtendedProperty, ...] | None = None

    @property
    def extension(self) -> str:
        """The property's value; empty if the message has none."""
        return next((one.value for one in self.single_value_extended_properties or ()), "")


class Returned(Extended):
    """A non-delivery report, with the internet message id that it answers."""

    received_date_time: Moment


class Interval(Part):
    """When somebody joined and left."""

    join_date_time: SomeMoment = None
    leave_date_time: SomeMoment = None
    duration_in_seconds: SomeSeconds = None


class Identity(Part):
    """The person who joined: the directory's name for them, or the name that a guest typed."""

    id: str | None = None
    display_name: str | None = None


class Record(Part):
    """Somebody in an attendance report."""

    email_address: str | None = None
    identity: Identity | None = None
    total_attendance_in_seconds: SomeSeconds = None
    attendance_intervals: tuple[Interval, ...] | None = None


class Report(Identified):
    """An attendance report without its records. A list of reports leaves them out."""

    meeting_start_date_time: SomeMoment = None
    meeting_end_date_time: SomeMoment = None


class Page[P: Part](Part):
    """A page of a list. `next_link` must be followed without any change.

    An answer without `value` is no list, so it does not say that there is nothing.
    """

    value: tuple[P, ...]
    next_link: str = Field("", alias="@odata.nextLink")


def read[P: Part](kind: type[P], answer: Answer) -> P:
    """The answer's body. Raises `GraphUnavailable` if it is not from Graph (a proxy's page)."""
    try:
        return kind.model_validate_json(answer.content)
    except ValidationError as strange:
        fields = ", ".join(".".join(map(str, error["loc"])) or "body" for error in strange.errors())
        raise GraphUnavailable(f"{_said(answer)}, but it cannot be read: {fields}") from None


def need(status: int, answer: Answer) -> None:
    """Raises `GraphUnavailable` if a change was answered with another success than Graph's (a proxy's page)."""
    if answer.status != status:
        raise GraphUnavailable(f"{_said(answer)} instead of {status}")


def attendance_of(report: Report, records: Iterable[Record]) -> AttendanceReport:
    """The report in our words. `shared.attendance.hours` makes sense of what is missing or cannot be."""
    return AttendanceReport(
        report.meeting_start_date_time, report.meeting_end_date_time, tuple(_record_of(record) for record in records)
    )


def _record_of(record: Record) -> AttendanceRecord:
    """The record in our words. What is null is empty: guests and telephones have few fields."""
    identity = record.identity
    return AttendanceRecord(
        address=record.email_address or "",
        identity=(identity and identity.id) or "",
        name=(identity and identity.display_name) or "",
        stays=tuple(
            Stay(interval.join_date_time, interval.leave_date_time, interval.duration_in_seconds)
            for interval in record.attendance_intervals or ()
        ),
        lasted=record.total_attendance_in_seconds,
    )
