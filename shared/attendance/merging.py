"""Attendance: who was there and for how long, worked out from the records of a meeting's reports.

Teams makes a report each time the meeting ends. A report has a record for each attendee, with an interval for each
time they joined. So one person may be in several records, and intervals overlap if they used two devices.
Guests and telephones have no address. Some have no identity.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.attendance.hours import Seen, Span
from shared.text.addresses import is_address, normal_address
from shared.text.plain import folded

GUEST = "guest-"
"""The beginning of the key of an attendee without an address."""


@dataclass(frozen=True)
class Present:
    """One attendee's time in the meeting. `attendee` is the person's key, or `guest-…` if there is no address.

    `seconds` is their time in the meeting, in whole seconds. Time on two devices counts once.
    """

    attendee: str
    address_known: bool
    seconds: int
    first_join: datetime
    last_leave: datetime


def merge(records: Sequence[Seen], key: Callable[[str], str]) -> list[Present]:
    """Everyone who was there, once, in the order they came. `key` turns an address into a person's key.

    Records with the same address belong together. A record without an address goes by its identity (and by an
    address that the identity has in another record), or else by its name: people with neither who share a name
    count as one. A record without an interval does not count.
    """
    known = _addresses(records)
    spans: dict[str, list[Span]] = defaultdict(list)
    for record in records:
        spans[_attendee(record, known, key)] += record.spans
    present = [_present(attendee, each) for attendee, each in spans.items() if each]
    return sorted(present, key=lambda one: (one.first_join, one.attendee))


def _addresses(records: Iterable[Seen]) -> Mapping[str, str]:
    """The address of each identity that has one. If it has several, the first by alphabet."""
    pairs = [(record.identity, address) for record in records if (address := _address(record))]
    return {identity: address for identity, address in sorted(pairs, reverse=True) if identity}


def _address(record: Seen) -> str:
    address = normal_address(record.address)
    return address if is_address(address) else ""


def _attendee(record: Seen, known: Mapping[str, str], key: Callable[[str], str]) -> str:
    address = _address(record) or known.get(record.identity, "")
    if address:
        return key(address)
    return GUEST + key(f"identity {record.identity}" if record.identity else f"name {folded(record.name)}")


def _present(attendee: str, spans: Sequence[Span]) -> Present:
    return Present(
        attendee=attendee,
        address_known=not attendee.startswith(GUEST),
        seconds=_covered(spans) // timedelta(seconds=1),
        first_join=min(span.start for span in spans),
        last_leave=max(max(span.start, span.end) for span in spans),
    )


def _covered(spans: Iterable[Span]) -> timedelta:
    """The time that the spans cover together. Overlapping time counts once."""
    covered, until = timedelta(0), None
    for span in sorted(spans, key=lambda span: span.start):
        begin = span.start if until is None else max(span.start, until)
        covered += max(span.end - begin, timedelta(0))
        until = max(begin, span.end)
    return covered
