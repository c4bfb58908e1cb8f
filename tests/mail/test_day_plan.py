"""Slots over several days: how many each day takes, on the edge of its room."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW
from shared.mail.day_plan import cut, day_by_day
from shared.mail.rows import Run

MINUTE = timedelta(minutes=1)
DAY = 20 * MINUTE
"""Short, so that the days can be counted."""

type Slots = list[tuple[int, int]]
"""The first minute of a run, and how many slots it has."""


def runs(slots: Slots) -> list[Run]:
    return [Run(first=NOW + first * MINUTE, step=MINUTE, count=count) for first, count in slots]


@pytest.mark.parametrize(
    ("before", "count", "room", "planned"),
    [
        ([], 5, 1, [(0, 1), (20, 1), (40, 1), (60, 1), (80, 1)]),
        ([], 3, 3, [(0, 3)]),
        ([(-6, 6)], 8, 7, [(0, 1), (14, 7)]),
        ([(-10, 3)], 2, 0, [(12, 1), (32, 1)]),
        ([(-10, 1)], 5, 3, [(0, 2), (10, 1), (20, 2)]),
    ],
)
def test_no_day_holds_more_than_its_room(before: Slots, count: int, room: int, planned: Slots) -> None:
    assert day_by_day(runs(before), count, NOW, MINUTE, room, DAY) == tuple(runs(planned))


def test_what_lies_ahead_is_cut_off() -> None:
    planned = runs([(-10, 3), (-5, 2)])
    assert cut(planned, NOW - 5 * MINUTE) == tuple(runs([(-10, 3)]))
    assert cut(planned, NOW - 4 * MINUTE) == tuple(runs([(-10, 3), (-5, 1)]))
    assert cut(planned, NOW) == tuple(planned)
