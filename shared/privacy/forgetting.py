"""Forgetting: what is kept about people goes when the programme file says so."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.attendance.rows import Attendance
from shared.failures import failed_work
from shared.feedback.rows import Feedback
from shared.mail.rows import Delivery
from shared.questions.rows import Question
from shared.registrations.rows import Registration, Seating, Standing, Waiting
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.schedule import FARTHEST
from shared.storage.row import Row

LOOK_BACK = timedelta(days=14)
"""How far beyond the day itself each run looks, so that two weeks without a run leave nothing behind."""


def forget(services: Services, now: datetime) -> int:
    """Remove what has been kept long enough; how many rows went. What one run does not finish the next one does."""
    old = [
        *_of_sessions(services, now),
        *failed_work.old(services, now),
        *_standing(services, now),
        *_mails(services, now),
    ]
    for row in old:
        services.tables.delete(row)
    return len(old)


def _of_sessions(services: Services, now: datetime) -> Iterator[Row]:
    kept = services.programme.retention
    for session in _ended_before(services, now - timedelta(days=kept.registrations)):
        for kind in (Registration, Attendance, Question, Seating, Waiting):
            yield from services.tables.partition(kind, session.id)
    for session in _ended_before(services, now - timedelta(days=kept.feedback)):
        yield from services.tables.partition(Feedback, session.id)


def _ended_before(services: Services, before: datetime) -> Iterator[Session]:
    """The sessions that ended in the two weeks up to `before`: their ids sort by date, so history costs nothing."""
    since = before - LOOK_BACK
    for series in services.programme.series:
        start, end = (f"{series.id}-{day:%Y-%m-%d}" for day in (since - FARTHEST, before + FARTHEST))
        for session in services.tables.partition(Session, series.id, start=start, end=end):
            if since <= session.end < before:
                yield session


def _standing(services: Services, now: datetime) -> Iterator[Row]:
    before = now - timedelta(days=services.programme.retention.registrations)
    for series in services.programme.series:
        for row in services.tables.partition(Standing, series.id):
            if row.ended_at and row.ended_at < before:
                yield row


def _mails(services: Services, now: datetime) -> Iterator[Row]:
    """The deliveries of what took place, or came out, long enough ago: their partitions sort by date, too."""
    before = now - timedelta(days=services.programme.retention.registrations)
    since = before - LOOK_BACK
    programme = services.programme
    subjects = [one.id for one in programme.series] + [f"subscription-{one}" for one in programme.audiences]
    for subject in (*subjects, "operations"):
        yield from services.tables.partitions(Delivery, f"{subject}-{since:%Y-%m-%d}", f"{subject}-{before:%Y-%m-%d}")
    yield from services.tables.partitions(Delivery, f"bulletin-{since:%G-W%V}", f"bulletin-{before:%G-W%V}")
