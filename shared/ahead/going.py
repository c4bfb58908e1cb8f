"""What goes in the next fourteen days, because it was kept long enough. It asks what the step that removes it asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.ahead.acts import HORIZON
from shared.ahead.timers import FORGETS_AT, each_day
from shared.privacy.old_rows import ended_before
from shared.services import Services
from shared.sessions.rows import Session

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Going:
    """What is kept for so many days after a session, by its key in `[retention]`, and the night in which it goes."""

    at: datetime
    session: Session
    key: str


def what_goes(services: Services, now: datetime) -> Sequence[Going]:
    """What goes in the coming nights, in order."""
    kept = services.programme.retention
    days = {"registrations": kept.registrations, "feedback": kept.feedback, "sessions": kept.sessions}
    found = [
        Going(_night_after(session.end + timedelta(days=of_key), now), session, key)
        for key, of_key in days.items()
        for session in ended_before(services, now + HORIZON - timedelta(days=of_key))
    ]
    return sorted(found, key=lambda one: (one.at, one.session.id))


def _night_after(over: datetime, now: datetime) -> datetime:
    """The first run after its time is over."""
    nights = each_day(FORGETS_AT, max(over, now), max(over, now) + 2 * DAY)
    return next(night for night in nights if night > over)
