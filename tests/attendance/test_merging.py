"""Attendance out of a meeting's reports."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import START, a_record
from local.memory.services import KEYS
from shared.attendance.hours import Seen, Span
from shared.attendance.merging import Present, merge
from shared.graph.protocol import AttendanceRecord, Stay

AMARA = "amara.nwosu@example.nhs.uk"


def minute(number: int) -> timedelta:
    return timedelta(minutes=number)


def seen(record: AttendanceRecord) -> Seen:
    """The record with its whole stays, wherever they are."""
    spans = tuple(Span(stay.joined, stay.left) for stay in record.stays if stay.joined and stay.left)
    return Seen(record.address, record.identity, record.name, spans)


def merged(records: Sequence[AttendanceRecord]) -> list[Present]:
    return merge([seen(record) for record in records], KEYS.person)


def seconds(*records: AttendanceRecord) -> list[int]:
    """How long each attendee was there, in order."""
    return [one.seconds for one in merged(records)]


def test_an_attendee_is_known_by_the_key_of_their_address() -> None:
    assert merged([a_record(address=" Amara.Nwosu@EXAMPLE.nhs.uk", stays=[(-2, 58)])]) == [
        Present(
            attendee=KEYS.person(AMARA),
            address_known=True,
            seconds=3600,
            first_join=START - minute(2),
            last_leave=START + minute(58),
        )
    ]


def test_two_reports_and_two_devices_make_one_attendee_whose_time_counts_once() -> None:
    assert seconds(
        a_record(stays=[(0, 20), (30, 40)]),
        a_record(stays=[(10, 35)]),
        a_record(stays=[(50, 60)]),
    ) == [50 * 60]


def test_an_address_is_carried_over_to_records_of_the_same_identity() -> None:
    (one,) = merged([a_record(address="", identity="1", stays=[(0, 5)]), a_record(identity="1", stays=[(5, 10)])])
    assert (one.attendee, one.address_known, one.seconds) == (KEYS.person(AMARA), True, 600)


def test_without_an_address_records_belong_together_by_identity_then_by_name() -> None:
    guests = merged(
        [
            a_record(address="", identity="1", name="Amara", stays=[(0, 5)]),
            a_record(address="", identity="1", name="Amara Nwosu", stays=[(5, 10)]),
            a_record(address="not an address", identity="2", name="Amara", stays=[(1, 5)]),
            a_record(address="", name="Amara", stays=[(2, 5)]),
            a_record(address="", name=" AMARA", stays=[(5, 7)]),
        ]
    )
    assert [(one.address_known, one.seconds) for one in guests] == [(False, 600), (False, 240), (False, 300)]
    assert {one.attendee[:6] for one in guests} == {"guest-"}
    assert len({one.attendee for one in guests}) == 3


def test_a_guests_key_shows_no_name() -> None:
    (guest,) = merged([a_record(address="", name="Amara")])
    assert guest.attendee == "guest-" + KEYS.person("name amara")


def test_records_without_intervals_are_nobodys_presence() -> None:
    assert merged([a_record(stays=[])]) == []


ADDRESSES = st.sampled_from(["", AMARA, "Amara.Nwosu@example.nhs.uk", "b@example.org", "nobody"])
SPANS = st.tuples(st.integers(-10, 70), st.integers(-10, 70)).map(lambda ends: (min(ends), max(ends)))
RECORDS = st.lists(
    st.builds(
        a_record,
        address=ADDRESSES,
        identity=st.sampled_from(["", "1", "2"]),
        name=st.sampled_from(["Amara", "Ben"]),
        stays=st.lists(SPANS, max_size=4),
    ),
    max_size=6,
)


@given(RECORDS, st.data())
def test_the_order_of_records_and_their_repetition_make_no_difference(
    records: list[AttendanceRecord], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(records))
    assert merged([*shuffled, *records[:2]]) == merged(records)


@given(RECORDS, st.integers(-10, 70))
def test_splitting_an_interval_changes_nothing(records: list[AttendanceRecord], at: int) -> None:
    cut = START + minute(at)
    split = [
        AttendanceRecord(
            record.address,
            record.identity,
            record.name,
            tuple(
                part
                for stay in record.stays
                for part in (
                    [Stay(stay.joined, cut), Stay(cut, stay.left)]
                    if stay.joined and stay.left and stay.joined < cut < stay.left
                    else [stay]
                )
            ),
        )
        for record in records
    ]
    assert merged(split) == merged(records)


@given(st.lists(SPANS, min_size=1, max_size=5))
def test_the_time_counted_is_that_of_every_second_in_any_interval(spans: list[tuple[int, int]]) -> None:
    minutes = {each for joined, left in spans for each in range(joined, left)}
    assert seconds(a_record(stays=spans)) == [len(minutes) * 60]
