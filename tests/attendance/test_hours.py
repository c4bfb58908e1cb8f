"""Who was there in the session's hour, out of reports that leave things out or say what cannot be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import HOUR, START, a_record, a_report
from local.memory.services import KEYS
from shared.attendance.hours import during, last_end
from shared.attendance.merging import merge
from shared.graph.protocol import AttendanceRecord, AttendanceReport, Stay

END = START + HOUR


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def of(*stays: Stay, lasted: timedelta | None = None) -> AttendanceRecord:
    return AttendanceRecord("amara.nwosu@example.nhs.uk", "1", "Amara Nwosu", stays, lasted)


def seconds(*reports: AttendanceReport) -> list[int]:
    """How long each attendee was there in the hour."""
    return [one.seconds for one in merge(during(reports, START, END), KEYS.person)]


@pytest.mark.parametrize(
    ("stay", "lasted"),
    [
        ((-30, 0), []),
        ((-30, 1), [60]),
        ((59, 90), [60]),
        ((60, 90), []),
        ((-30, 90), [3600]),
        ((10, 20), [600]),
        ((10, 10), [0]),
    ],
)
def test_minutes_outside_the_hour_do_not_count(stay: tuple[int, int], lasted: list[int]) -> None:
    assert seconds(a_report(a_record(stays=[stay]), started=minute(-30), ended=minute(90))) == lasted


def test_other_stays_are_left_out() -> None:
    (one,) = during([a_report(a_record(stays=[(-90, -30), (5, 10), (100, 110)]))], START, END)
    assert [(span.start, span.end) for span in one.spans] == [(minute(5), minute(10))]


@pytest.mark.parametrize(
    ("stay", "lasted"),
    [
        (Stay(minute(1), None, minutes(59)), 3540),
        (Stay(minute(1), None, minutes(10)), 600),
        (Stay(minute(20), None, minutes(90)), 2400),
        (Stay(None, minute(59), minutes(50)), 3000),
        (Stay(None, minute(30), minutes(90)), 1800),
        (Stay(minute(20), None), 35 * 60),
        (Stay(None, minute(20)), 20 * 60),
        (Stay(None, None, minutes(25)), 1500),
        (Stay(None, None, minutes(600)), 60 * 60),
        (Stay(minute(40), minute(10), minutes(15)), 900),
        (Stay(minute(40), minute(10)), 0),
        (Stay(minute(1), minute(60 * 48), minutes(30)), 1800),
        (Stay(datetime.min.replace(tzinfo=START.tzinfo), minute(40), minutes(30)), 1800),
    ],
)
def test_a_missing_end_is_the_other_end_and_the_length_or_else_the_meetings_end(stay: Stay, lasted: int) -> None:
    meeting = (minute(-5), minute(55)) if stay.lasted is None else (minute(-5), minute(65))
    assert seconds(a_report(of(stay), started=meeting[0], ended=meeting[1])) == [lasted]


def test_the_session_stands_in_for_a_meeting_whose_times_are_not_told() -> None:
    report = a_report(of(Stay(minute(20), None)), started=None, ended=None)
    assert seconds(report) == [2400]


@pytest.mark.parametrize(("total", "lasted"), [(2400, [2400]), (7200, [3600]), (0, []), (None, [])])
def test_a_record_without_intervals_counts_by_its_sum_and_never_more_than_the_session(
    total: int | None, lasted: list[int]
) -> None:
    record = of(lasted=None if total is None else timedelta(seconds=total))
    assert seconds(a_report(record)) == lasted


def test_a_sum_counts_no_more_than_its_meeting_shared_with_the_hour() -> None:
    early = a_report(of(lasted=minutes(25)), started=minute(-5), ended=minute(20))
    trial = a_report(of(lasted=minutes(25)), started=minute(-90), ended=minute(-60))
    assert seconds(early) == [1200]
    assert seconds(trial) == []
    assert seconds(early, trial) == [1200]


def test_intervals_count_more_than_the_sum() -> None:
    assert seconds(a_report(of(Stay(minute(0), minute(10)), lasted=minutes(50)))) == [600]


def test_one_person_in_three_reports_counts_each_minute_once() -> None:
    first = a_report(a_record(stays=[(0, 20)]), ended=minute(20))
    second = a_report(a_record(stays=[(15, 30)]), started=minute(15), ended=minute(30))
    third = a_report(a_record(stays=[(50, 700)]), started=minute(45), ended=minute(700))
    assert seconds(first, second, third) == [40 * 60]


def test_one_person_under_two_identities_is_one() -> None:
    guest = "amara.nwosu_example.nhs.uk#EXT#@northmoor.onmicrosoft.com"
    records = [a_record(identity="1", stays=[(0, 20)]), a_record(address=guest, identity="2", stays=[(10, 30)])]
    assert seconds(a_report(*records)) == [1800]


@pytest.mark.parametrize(
    ("ends", "last"),
    [
        ([20, 62], 62),
        ([62, 20], 62),
        ([None, 30], 30),
        ([None], None),
        ([-30], None),
        ([700], 700),
    ],
)
def test_when_the_last_meeting_of_the_hour_ended(ends: Sequence[int | None], last: int | None) -> None:
    reports = [a_report(started=minute(-60), ended=None if end is None else minute(end)) for end in ends]
    assert last_end(reports, START, END) == (None if last is None else minute(last))


MOMENTS = st.none() | st.datetimes(timezones=st.just(START.tzinfo)) | st.integers(-100, 200).map(minute)
LENGTHS = st.none() | st.timedeltas(timedelta(0), timedelta(days=1))
RECORDS = st.builds(
    AttendanceRecord,
    st.sampled_from(["", "a@example.org"]),
    st.sampled_from(["", "1"]),
    st.just("Amara"),
    st.lists(st.builds(Stay, MOMENTS, MOMENTS, LENGTHS), max_size=3).map(tuple),
    LENGTHS,
)
REPORTS = st.lists(st.builds(AttendanceReport, MOMENTS, MOMENTS, st.lists(RECORDS, max_size=3).map(tuple)), max_size=3)


@given(REPORTS)
def test_whatever_a_report_says_nobody_was_there_longer_than_the_session(reports: list[AttendanceReport]) -> None:
    for one in merge(during(reports, START, END), KEYS.person):
        assert 0 <= one.seconds <= 3600
        assert START <= one.first_join <= one.last_leave <= END
