"""The list of sessions: one month, past or to come, with the state of each and how many people have a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from shared.language.catalogue import say
from shared.language.dates import MONTHS, wall_time
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.session_tabs import session_address
from shared.pages.console.session_words import session_state
from shared.programme.model import Series
from shared.registrations.roll import Counts
from shared.sessions.listing import Month
from shared.sessions.rows import Session
from shared.sessions.words import session_words

LIST = "/console/sessions"


@dataclass(frozen=True)
class SessionList:
    """What the page shows. `series` are those that the person may see, `chosen` is one of them or empty."""

    month: Month
    sessions: Sequence[Session]
    counts: Mapping[str, Counts]
    series: Sequence[Series]
    chosen: str
    now: datetime


@dataclass(frozen=True)
class Line:
    """A session ready to print."""

    date: str
    start: str
    address: str
    title: str
    theme: str
    state: str
    colour: str
    meaning: str
    registered: int
    waiting: int
    hubs: str


def sessions_page(frame: Frame, found: SessionList) -> str:
    """The month's sessions, with links to the months beside it."""
    this_month = Month.of(found.now, frame.programme.zone)
    return render_in(
        frame,
        "pages/console/sessions.html",
        month=month_words(found.month),
        lines=[_line(frame, found, one) for one in found.sessions],
        several=len(found.series) > 1,
        filters=_filters(found),
        previous=_link(found, found.month.before),
        next=_link(found, found.month.after),
        this_month=None if found.month == this_month else _link(found, this_month),
    )


def month_words(month: Month) -> str:
    """As in "December 2026"."""
    return say("{month} {year}", month=say(MONTHS[month.number - 1]), year=month.year)


def _line(frame: Frame, found: SessionList, session: Session) -> Line:
    programme = frame.programme
    words, state = session_words(programme, session), session_state(session, found.now, programme.zone)
    counts = found.counts.get(session.id, Counts())
    hubs = [f"{hub.name}: {count}" for hub in programme.hubs if (count := (counts.hubs or {}).get(hub.id, 0))]
    return Line(
        date=words.date,
        start=wall_time(session.start, programme.zone),
        address=session_address(session.id),
        title=words.title,
        theme=session.theme,
        state=state.name,
        colour=state.colour,
        meaning=state.meaning,
        registered=counts.registered,
        waiting=counts.waiting,
        hubs=", ".join(hubs),
    )


def _filters(found: SessionList) -> Sequence[tuple[str, str, bool]]:
    """Links that show one series, or all, as (words, address, is_here). None if there is only one."""
    if len(found.series) < 2:
        return []
    every = (say("All"), _address(found.month, ""), not found.chosen)
    return [every, *((one.title, _address(found.month, one.id), one.id == found.chosen) for one in found.series)]


def _link(found: SessionList, month: Month) -> tuple[str, str]:
    return month_words(month), _address(month, found.chosen)


def _address(month: Month, series: str) -> str:
    chosen = {"month": str(month), **({"series": series} if series else {})}
    return f"{LIST}?{urlencode(chosen)}"
