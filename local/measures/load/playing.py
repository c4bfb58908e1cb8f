"""Playing the load on a stack: it sends posts, kills the host, works all that follows, and moves the list on."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from local.measures.load import verdict
from local.measures.load.posts import Post, posts
from local.measures.load.sending import HealthWatch, Sending
from local.month.books import services_of
from local.stack.clock import SimulatedClock
from local.stack.processes import ProcessError
from local.stack.stack import Stack
from shared.keys import Link
from shared.registrations.rows import Registration, RegistrationState, Seating
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState

KILLS = 2
SEED = 20261209
PAUSE_SECONDS = 0.5
AHEAD = timedelta(days=20)
"""How far off the sessions are: none of their reminders is due while this plays."""

STRIDE = timedelta(minutes=1)
"""Simulated time between two looks at queues that hide messages. A killed host has hidden its own for ten minutes."""

LONGEST_SECONDS = 3_600
"""Real time in which the host must work all posts."""

LEAVING = 5
"""How many people then give up their seats, so that others move up."""

TURN_SECONDS = 0.0005
"""Who sends the posts and who asks for the health are threads of one process: neither may keep the other waiting."""

VALUES = {
    "CAFE_MAILS_PER_MINUTE": "60000",
    "CAFE_ALLOWED_RECIPIENTS": "*",
    "AzureWebJobs.on_planning_due.Disabled": "true",
}
"""Planning is off. Before four in the morning it would make sessions sooner than ours, and those would fill."""

SANDBOX = ("--limits", "off", "--latency", "0")

type Tell = Callable[[str, int, int], None]
"""Progress: what is going on, how much is done, and of how much."""


@dataclass(frozen=True)
class Played:
    """What came of it. `amiss` is empty when everything came out right."""

    posts: Sequence[Post]
    sending: Sending
    health: HealthWatch
    outcome: verdict.Outcome
    amiss: Sequence[str]
    seconds: float


def a_stack(folder: Path, clock: SimulatedClock, *, on_disk: bool = False) -> Stack:
    """The stack for it, on a simulated clock, its mailbox without limits."""
    return Stack(folder, clock, values=VALUES, azurite_on_disk=on_disk, sandbox_options=SANDBOX)


def play(stack: Stack, clock: SimulatedClock, count: int, connections: int, tell: Tell) -> Played:
    """Send so many posts over so many connections, kill the host twice, and see what became of everything.

    Raises `ProcessError` if that takes too long, or if a part of the stack dies by itself.
    """
    begin = time.monotonic()
    sys.setswitchinterval(TURN_SECONDS)
    services = services_of(stack)
    sessions = _open_sessions(services)
    everything = posts(services.programme, count, SEED)
    sending, health = Sending(stack.site, everything, connections), HealthWatch(stack.site)
    health.start()
    try:
        _send(stack, sending, health, tell)
        _work_off(stack, clock, tell)
        amiss = [*_unanswered(sending), *verdict.amiss(services, everything, sessions, verdict.read(stack))]
        amiss += _moving_up(stack, clock, services, sessions, tell)
    finally:
        health.stop()
    outcome = verdict.read(stack)
    amiss += [*verdict.amiss(services, everything, sessions, outcome), *_unhealthy(health)]
    return Played(everything, sending, health, outcome, list(dict.fromkeys(amiss)), time.monotonic() - begin)


def _open_sessions(services: Services) -> Mapping[str, Session]:
    """One session of each series, with its meeting."""
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + AHEAD
    made = {}
    for series in services.programme.series:
        session = Session(
            series=series.id,
            id=f"{series.id}-{start:%Y-%m-%d}",
            title=series.title,
            start=start,
            end=start + timedelta(hours=1),
            state=SessionState.OPEN,
            event_id="",
            join_url="https://teams.example.org/l/1",
        )
        services.tables.insert(session)
        services.tables.insert(OpenSession(id=session.id))
        made[series.id] = session
    return made


def _send(stack: Stack, sending: Sending, health: HealthWatch, tell: Tell) -> None:
    total = len(sending.posts)
    killed_at = [round(total * (number + 1) / (KILLS + 1)) for number in range(KILLS)]
    sending.start()
    while sending.under_way:
        tell("posting", sending.answered, total)
        if killed_at and sending.answered >= killed_at[0]:
            killed_at.pop(0)
            health.pause()
            stack.kill_host()
            stack.start_host()
            health.go_on()
        time.sleep(0.05)
    tell("posting", sending.answered, total)


def _work_off(stack: Stack, clock: SimulatedClock, tell: Tell) -> None:
    """Wait until no queue holds anything, hidden or not."""
    deadline, most = time.monotonic() + LONGEST_SECONDS, 1
    with httpx.Client(timeout=30) as client:
        while waiting := stack.waiting():
            stack.ensure_alive()
            if time.monotonic() > deadline:
                raise ProcessError(f"{waiting} messages still wait after {LONGEST_SECONDS} seconds.")
            most = max(most, waiting)
            tell("working", most - waiting, most)
            if _is_idle(stack, client):
                clock.advance(STRIDE)
            else:
                time.sleep(PAUSE_SECONDS)
    stack.wait_until_idle()


def _is_idle(stack: Stack, client: httpx.Client) -> bool:
    try:
        return bool(client.get(f"{stack.site}/admin/host/status").json()["idle"])
    except httpx.TransportError:
        return False


def _moving_up(
    stack: Stack, clock: SimulatedClock, services: Services, sessions: Mapping[str, Session], tell: Tell
) -> list[str]:
    """Some people give up their seats, all at once. The seats go to those on the waiting list who asked first."""
    amiss = []
    for session in sessions.values():
        before = verdict.read(stack)
        waiting = [
            one for one in before.waiting if one.session == session.id and one.person in _waiting(before, session)
        ]
        first = [one.person for one in sorted(waiting, key=lambda one: (one.since, one.person))][:LEAVING]
        if not first:
            continue
        for person in _seated(services, session)[: len(first)]:
            link = f"{stack.site}/my/{services.keys.sign(Link.REGISTRATION, session.id, person)}"
            httpx.post(link, data={"action": "cancel"}, timeout=30)
        _work_off(stack, clock, tell)
        places = (services.tables.get(Registration, (session.id, person)) for person in first)
        late = [place for place in places if place is None or place.state is not RegistrationState.REGISTERED]
        if late:
            amiss.append(f"{session.id}: {len(late)} of the first {len(first)} who waited did not move up")
    return amiss


def _waiting(outcome: verdict.Outcome, session: Session) -> set[str]:
    return outcome.places(session.id, RegistrationState.WAITING)


def _seated(services: Services, session: Session) -> Sequence[str]:
    row = services.tables.get(Seating, (session.id, "seats"))
    return row.seated if row else ()


def _unanswered(sending: Sending) -> list[str]:
    if sending.answered < len(sending.posts):
        return [f"{len(sending.posts) - sending.answered} posts were never answered"]
    return [
        f"{number} posts were answered with {given} instead of {wanted}"
        for (wanted, given), number in sorted(sending.answers.items())
        if wanted != given
    ]


def _unhealthy(health: HealthWatch) -> list[str]:
    amiss = []
    if health.slowest >= verdict.MOST_SECONDS:
        amiss.append(f"an answer about the health took {health.slowest:.2f} s")
    if health.failed:
        amiss.append(
            f"{len(health.failed)} of {len(health.seconds)} questions after the health failed: {health.failed[0]}"
        )
    return amiss
