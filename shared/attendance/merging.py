"""Attendance: who was there and for how long, out of the records of a meeting's reports.

Teams makes a report each time the meeting ends, a record for each attendee in it, and an interval for each
time they joined: one person is in several records, with intervals that overlap when they used two devices.
Guests and telephones have no address, and some no identity.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.graph.protocol import AttendanceRecord, Stay
from shared.text.addresses import is_address, normal_address
from shared.text.plain import folded

GUEST = "guest-"
"""How the key of an attendee without an address begins."""


@dataclass(frozen=True)
class Present:
    """One attendee's time in the meeting. `attendee` is the person's key, or `guest-…` without an address.

    `seconds` counts the time during which they were in the meeting at least once, in whole seconds.
    """

    attendee: str
    address_known: bool
    seconds: int
    first_join: datetime
    last_leave: datetime


def merge(records: Sequence[AttendanceRecord], key: Callable[[str], str]) -> list[Present]:
    """Everyone who was there, once, in the order they came. `key` makes a person's key of an address.

    Records belong together by address, where there is none by identity (and by an address that the identity
    has in another record), at last by name: people without either who share a name count as one. A record
    without an interval is nobody's presence; an interval that ends before it begins lasts no time.
    """
    known = _addresses(records)
    stays: dict[str, list[Stay]] = defaultdict(list)
    for record in records:
        stays[_attendee(record, known, key)] += record.stays
    present = [_present(attendee, each) for attendee, each in stays.items() if each]
    return sorted(present, key=lambda one: (one.first_join, one.attendee))


def during(records: Sequence[AttendanceRecord], start: datetime, end: datetime) -> list[AttendanceRecord]:
    """The records of those who were there between these times, without their other stays.

    A meeting can be opened days before, to try it out; each time it ends it has a report of that.
    """
    met = ((one, tuple(stay for stay in one.stays if stay.joined < end and stay.left > start)) for one in records)
    return [replace(one, stays=stays) for one, stays in met if stays]


def _addresses(records: Iterable[AttendanceRecord]) -> Mapping[str, str]:
    """The address of each identity that has one; of several the first by alphabet, whatever their order."""
    pairs = [(record.identity, address) for record in records if (address := _address(record))]
    return {identity: address for identity, address in sorted(pairs, reverse=True) if identity}


def _address(record: AttendanceRecord) -> str:
    address = normal_address(record.address)
    return address if is_address(address) else ""


def _attendee(record: AttendanceRecord, known: Mapping[str, str], key: Callable[[str], str]) -> str:
    address = _address(record) or known.get(record.identity, "")
    if address:
        return key(address)
    return GUEST + key(f"identity {record.identity}" if record.identity else f"name {folded(record.name)}")


def _present(attendee: str, stays: Sequence[Stay]) -> Present:
    return Present(
        attendee=attendee,
        address_known=not attendee.startswith(GUEST),
        seconds=_covered(stays) // timedelta(seconds=1),
        first_join=min(stay.joined for stay in stays),
        last_leave=max(max(stay.joined, stay.left) for stay in stays),
    )


def _covered(stays: Iterable[Stay]) -> timedelta:
    """The time that the stays cover together: what overlaps counts once."""
    covered, until = timedelta(0), None
    for stay in sorted(stays, key=lambda stay: stay.joined):
        begin = stay.joined if until is None else max(stay.joined, until)
        covered += max(stay.left - begin, timedelta(0))
        until = max(begin, stay.left)
    return covered
