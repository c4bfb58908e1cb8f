"""Sessions: planned, given their meeting, moved, cancelled."""

from collections.abc import Sequence

from local.memory.builders import NOW, SESSION, a_registration, a_session, a_standing
from local.month.play import FACILITATOR
from shared.messages import SessionPlanned
from shared.sessions.rows import OpenSession, SessionState
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import MOMENT, at, keep_met, told, until
from tests.faults.world import World


def _planned(world: World) -> None:
    session = a_session(state=SessionState.PLANNED, event_id="", join_url="")
    world.keep(session, OpenSession(id=session.id), a_standing())


def _registered(world: World) -> None:
    keep_met(world)
    world.keep(a_registration())


def _move(world: World) -> None:
    world.ask("POST", f"/api/sessions/{SESSION}/move", json={"start": at(9, 15).isoformat()}, headers=FACILITATOR)


def _cancel(world: World) -> None:
    world.ask("POST", f"/api/sessions/{SESSION}/cancel", json={"reason": "The panel is ill."}, headers=FACILITATOR)


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="a session is planned",
        step="planning",
        functions=("on_planning_due",),
        at=at(1, 4) - MOMENT,
        act=until(at(1, 4)),
        timers=frozenset({"on_planning_due"}),
        meetings=1,
        rows={"sessions": 1, "opensessions": 1},
    ),
    Scenario(
        name="a session gets its meeting, and who always comes joins it",
        step="meetings",
        functions=("on_session_planned",),
        at=NOW,
        arrange=_planned,
        act=told(SessionPlanned(session=SESSION)),
        meetings=1,
        rows={"registrations": 1, "deliveries": 0},
    ),
    Scenario(
        name="a session is moved",
        step="meetings",
        functions=("move_session_requested", "on_session_changed"),
        at=NOW,
        arrange=_registered,
        act=_move,
        mails=1,
        meetings=1,
    ),
    Scenario(
        name="a session is cancelled",
        step="meetings",
        functions=("cancel_session_requested", "on_session_cancelled"),
        at=NOW,
        arrange=_registered,
        act=_cancel,
        mails=1,
        meetings=1,
        rows={"opensessions": 0},
    ),
)
