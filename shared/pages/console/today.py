"""Today: the next sessions, what waits for the person who opens it, and what the café will do by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from shared.ahead.acts import Act
from shared.ahead.listing import Ahead, Expected
from shared.ahead.waits import Waits
from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import long_date
from shared.pages.console.acts import ActWords, about_words, act_address, note_words, to_words, what_words, when_words
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.waits import wait_lines
from shared.registrations.roll import Counts
from shared.sessions.rows import Session, SessionState
from shared.sessions.words import session_words

STATES: Mapping[SessionState, Marked] = {
    SessionState.PLANNED: Marked("Planned: its Teams meeting is being made"),
    SessionState.OPEN: Marked("Open for sign-ups"),
    SessionState.CANCELLING: Marked("Cancelled: nobody is told yet"),
    SessionState.CANCELLED: Marked("Cancelled"),
    SessionState.ENDED: Marked("Over: the attendance is not known yet"),
    SessionState.CLOSED: Marked("Over"),
}
"""The state of a session, for the team."""

SOON = timedelta(days=14)
"""Sessions as near as this stand on the page, and the next one of each series."""


@dataclass(frozen=True)
class SessionLine:
    """A session to come, ready to print. `address` is empty for those who may not open it."""

    title: str
    when: str
    state: str
    counts: Sequence[str]
    address: str


@dataclass(frozen=True)
class Sees:
    """What the person may open, and how many people each session has, as far as we counted."""

    session: Callable[[Session], bool]
    act: Callable[[Act], bool]
    counts: Mapping[str, Counts]


def today_page(frame: Frame, ahead: Ahead, waits: Waits, sees: Sees, *, now: datetime, notice: str = "") -> str:
    """The first page of the console."""
    zone = frame.programme.zone
    by_day = groupby(ahead.expected, key=lambda one: long_date(max(one.act.at, now), zone))
    return render_in(
        frame,
        "pages/console/today.html",
        done=notice,
        today=long_date(now, zone),
        sessions=[_session(frame, one, sees, now) for one in next_sessions(ahead, now)],
        waits=wait_lines(waits),
        days=[(day, [_act(frame, ahead, one, sees, now) for one in acts]) for day, acts in by_day],
        missed=[(what_words(one.act), about_words(frame.programme, ahead, one.act)) for one in ahead.missed],
    )


def next_sessions(ahead: Ahead, now: datetime) -> list[Session]:
    """The next session of each series, and every other one that is soon."""
    coming, series = ahead.coming(now), set[str]()
    found = []
    for session in coming:
        if session.series not in series or session.start < now + SOON:
            found.append(session)
        series.add(session.series)
    return found


def _act(frame: Frame, ahead: Ahead, expected: Expected, sees: Sees, now: datetime) -> ActWords:
    act, programme = expected.act, frame.programme
    return ActWords(
        what=what_words(act),
        about=about_words(programme, ahead, act),
        when=when_words(programme, act, now),
        to=to_words(programme, act, sees.counts),
        note=note_words(act),
        address=act_address(act) if sees.act(act) else "",
        is_held=expected.held is not None,
    )


def _session(frame: Frame, session: Session, sees: Sees, now: datetime) -> SessionLine:
    words = session_words(frame.programme, session)
    is_on = session.start <= now < session.end
    return SessionLine(
        title=words.title,
        when=words.when,
        state=say("On now") if is_on else say(STATES[session.state]),
        counts=list(_counts(sees.counts.get(session.id))),
        address=f"/console/sessions/{session.id}" if sees.session(session) else "",
    )


def _counts(counts: Counts | None) -> Iterator[str]:
    if counts is None:
        return
    yield say_many("{count} registered", "{count} registered", count=counts.registered)
    if counts.waiting:
        yield say_many("{count} on the waiting list", "{count} on the waiting list", count=counts.waiting)
    if counts.provisional:
        yield say_many("{count} not confirmed yet", "{count} not confirmed yet", count=counts.provisional)
    if in_hubs := sum(count for hub, count in (counts.hubs or {}).items() if hub):
        yield say_many("{count} in a hub", "{count} in hubs", count=in_hubs)
