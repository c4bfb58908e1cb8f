"""The rows that were kept long enough: how each table about people finds them. `records` lists the tables."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from shared.failures import failed_work
from shared.feedback.rows import Answered, AnswerPot
from shared.forms import audience, mending
from shared.forms.receiving import response_behind
from shared.forms.rows import FormResponse, ResponseOfMonth, ResponseState
from shared.held.rows import Held
from shared.mail.rows import Delivery
from shared.registrations.rows import Roll, Standing
from shared.services import Services
from shared.sessions.rows import Session, session_key
from shared.sessions.schedule import FARTHEST
from shared.storage.row import Row

LOOK_BACK = timedelta(days=14)
"""Each search for old rows goes back this far, so that nothing is left behind if none runs for two weeks."""

type Old = Callable[[Services, datetime], Iterator[Row]]


def of_old_sessions(kind: type[Row], days: Callable[[Services], int]) -> Old:
    def found(services: Services, now: datetime) -> Iterator[Row]:
        for session in ended_before(services, now - timedelta(days=days(services))):
            yield from services.tables.partition(kind, session.id)

    return found


def old_rolls(services: Services, now: datetime) -> Iterator[Row]:
    for session in ended_before(services, now - timedelta(days=days_of_registrations(services))):
        if row := services.tables.get(Roll, session_key(session.id)):
            yield row


def old_answered(services: Services, now: datetime) -> Iterator[Row]:
    """The marks of those who answered. The pot stands behind them, and is another table's row."""
    for session in ended_before(services, now - timedelta(days=days_of_feedback(services))):
        yield from services.tables.partition(Answered, session.id, end=AnswerPot.ID)


def old_answer_pots(services: Services, now: datetime) -> Iterator[Row]:
    for session in ended_before(services, now - timedelta(days=days_of_feedback(services))):
        yield from services.tables.partition(AnswerPot, session.id, start=AnswerPot.ID)


def days_of_registrations(services: Services) -> int:
    return services.programme.retention.registrations


def days_of_feedback(services: Services) -> int:
    return services.programme.retention.feedback


def ended_before(services: Services, before: datetime) -> Iterator[Session]:
    """The sessions that ended in the two weeks up to `before`. Ids sort by date, so older sessions cost nothing."""
    since = before - LOOK_BACK
    for series in services.programme.series:
        start, end = (f"{series.id}-{day:%Y-%m-%d}" for day in (since - FARTHEST, before + FARTHEST))
        for session in services.tables.partition(Session, series.id, start=start, end=end):
            if since <= session.end < before:
                yield session


def ended_standing(services: Services, now: datetime) -> Iterator[Row]:
    before = now - timedelta(days=services.programme.retention.registrations)
    for series in services.programme.series:
        for row in services.tables.partition(Standing, series.id):
            if row.ended_at and row.ended_at < before:
                yield row


def old_mails(services: Services, now: datetime) -> Iterator[Row]:
    """The deliveries of old sessions and issues. Their partitions sort by date too."""
    before = now - timedelta(days=services.programme.retention.registrations)
    since = before - LOOK_BACK
    programme = services.programme
    subjects = [one.id for one in programme.series] + [f"subscription-{one}" for one in programme.audiences]
    occasions = ("sign-up", "stop", "address", "operations", "held", mending.OCCASION, audience.OCCASION)
    for subject in (*subjects, *occasions):
        yield from services.tables.partitions(Delivery, f"{subject}-{since:%Y-%m-%d}", f"{subject}-{before:%Y-%m-%d}")
    yield from services.tables.partitions(Delivery, f"bulletin-{since:%G-W%V}", f"bulletin-{before:%G-W%V}")


def _given_up_responses(services: Services, now: datetime) -> Iterator[Row]:
    """Sign-ups whose message failed and was not replayed in time. They go with their failed work."""
    for row in failed_work.old(services, now):
        if response := response_behind(services, row):
            yield response


def held_too_long(services: Services, now: datetime) -> Iterator[Row]:
    """The held texts about which nobody decided in time, and what is left of the others."""
    return (row for row in services.tables.partition(Held, Held.PARTITION) if row.until < now.date())


def _undecided_responses(services: Services, now: datetime) -> Iterator[Row]:
    """Sign-ups that nobody decided about in time, and those that a coordinator refused. Both still hold answers."""
    before = now - timedelta(days=services.programme.retention.refused_responses)
    for month in sorted({f"{moment:%Y-%m}" for moment in (before - LOOK_BACK, before)}):
        for one in services.tables.partition(ResponseOfMonth, month):
            row = services.tables.get(FormResponse, (one.form, one.response))
            if row and row.state in (ResponseState.HELD, ResponseState.REFUSED) and row.received_at < before:
                yield row


def old_responses(services: Services, now: datetime) -> Iterator[Row]:
    yield from _given_up_responses(services, now)
    yield from _undecided_responses(services, now)
