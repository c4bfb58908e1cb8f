"""Graph's answers at the edges: which statuses are what, and how long a stay in a meeting can be."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.graph.microsoft.answers import Answer, Interval, Record, attendance_of, error_of
from shared.graph.protocol import GraphUnavailable, NotPermitted, OutcomeUnknown, Refused, Throttled

BEGIN = datetime(2026, 12, 9, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "repeatable", "otherwise"),
    [
        (199, GraphUnavailable, OutcomeUnknown),
        (200, None, OutcomeUnknown),
        (202, None, None),
        (299, None, OutcomeUnknown),
        (300, GraphUnavailable, OutcomeUnknown),
        (399, GraphUnavailable, OutcomeUnknown),
        (400, Refused, Refused),
        (401, GraphUnavailable, GraphUnavailable),
        (402, Refused, Refused),
        (403, NotPermitted, NotPermitted),
        (405, Refused, Refused),
        (406, Refused, Refused),
        (407, GraphUnavailable, OutcomeUnknown),
        (408, GraphUnavailable, OutcomeUnknown),
        (409, GraphUnavailable, GraphUnavailable),
        (410, Refused, Refused),
        (412, GraphUnavailable, GraphUnavailable),
        (423, GraphUnavailable, GraphUnavailable),
        (425, GraphUnavailable, GraphUnavailable),
        (428, Refused, Refused),
        (429, Throttled, Throttled),
        (430, Refused, Refused),
        (499, Refused, Refused),
        (500, GraphUnavailable, OutcomeUnknown),
        (501, GraphUnavailable, OutcomeUnknown),
        (503, GraphUnavailable, OutcomeUnknown),
    ],
)
def test_a_status_is_this_error(
    status: int, repeatable: type[Exception] | None, otherwise: type[Exception] | None
) -> None:
    answer = Answer(status, {}, b'{"error": {"code": "SomeCode"}}')
    found = [error_of(answer, repeatable=can) for can in (True, False)]
    assert [type(one) if one else None for one in found] == [repeatable, otherwise]


@pytest.mark.parametrize(
    ("hours", "counts"), [(timedelta(hours=30), True), (timedelta(hours=30, seconds=1), False), (timedelta(0), True)]
)
def test_a_stay_is_no_longer_than_a_teams_meeting_can_be(hours: timedelta, counts: bool) -> None:
    interval = Interval(join_date_time=BEGIN, leave_date_time=BEGIN + hours)
    assert bool(attendance_of(Record(attendance_intervals=(interval,))).stays) is counts
