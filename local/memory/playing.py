"""Time passes in memory: timers go off and queues deliver, for as long as a test likes, a year in seconds.

    play = Play(services, start)
    play.sign_up(some_answers())
    play.until(end)
    play.letters_to(address)

The timers go off at half past the hours of a working day, which is enough for what people read. Feeds and the
bulletin are left out.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from local.memory.services import MemoryServices
from shared.attendance.closing import close_sessions, take_attendance
from shared.delivery.sending import deliver
from shared.feedback.asking import ask_for_feedback
from shared.figures.digest import write_digest
from shared.forms.intake import PAGE, take_in
from shared.forms.working import work
from shared.graph.protocol import Mail
from shared.meetings.calendar import cancel_meeting, move_meeting, open_session
from shared.meetings.hosting import invite_hosts
from shared.messages import (
    DeliveryDue,
    DigestDue,
    FeedbackDue,
    Message,
    NoticeDue,
    RegistrationCancelled,
    RegistrationMade,
    ReminderDue,
    ResponseReceived,
    SessionCancelled,
    SessionChanged,
    SessionEnded,
    SessionPlanned,
)
from shared.notices.writing import send_notice
from shared.registrations.confirming import confirm, confirm_cancellation
from shared.registrations.seats import set_capacities
from shared.reminders.reminding import remind, start_reminders
from shared.sessions.planning import plan_sessions

HOUR = timedelta(hours=1)
PLANNING = 4
HOURS = frozenset({PLANNING, *range(8, 19)})
"""The hours (UTC) in which timers go off, at half past."""

type Work = Callable[[MemoryServices, Message, datetime], object]


@dataclass(frozen=True)
class Sent:
    """A mail, and when it was sent."""

    at: datetime
    mail: Mail


@dataclass
class Play:
    """The café from `now` on."""

    services: MemoryServices
    now: datetime
    sent: list[Sent] = field(default_factory=list)
    _due: list[tuple[datetime, int, Message]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def until(self, end: datetime) -> None:
        """Let time pass. What is due at `end` itself is done too."""
        while True:
            tick = _next_tick(self.now)
            self._work_until(min(tick, end))
            if tick > end:
                return
            self._timers()

    def sign_up(self, answers: Mapping[str, object]) -> None:
        """Somebody fills in the sign-up page."""
        take_in(self.services, PAGE, f"{next(self._numbers)}", answers, self.now)

    def letters_to(self, address: str) -> list[Sent]:
        """What this person got, in order."""
        return [one for one in self.sent if one.mail.to == address]

    def _timers(self) -> None:
        services, now = self.services, self.now
        if now.hour == PLANNING:
            plan_sessions(services, now)
            set_capacities(services, now)
            invite_hosts(services, now)
        start_reminders(services, now)
        close_sessions(services, now)

    def _work_until(self, end: datetime) -> None:
        self._take()
        while self._due and self._due[0][0] <= end:
            at, _, message = heapq.heappop(self._due)
            self.now = max(self.now, at)
            WORK[type(message)](self.services, message, self.now)
            self.sent += [Sent(self.now, mail) for mail in self.services.graph.mails[len(self.sent) :]]
            self._take()
        self.now = end

    def _take(self) -> None:
        for message, delay in self.services.queues.sent:
            heapq.heappush(self._due, (self.now + delay, next(self._numbers), message))
        self.services.queues.sent.clear()


def _next_tick(now: datetime) -> datetime:
    tick = now.replace(minute=30, second=0, microsecond=0)
    while tick <= now or tick.hour not in HOURS:
        tick += HOUR
    return tick


def _of_session(act: Callable[[MemoryServices, str, datetime], object]) -> Work:
    return lambda services, message, now: act(services, getattr(message, "session"), now)  # noqa: B009 - each has one


WORK: Mapping[type[Message], Callable[..., object]] = {
    SessionPlanned: _of_session(open_session),
    SessionChanged: _of_session(move_meeting),
    SessionCancelled: _of_session(cancel_meeting),
    ResponseReceived: work,
    RegistrationMade: confirm,
    RegistrationCancelled: confirm_cancellation,
    NoticeDue: send_notice,
    ReminderDue: remind,
    DeliveryDue: deliver,
    SessionEnded: _of_session(take_attendance),
    FeedbackDue: _of_session(ask_for_feedback),
    DigestDue: _of_session(write_digest),
}
"""What each message sets off, as the triggers have it."""
