"""Looking ahead: the rows that say what will happen, each read once, whatever happens to how many."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.ahead.acts import HORIZON, Act, ActKind
from shared.ahead.of_bulletin import acts_of_bulletin
from shared.ahead.of_planning import acts_of_planning
from shared.ahead.of_sessions import acts_of_session
from shared.bulletin.drafting import LOOK_BACK
from shared.bulletin.horizon import week_of
from shared.bulletin.rows import Issue
from shared.errors import NotThere
from shared.holding.holding import SHOWN, held_acts
from shared.holding.rows import Hold
from shared.language.catalogue import say
from shared.services import Services
from shared.sessions.rows import OpenSession, Session
from shared.sessions.schedule import FARTHEST, FARTHEST_MOVE

PAST = timedelta(days=8)
"""How long a session stays in the index after its end, and a day."""

type Theirs = Callable[[Collection[str]], bool]
"""Whether somebody may see what is about these series."""


@dataclass(frozen=True)
class Expected:
    """An act that will happen, or that would if nobody held it."""

    act: Act
    held: Hold | None = None


@dataclass(frozen=True)
class Ahead:
    """What lies ahead. The sessions are those that are not over and done with, by id."""

    sessions: Mapping[str, Session]
    entries: Mapping[str, OpenSession]
    issues: Sequence[Issue]
    expected: Sequence[Expected]
    """In the order in which it is due."""
    missed: Sequence[Expected]
    """What did not happen because it was held, the latest first."""

    def coming(self, now: datetime) -> list[Session]:
        """The sessions to come, soonest first."""
        found = (one for one in self.sessions.values() if one.is_to_come and one.end > now)
        return sorted(found, key=lambda one: (one.start, one.id))


class NoSuchAct(NotThere):
    """Nothing like this will happen, or it has happened already."""


def look_ahead(services: Services, now: datetime, is_theirs: Theirs = lambda _: True) -> Ahead:
    """What will happen in the next fourteen days. The bulletin is everybody's; sessions are for their own people."""
    programme = services.programme
    series = [one.id for one in programme.series if is_theirs((one.id,))]
    entries = {one.id: one for one in services.tables.partition(OpenSession, OpenSession.PARTITION)}
    rows = {session.id: session for one in series for session in _sessions(services, one, now)}
    sessions = {session_id: rows[session_id] for session_id in entries if session_id in rows}
    issues = issues_of_late(services, now)
    acts = [act for one in sessions.values() for act in acts_of_session(programme, one, entries[one.id], now)]
    acts += [act for act in acts_of_planning(programme, rows, now) if act.series in series]
    acts += acts_of_bulletin(programme, issues, now)
    held = {row.act: row for row in held_acts(services) if not row.series or row.series in series}
    expected = [Expected(act, held.get(act.id)) for act in acts]
    others = [Expected(_as_held(row), row) for row in held.values() if row.act not in {act.id for act in acts}]
    expected += [one for one in others if one.act.until > now and _still_waits(one.act, sessions)]
    missed = [one for one in others if now - SHOWN < one.act.until <= now]
    return Ahead(
        sessions=sessions,
        entries=entries,
        issues=issues,
        expected=sorted(expected, key=lambda one: (one.act.at, one.act.about, one.act.id)),
        missed=sorted(missed, key=lambda one: one.act.until, reverse=True),
    )


def expected_in(ahead: Ahead, act_id: str) -> Expected:
    """What is expected under this id. Raises `NoSuchAct`."""
    found = next((one for one in (*ahead.expected, *ahead.missed) if one.act.id == act_id), None)
    if found is None:
        raise NoSuchAct(say("This will not happen, or it has happened already."))
    return found


def issues_of_late(services: Services, now: datetime) -> list[Issue]:
    """The issues of the last weeks, oldest first."""
    start = week_of(now - LOOK_BACK, services.programme.zone)
    return list(services.tables.partition(Issue, Issue.PARTITION, start=start))


def _sessions(services: Services, series: str, now: datetime) -> Iterator[Session]:
    """The sessions of a series that may lie ahead. An id has the day that was planned, which a move does not change."""
    ahead = timedelta(days=services.programme.about.plan_days) + HORIZON + FARTHEST_MOVE
    start, end = (f"{series}-{day:%Y-%m-%d}" for day in (now - PAST - FARTHEST, now + max(ahead, FARTHEST)))
    return services.tables.partition(Session, series, start=start, end=end)


def _as_held(row: Hold) -> Act:
    return Act(ActKind(row.kind), row.act, row.about, row.due, row.until, row.series, row.detail)


SEEN_WHEN_DUE = frozenset({ActKind.REMINDER, ActKind.BRIEFING, ActKind.UPDATE})
"""What is expected until it was started. If it is held and not expected, it was started all the same."""


def _still_waits(act: Act, sessions: Mapping[str, Session]) -> bool:
    """Whether an act that nobody expects still waits to be let go. If its session was moved, it is another act now."""
    session = sessions.get(act.about)
    is_as_it_was = session is None or act.kind is ActKind.PLANNING or act.id.startswith(f"{session.occasion}.")
    return is_as_it_was and act.kind not in SEEN_WHEN_DUE
