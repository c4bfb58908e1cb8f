"""Heartbeats: each timer notes when it last did its work. So we notice if a timer no longer runs."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from shared.operations.rows import Heartbeat
from shared.services import Services

LONGEST_SILENCE: Mapping[str, timedelta] = {
    "on_reminders_due": timedelta(minutes=20),
    "on_pulse_due": timedelta(minutes=20),
    "on_closing_due": timedelta(minutes=35),
    "on_bounces_due": timedelta(hours=2),
    "on_slots_due": timedelta(hours=3),
    "on_unconfirmed_due": timedelta(hours=3),
    "on_horizon_scan_due": timedelta(hours=13),
    "on_planning_due": timedelta(hours=25),
    "on_arrivals_due": timedelta(hours=25),
    "on_audit_due": timedelta(hours=25),
    "on_retention_due": timedelta(hours=25),
    "on_release_due": timedelta(hours=25),
    "on_readers_due": timedelta(hours=25),
    "on_bulletin_draft_due": timedelta(days=7, hours=1),
}
"""Every timer and its longest normal silence. A timer that runs more than once a day may fail once."""


def beat(services: Services, timer: str, now: datetime) -> None:
    """Note that the timer has done its work."""
    services.tables.put_latest(Heartbeat(timer=timer, at=now))


def expect_all(services: Services, beats: Mapping[str, datetime], now: datetime) -> None:
    """Expect every timer from now on. A new timer has its full time before it counts as silent."""
    for timer in LONGEST_SILENCE:
        if timer not in beats:
            services.tables.insert(Heartbeat(timer=timer, at=now))


def last_beats(services: Services) -> dict[str, datetime]:
    """When each timer last did its work."""
    rows = services.tables.partition(Heartbeat, Heartbeat.PARTITION)
    return {row.timer: row.at for row in rows if row.timer in LONGEST_SILENCE}


def silent(beats: Mapping[str, datetime], now: datetime) -> Iterator[str]:
    """The timers that have been silent for too long."""
    for timer, longest in LONGEST_SILENCE.items():
        if timer in beats and beats[timer] + longest < now:
            yield timer
