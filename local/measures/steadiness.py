"""Figures that must not grow: a fan-out's time and memory with its size, the timers' operations with the years.

They are taken in memory, so that they measure only the app's own share.
"""

import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from local.memory.builders import NOW, a_session, an_issue
from local.memory.feeds import MemoryFeeds
from local.memory.queues import MemoryQueues
from local.memory.services import MemoryServices, some_services, the_programme
from local.memory.tables import MemoryTables
from shared.attendance import closing
from shared.bulletin import drafting, items
from shared.bulletin.readership import count_readers
from shared.bulletin.rows import IssueState
from shared.bulletin.subscriptions import forget_old_wishes
from shared.delivery.bounces import read_bounces
from shared.forms import missing, pots
from shared.mail.deliveries import announce, release
from shared.mail.rows import Lane, MailKind
from shared.messages import Message
from shared.operations import books
from shared.operations.health import measure
from shared.operations.heartbeats import LONGEST_SILENCE
from shared.privacy import forgetting
from shared.registrations.seats import set_capacities
from shared.reminders import reminding
from shared.services import Services
from shared.sessions import planning
from shared.sessions.rows import SessionState
from shared.storage.row import Row
from shared.storage.tables import to_entity

SMALL, LARGE = 1_000, 10_000
RUNS = 5
HISTORY = timedelta(days=3 * 365), timedelta(days=13 * 365)
"""Ten years apart. All of it is older than anything still kept about people."""


def _plan(services: Services, now: datetime) -> None:
    planning.plan_sessions(services, now)
    set_capacities(services, now)


def _draft(services: Services, now: datetime) -> None:
    drafting.draft_issue(services, now)
    drafting.send_approved_issues(services, now)
    forget_old_wishes(services, now)


TIMERS: Mapping[str, Callable[[Services, datetime], object]] = {
    "on_planning_due": _plan,
    "on_reminders_due": reminding.start_reminders,
    "on_closing_due": closing.close_sessions,
    "on_slots_due": release,
    "on_bounces_due": read_bounces,
    "on_horizon_scan_due": items.scan_horizon,
    "on_bulletin_draft_due": _draft,
    "on_arrivals_due": missing.report_missing,
    "on_pulse_due": measure,
    "on_audit_due": books.audit_books,
    "on_retention_due": forgetting.forget,
    "on_release_due": pots.release_questions_due,
    "on_readers_due": count_readers,
}


class Elsewhere(MemoryTables):
    """Storage whose memory is not ours: what is inserted together is encoded, and gone."""

    def insert_all[R: Row](self, rows: Sequence[R]) -> list[R]:
        for row in rows:
            to_entity(row)
        return list(rows)


class Away(MemoryQueues):
    """A queue whose memory is not ours."""

    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        super().send(message, delay)
        self.sent.clear()


def fan_out_time() -> float:
    """CPU time for each recipient of a large fan-out, against that of a small one: the best of several, alternating."""
    times = [(_seconds(SMALL) / SMALL, _seconds(LARGE) / LARGE) for _ in range(RUNS)]
    return min(large for _, large in times) / min(small for small, _ in times)


def fan_out_memory() -> float:
    """MB that a large fan-out needs at its peak beyond a small one."""
    return (_peak(LARGE) - _peak(SMALL)) / 2**20


def timer_operations() -> Iterator[tuple[str, int, int]]:
    """Each timer's storage operations without history, and with ten years of it, a session and an issue a day."""
    if set(TIMERS) != set(LONGEST_SILENCE):
        raise AssertionError(f"timers that are not measured: {set(TIMERS) ^ set(LONGEST_SILENCE)}")
    history = list(_history())
    for name, act in TIMERS.items():
        none, years = (_operations(act, some_services(having=rows, feeds=_empty_feeds())) for rows in ([], history))
        yield name, none, years


def _empty_feeds() -> MemoryFeeds:
    feeds = MemoryFeeds()
    empty = b"<rss version='2.0'><channel/></rss>"
    feeds.contents |= dict.fromkeys((feed.url for feed in the_programme().feeds), empty)
    return feeds


def _history() -> Iterator[Row]:
    day = NOW - HISTORY[1]
    while (day := day + timedelta(days=1)) < NOW - HISTORY[0]:
        for series in ("pgdit", "educators"):
            yield a_session(series=series, start=day, end=day + timedelta(hours=1), state=SessionState.CLOSED)
        year, week, weekday = day.isocalendar()
        yield an_issue(id=f"{year}-W{week:02}-{weekday}", state=IssueState.SENT, approved_at=day)


def _operations(act: Callable[[Services, datetime], object], services: MemoryServices) -> int:
    act(services, NOW)
    services.tables.operations.clear()
    act(services, NOW + timedelta(hours=1))
    return len(services.tables.operations)


def _fan_out(count: int) -> None:
    services = some_services(tables=Elsewhere(), queues=Away())
    people = (services.keys.person(f"reader.{number}@example.org") for number in range(count))
    announce(services, MailKind.BULLETIN, "2026-W49", people, NOW, occasion="bulletin-2026-W49", lane=Lane.BULK)


def _seconds(count: int) -> float:
    start = time.process_time()
    _fan_out(count)
    return time.process_time() - start


def _peak(count: int) -> int:
    tracemalloc.start()
    try:
        _fan_out(count)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
