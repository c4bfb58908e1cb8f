"""Timer triggers, in UTC.

If several occurrences pass while the host is busy or the clock jumps, they become one run. A timer never
overlaps itself. If the host has a file for it (`timer_status.py`), it remembers a timer with `use_monitor` across
restarts: the runs that it missed meanwhile, or broke off, become one run at the start.
"""

import json
import logging
from datetime import UTC, datetime, timedelta

from local.host.clock import HostClock
from local.host.triggers.timer_status import TimerStatus
from local.host.worker.functions import Function, TimerTrigger
from local.host.worker.invocations import Invocations
from local.host.worker.protos import TypedData

_log = logging.getLogger(__name__)
_LATE = timedelta(minutes=1)
_NEVER = datetime(1, 1, 1, tzinfo=UTC)  # what Azure sends for "no run yet"


class Timer:
    """One timer function."""

    def __init__(
        self,
        function: Function,
        trigger: TimerTrigger,
        clock: HostClock,
        invocations: Invocations,
        status: TimerStatus,
    ) -> None:
        self._function = function
        self._trigger = trigger
        self._clock = clock
        self._invocations = invocations
        self._status = status
        self._last = _NEVER
        known = status.next_of(function.name) if trigger.use_monitor else None
        self.next = known or trigger.schedule.next_after(clock.now())
        self._remember()

    @property
    def due(self) -> bool:
        return self._clock.now() >= self.next

    async def tick(self) -> None:
        """Runs the function whenever it is due, for as long as the host takes on work."""
        if self._trigger.run_on_startup:
            await self._invocations.run(self._function, self.info(past_due=False))
        while True:
            await self._clock.sleep_until(self.next)
            await self._run()

    def info(self, *, past_due: bool) -> TypedData:
        """The TimerInfo that `azure.functions.TimerRequest` is made of."""
        status = {"Last": self._last, "Next": self.next, "LastUpdated": self._last}
        info = {
            "Schedule": {"AdjustForDST": False},
            "ScheduleStatus": {name: moment.isoformat() for name, moment in status.items()}
            if self._trigger.use_monitor
            else None,
            "IsPastDue": past_due,
        }
        return TypedData(json=json.dumps(info))

    async def _run(self) -> None:
        """`next` is set before the run: occurrences that pass during the run are due, once, when it ends.

        The file is written after the run. So a host that dies during the run catches up at its next start.
        """
        now, due = self._clock.now(), self.next
        following = self._trigger.schedule.next_after(due)
        past_due = following <= now or now - due > _LATE
        self.next = self._trigger.schedule.next_after(now)
        self._last = now
        await self._invocations.run(self._function, self.info(past_due=past_due))
        self._remember()

    def _remember(self) -> None:
        if self._trigger.use_monitor:
            self._status.keep(self._function.name, self.next)
