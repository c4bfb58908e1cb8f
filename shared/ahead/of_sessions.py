"""What will happen to a session, by the same rules that its steps ask when the time comes.

A rule says whether something is due at a moment. So we ask the rule about the moment at which it will be.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from shared.ahead.acts import HORIZON, Act, ActKind
from shared.attendance.closing import DIGEST_AFTER
from shared.feedback.asking import STILL_ASKED
from shared.mail.deliveries import purpose_of
from shared.mail.rows import MailKind
from shared.programme.model import Programme
from shared.reminders.due import falls_due, offset_text
from shared.reminders.reminding import (
    BRIEFING,
    UPDATE,
    UPDATE_BEFORE,
    briefing_at,
    due_now,
    is_briefing_due,
)
from shared.sessions.rows import OpenSession, Session, SessionState

TO_COME = (SessionState.PLANNED, SessionState.OPEN)

DIGEST_WAITS = timedelta(days=14)
"""For so long a held digest waits. Its figures are kept in any case."""


def acts_of_session(programme: Programme, session: Session, entry: OpenSession, now: datetime) -> Iterator[Act]:
    """What will happen to this session from now on, as far ahead as we tell."""
    if session.series not in {one.id for one in programme.series}:
        return
    found = (*_before(programme, session, entry, now), *_after(session, entry, now))
    yield from (act for act in found if act.at < now + HORIZON)


def hosting_of(session: Session, at: datetime) -> Act:
    """The session's facilitators are invited, or told of another time."""
    return _act(session, ActKind.HOSTING, at, session.end)


def _before(programme: Programme, session: Session, entry: OpenSession, now: datetime) -> Iterator[Act]:
    if session.state is SessionState.CANCELLING and session.cancel_at:
        yield _act(session, ActKind.CANCELLED, session.cancel_at, session.end, str(session.sequence + 1))
        return
    if session.state not in TO_COME or session.start <= now:
        return
    if session.state is SessionState.PLANNED:
        yield hosting_of(session, now)
    elif session.tell_at and session.tell_at > now and not session.is_as_told:
        yield _act(session, ActKind.CHANGED, session.tell_at, session.start, str(session.sequence))
        yield hosting_of(session, session.tell_at)
    yield from _reminders(programme, session, entry, now)
    yield from _briefings(programme, session, entry, now)


def _reminders(programme: Programme, session: Session, entry: OpenSession, now: datetime) -> Iterator[Act]:
    offsets = sorted(programme.series_of(session.series).reminders, reverse=True)
    falls = {offset: falls_due(session.start, offset, programme.zone) for offset in offsets}
    for offset in offsets:
        before, at = offset_text(offset), falls[offset]
        is_due = due_now(programme, session, max(at, now)) == before
        if is_due and f"{session.occasion}.{before}" not in entry.announced:
            over = min((other for other in falls.values() if other > at), default=session.start)
            yield _act(session, ActKind.REMINDER, at, over, before)


def _briefings(programme: Programme, session: Session, entry: OpenSession, now: datetime) -> Iterator[Act]:
    at = briefing_at(programme, session)
    is_due = is_briefing_due(programme, session, max(at, now))
    if is_due and f"{session.occasion}.{BRIEFING}" not in entry.announced:
        yield _act(session, ActKind.BRIEFING, at, session.start)
    if f"{session.occasion}.{UPDATE}" not in entry.announced:
        yield _act(session, ActKind.UPDATE, session.start - UPDATE_BEFORE, session.start, if_any=True)


def _after(session: Session, entry: OpenSession, now: datetime) -> Iterator[Act]:
    """What follows the session. Who came is settled once Teams has reported it, so the rest waits for that."""
    if session.state not in (*TO_COME, SessionState.ENDED):
        return
    if entry.look_again_at is None:
        yield _act(session, ActKind.ATTENDANCE, session.end, session.end + STILL_ASKED, is_earliest=True)
        yield _act(session, ActKind.FEEDBACK, max(session.end, now), session.end + STILL_ASKED, is_earliest=True)
    settled = entry.settled_at or max(session.end, now)
    over = session.end + DIGEST_AFTER + DIGEST_WAITS
    yield _act(session, ActKind.DIGEST, settled + DIGEST_AFTER, over, is_earliest=entry.settled_at is None)


def _act(  # noqa: PLR0913 - the last two are by keyword
    session: Session,
    kind: ActKind,
    at: datetime,
    until: datetime,
    detail: str = "",
    *,
    is_earliest: bool = False,
    if_any: bool = False,
) -> Act:
    return Act(
        kind=kind,
        id=id_of(session.occasion, kind, detail),
        about=session.id,
        at=at,
        until=until,
        series=session.series,
        detail=detail,
        is_earliest=is_earliest,
        if_any=if_any,
    )


def id_of(occasion: str, kind: ActKind, detail: str = "") -> str:
    """The id of an act: the purpose of its emails, if it sends some."""
    is_mail = kind.value in {one.value for one in MailKind}
    return purpose_of(occasion, MailKind(kind.value), detail) if is_mail else f"{occasion}.{kind}"
