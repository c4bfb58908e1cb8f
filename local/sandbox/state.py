"""Everything the sandbox knows, on one screen."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from local.sandbox.clock import Clock
from local.sandbox.faults import Faults
from local.sandbox.graph.calendars import Calendars
from local.sandbox.graph.directory import Directory
from local.sandbox.graph.grants import GRANTS
from local.sandbox.graph.mails import Mails
from local.sandbox.graph.meetings import Meetings
from local.sandbox.graph.throttle import Throttle
from local.sandbox.graph.tokens import Tokens

DEFAULT_MAILBOXES = ("cafe@example.nhs.uk",)


@dataclass(frozen=True)
class Settings:
    """The choices of the command line. `latency` is the seconds that each Graph call takes.

    `granted` are the application's permissions.
    """

    mailboxes: Sequence[str] = DEFAULT_MAILBOXES
    without_mailbox: Sequence[str] = ()
    without_policy: Sequence[str] = ()
    limits: bool = True
    latency: float = 0.01
    granted: Collection[str] = GRANTS


@dataclass
class Sandbox:
    """The state behind the server. `reset` clears it, and keeps clock, settings and tokens."""

    settings: Settings
    clock: Clock
    tokens: Tokens = field(default_factory=Tokens)
    directory: Directory = field(init=False)
    calendars: Calendars = field(init=False)
    mails: Mails = field(init=False)
    meetings: Meetings = field(init=False)
    faults: Faults = field(init=False)
    throttle: Throttle = field(init=False)
    calls: Counter[str] = field(init=False)
    throttled: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        given = self.settings
        self.directory = Directory(list(given.mailboxes), list(given.without_mailbox), list(given.without_policy))
        self.calendars, self.mails, self.meetings = Calendars(), Mails(), Meetings()
        self.faults, self.throttle = Faults(), Throttle(on=given.limits)
        self.calls, self.throttled = Counter(), Counter()

    def now(self) -> datetime:
        return self.clock.now()
