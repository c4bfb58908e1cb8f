"""The plan of days: slots for more mails than one day's limit takes. Each slot is as early as possible."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.mail.rows import Run


def day_by_day(
    planned: Sequence[Run], count: int, at: datetime, step: timedelta, room: int, day: timedelta
) -> tuple[Run, ...]:
    """Slots for `count` mails from `at` on, one every `step`. No `day` holds more than `room` of them.

    `planned` are the earlier slots, in order. Each slot comes at least a day after the slot `room` places before it.
    """
    room = max(1, room)
    free = room - sum(run.count for run in planned)
    before, runs = _without(planned, max(0, -free)), list[Run]()
    while count:
        slots = min(count, free if free > 0 else before[0].count)
        if free <= 0:
            at = max(at, before[0].first + day)
            before = _without(before, slots)
        run = Run(first=at, step=step, count=slots)
        before.append(run)
        _add(runs, run)
        at, count, free = run.end, count - slots, free - slots
    return tuple(runs)


def cut(planned: Sequence[Run], now: datetime) -> tuple[Run, ...]:
    """The slots before now."""
    return tuple(
        run.model_copy(update={"count": min(run.count, -((run.first - now) // run.step))})
        for run in planned
        if run.first < now
    )


def _add(runs: list[Run], run: Run) -> None:
    """Add the run. If it begins where the last one ends, make the last one longer instead."""
    if runs and runs[-1].end == run.first:
        runs[-1] = runs[-1].model_copy(update={"count": runs[-1].count + run.count})
    else:
        runs.append(run)


def _without(runs: Sequence[Run], slots: int) -> list[Run]:
    """These runs without their first `slots` slots."""
    rest: list[Run] = []
    for run in runs:
        taken = min(slots, run.count)
        slots -= taken
        if run.count > taken:
            rest.append(Run(first=run.first + run.step * taken, step=run.step, count=run.count - taken))
    return rest
