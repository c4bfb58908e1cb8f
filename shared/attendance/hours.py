"""What a meeting's reports say about one session's hour.

Reports have gaps: an interval without one of its ends, a record with nothing but a sum, an end that cannot be. We
take what is there and never make more of it than the session is long.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.graph.protocol import AttendanceRecord, AttendanceReport, Stay

LONGEST_MEETING = timedelta(hours=30)
"""Teams ends a meeting after this time ("Limits and specifications for Microsoft Teams")."""


@dataclass(frozen=True)
class Span:
    """A time from one moment to another."""

    start: datetime
    end: datetime

    def within(self, other: "Span") -> "Span | None":
        """The part of it that lies in the other one; None if there is none."""
        if self.start >= other.end or self.end <= other.start:
            return None
        return Span(max(self.start, other.start), min(self.end, other.end))


@dataclass(frozen=True)
class Seen:
    """Somebody who was there in the hour, as one record shows them."""

    address: str
    identity: str
    name: str
    spans: tuple[Span, ...]


def during(reports: Iterable[AttendanceReport], start: datetime, end: datetime) -> list[Seen]:
    """Everyone who was there between these times, and when. Minutes outside do not count.

    Somebody may open a meeting days before, to try it out. Each time it ends, Teams makes a report.
    """
    hour = Span(start, end)
    return [
        Seen(record.address, record.identity, record.name, spans)
        for report in reports
        for record in report.records
        if (spans := tuple(_in_the_hour(record, _meeting(report, hour), hour)))
    ]


def last_end(reports: Iterable[AttendanceReport], start: datetime, end: datetime) -> datetime | None:
    """When the last meeting in this time ended; None if no report says so."""
    hour = Span(start, end)
    return max(
        (report.ended for report in reports if report.ended and _meeting(report, hour).within(hour)), default=None
    )


def _meeting(report: AttendanceReport, hour: Span) -> Span:
    """When the report's meeting was. What it does not say is as the session was planned."""
    started, ended = report.started or hour.start, report.ended or hour.end
    return Span(started, ended) if started < ended else hour


def _in_the_hour(record: AttendanceRecord, meeting: Span, hour: Span) -> Iterator[Span]:
    found = [span for stay in record.stays if (span := _span(stay, meeting, hour))]
    if not found and record.lasted:
        found = [span for span in [_somewhere(record.lasted, meeting, hour)] if span]
    yield from (part for span in found if (part := span.within(hour)))


def _span(stay: Stay, meeting: Span, hour: Span) -> Span | None:
    """The stay with both ends. A missing end is the other end and its length, or else the meeting's end."""
    joined, left = _likely_ends(stay, meeting)
    if joined and left:
        return Span(joined, left)
    if joined:
        return Span(joined, _later(joined, stay.lasted) if stay.lasted else max(joined, meeting.end))
    if left:
        return Span(_later(left, -stay.lasted) if stay.lasted else min(left, meeting.start), left)
    return _somewhere(stay.lasted, meeting, hour) if stay.lasted else None


def _likely_ends(stay: Stay, meeting: Span) -> tuple[datetime | None, datetime | None]:
    """The ends that can be right. If not both can be, the one further away from the meeting counts as missing."""
    joined, left = stay.joined, stay.left
    if joined is None or left is None or timedelta(0) <= left - joined <= LONGEST_MEETING:
        return joined, left
    if left < joined and not stay.lasted:
        return joined, joined
    far = abs(joined - meeting.start) > abs(left - meeting.end)
    return (None, left) if far else (joined, None)


def _somewhere(lasted: timedelta, meeting: Span, hour: Span) -> Span | None:
    """A time of which only the length is known. It is no longer than the meeting was within the session."""
    shared = meeting.within(hour)
    return Span(shared.start, min(_later(shared.start, lasted), shared.end)) if shared else None


def _later(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:  # a date at the edge of the calendar is no date
        return moment
