"""Outlook's limits for one application and one mailbox, by the sandbox's clock.

Figures: Microsoft Graph throttling limits (10,000 requests in 10 minutes, 4 at once, 15 MB uploaded in 30 s)
and Exchange Online sending limits (30 messages a minute, 10,000 recipients in 24 hours).
"""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from local.sandbox.graph.odata import GraphError

CONCURRENT = 4


@dataclass
class Window:
    """At most `limit` units in the last `seconds`. The units within (now - seconds, now] count."""

    name: str
    limit: int
    seconds: float
    _spent: deque[tuple[float, int]] = field(default_factory=deque)
    _sum: int = 0

    def spend(self, now: float, units: int) -> None:
        """Books the units, or refuses with the wait until enough of the older ones have left."""
        self._forget(now)
        if self._sum + units > self.limit:
            raise throttled(self.name, self._wait(now, units))
        self._spent.append((now, units))
        self._sum += units

    def take_back(self) -> None:
        """Undoes the last booking."""
        self._sum -= self._spent.pop()[1]

    def _forget(self, now: float) -> None:
        """Forgets bookings from the future, in case the clock was set back."""
        while self._spent and not now - self.seconds < self._spent[0][0] <= now:
            self._sum -= self._spent.popleft()[1]

    def _wait(self, now: float, units: int) -> int:
        left = self._sum
        for moment, spent in self._spent:
            left -= spent
            if left + units <= self.limit:
                return max(1, math.ceil(moment + self.seconds - now))
        return math.ceil(self.seconds)


class Mailbox:
    """One mailbox's four windows and the requests under way."""

    def __init__(self) -> None:
        self.in_flight = 0
        self.requests = Window("RequestRate", 10_000, 600)
        self.messages = Window("MailboxMessageRate", 30, 60)
        self.recipients = Window("MailboxRecipientRate", 10_000, 86_400)
        self.uploads = Window("MailboxUpload", 15 * 1024 * 1024, 30)


class Throttle:
    """Keeps the books of all mailboxes. Switched off, it keeps none."""

    def __init__(self, *, on: bool = True) -> None:
        self.on = on
        self._mailboxes: dict[str, Mailbox] = {}

    def _of(self, address: str) -> Mailbox:
        return self._mailboxes.setdefault(address, Mailbox())

    def enter(self, address: str, now: datetime) -> None:
        """Counts a request in. Every request that entered must `leave`."""
        mailbox = self._of(address)
        if self.on:
            if mailbox.in_flight >= CONCURRENT:
                raise throttled("MailboxConcurrency", 1)
            mailbox.requests.spend(now.timestamp(), 1)
        mailbox.in_flight += 1

    def leave(self, address: str) -> None:
        self._of(address).in_flight -= 1

    def upload(self, address: str, now: datetime, size: int) -> None:
        if self.on and size:
            self._of(address).uploads.spend(now.timestamp(), size)

    def send(self, address: str, now: datetime, recipients: int) -> None:
        """Books one message to so many people, or neither."""
        if not self.on:
            return
        mailbox = self._of(address)
        mailbox.messages.spend(now.timestamp(), 1)
        try:
            mailbox.recipients.spend(now.timestamp(), recipients)
        except GraphError:
            mailbox.messages.take_back()
            raise


def throttled(limit: str, wait: int) -> GraphError:
    return GraphError(
        429, "ApplicationThrottled", f"Application is over its {limit} limit.", {"Retry-After": str(wait)}
    )
