"""Deciding about what will happen: a person holds an act, lets it go again, or starts it before its time.

Each enters the audit trail first, then changes a row, then sets something off. If it broke off, it can be pressed
again.
"""

from datetime import datetime

from shared.ahead.acts import Act, ActKind
from shared.ahead.listing import Expected
from shared.ahead.of_planning import the_planned
from shared.attendance.rows import AttendanceTaken
from shared.audit_trail.entering import enter
from shared.audit_trail.reasons import must_say_why
from shared.bulletin.drafting import draft_issue
from shared.bulletin.horizon import week_of
from shared.errors import NotPossible
from shared.holding import holding
from shared.holding.rows import Hold
from shared.language.catalogue import say
from shared.meetings.hosting import tell_hosts
from shared.messages import DigestDue
from shared.reminders.reminding import BRIEFING, brief_now, remind_now, tell_of_new_questions_now
from shared.services import Services
from shared.sessions.planning import plan_session
from shared.sessions.rows import OpenSession, Session, session_key


class NotHoldable(NotPossible):
    """This act cannot be held, or not any more."""


class NotBefore(NotPossible):
    """This act cannot be started before its time."""


def hold(services: Services, expected: Expected, who: str, reason: str, now: datetime) -> None:
    """Hold this act until somebody lets it go. Raises `NotHoldable`, or `NotUsable` without a reason."""
    act = expected.act
    may_hold(act, now)
    must_say_why(services.programme, reason)
    enter(services, who, "hold", act.id, reason, now, at=now.isoformat())
    row = Hold(
        act=act.id,
        kind=act.kind,
        about=act.about,
        series=act.series,
        detail=act.detail,
        due=act.at,
        until=act.until,
        who=who,
        reason=reason,
        at=now,
    )
    holding.hold(services, row)


def may_hold(act: Act, now: datetime) -> None:
    """Raise `NotHoldable` if this act cannot be held at this moment."""
    if not act.can_be_held or act.until <= now:
        raise NotHoldable(say("This cannot be held."))


def let_go(services: Services, expected: Expected, who: str, reason: str, now: datetime) -> None:
    """Hold this act no longer: it happens at its time, or at once if that is past. Raises `NotUsable`."""
    act = expected.act
    must_say_why(services.programme, reason)
    enter(services, who, "let go", act.id, reason, now, at=now.isoformat())
    holding.let_go(services, act.id)
    if act.kind is ActKind.HOSTING and (session := _session(services, act)):
        tell_hosts(services, session, now)


def start_now(services: Services, expected: Expected, who: str, reason: str, now: datetime) -> None:
    """Start this act now, and not again at its time. Each email has the key that it would have had then.

    Raises `NotBefore`, or `NotUsable` without a reason.
    """
    act = expected.act
    may_start(services, act, now)
    must_say_why(services.programme, reason)
    enter(services, who, "start now", act.id, reason, now, at=now.isoformat())
    _start(services, act, now)
    holding.let_go(services, act.id)


def may_start(services: Services, act: Act, now: datetime) -> None:
    """Raise `NotBefore` if this act cannot be started at this moment."""
    if act.until <= now:
        raise NotBefore(say("Its time is over."))
    if not can_start(act, week_of(now, services.programme.zone)):
        raise NotBefore(say("This cannot be started before its time."))
    if act.kind is ActKind.DIGEST and services.tables.get(AttendanceTaken, session_key(act.about)) is None:
        raise NotBefore(say("Nobody knows yet who came. The digest can be written once we do."))
    if act.kind is ActKind.UPDATE and not _was_briefed(services, act):
        raise NotBefore(say("The briefing comes first. It has all questions so far."))


def can_start(act: Act, week: str) -> bool:
    """Whether a person can start it before its time. A draft of the bulletin is the present week's."""
    return act.can_be_earlier or (act.kind is ActKind.DRAFT and act.about == week)


def _start(services: Services, act: Act, now: datetime) -> None:
    if act.kind is ActKind.DRAFT:
        holding.let_go(services, act.id)
        draft_issue(services, now)
    elif act.kind is ActKind.PLANNING:
        holding.let_go(services, act.id)
        if found := the_planned(services.programme, act.about, now):
            plan_session(services, *found)
    elif act.kind is ActKind.DIGEST:
        holding.let_go(services, act.id)
        services.queues.send(DigestDue(session=act.about))
    elif session := _session(services, act):
        _start_for(services, session, act, now)


def _start_for(services: Services, session: Session, act: Act, now: datetime) -> None:
    if act.kind is ActKind.REMINDER:
        remind_now(services, session, act.detail, now)
    elif act.kind is ActKind.BRIEFING:
        brief_now(services, session, now)
    else:
        tell_of_new_questions_now(services, session, now)


def _was_briefed(services: Services, act: Act) -> bool:
    entry = services.tables.get(OpenSession, OpenSession(id=act.about).key)
    return entry is not None and act.id.replace(f".{ActKind.UPDATE}", f".{BRIEFING}") in entry.announced


def _session(services: Services, act: Act) -> Session | None:
    return services.tables.get(Session, session_key(act.about))
