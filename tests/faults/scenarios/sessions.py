"""Sessions: planned, given their meeting, moved, cancelled."""

from collections.abc import Sequence

from local.memory.builders import NOW, SESSION, a_registration, a_session, a_standing
from local.month.play import FACILITATOR
from shared.messages import SessionPlanned
from shared.sessions.rows import OpenSession, SessionState
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import MOMENT, at, hosts_of, keep_met, told, until
from tests.faults.world import World


def _planned(world: World) -> None:
    session = a_session(state=SessionState.PLANNED, event_id="", join_url="")
    world.keep(session, OpenSession(id=session.id), a_standing())


def _hosted(world: World) -> None:
    """Somebody comes, and both facilitators were invited."""
    session = keep_met(world)
    world.keep(a_registration(), *hosts_of(session))


def _hosted_by_another(world: World) -> None:
    """The session is hosted by one facilitator of the programme file, and by one who left it."""
    session = keep_met(world)
    stays, leaves = hosts_of(session)
    world.keep(stays, leaves.model_copy(update={"person": "somebody", "email": "left@example.nhs.uk"}))


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
        mails=2,
        meetings=1,
        rows={"sessions": 1, "opensessions": 1, "hosts": 2},
    ),
    Scenario(
        name="a facilitator joins a series, and another leaves it",
        step="planning",
        functions=("on_planning_due",),
        at=at(1, 4) - MOMENT,
        arrange=_hosted_by_another,
        act=until(at(1, 4)),
        timers=frozenset({"on_planning_due"}),
        mails=2,
        meetings=1,
        rows={"sessions": 1, "hosts": 3},
    ),
    Scenario(
        name="a session gets its meeting, and who always comes joins it",
        step="meetings",
        functions=("on_session_planned",),
        at=NOW,
        arrange=_planned,
        act=told(SessionPlanned(session=SESSION)),
        mails=2,
        meetings=1,
        rows={"registrations": 1, "deliveries": 2, "hosts": 2},
    ),
    Scenario(
        name="a session is moved",
        step="meetings",
        functions=("move_session_requested", "on_session_changed"),
        at=NOW,
        arrange=_hosted,
        act=_move,
        mails=3,
        meetings=1,
    ),
    Scenario(
        name="a session is cancelled",
        step="meetings",
        functions=("cancel_session_requested", "on_session_cancelled"),
        at=NOW,
        arrange=_hosted,
        act=_cancel,
        mails=3,
        meetings=1,
        rows={"opensessions": 0},
    ),
)
