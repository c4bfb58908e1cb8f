"""Sessions: planned, given their meeting, moved, cancelled."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from local.memory.builders import (
    HOUR,
    NOW,
    SESSION,
    a_registration,
    a_seating,
    a_session,
    a_sign_up,
    a_standing,
    a_waiting,
)
from local.memory.services import KEYS
from local.month.play import FACILITATOR
from shared.messages import SessionPlanned
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import OpenSession, SessionState
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import BEN, MOMENT, at, bens_place, hosts_of, keep_met, told, until
from tests.faults.world import World

DAY = timedelta(days=1)


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


def _restore(world: World) -> None:
    _cancel(world)
    world.ask("POST", f"/api/sessions/{SESSION}/restore", headers=FACILITATOR)


def _make(world: World) -> None:
    body = {"start": at(14, 18).isoformat(), "theme": "Applying for training"}
    world.ask("POST", "/api/series/pgdit/sessions", json=body, headers=FACILITATOR)


def _full(world: World) -> None:
    """One person has the only seat, and another waits for one."""
    ada = a_registration(details=a_sign_up(name="Ada Adeyemi", email="ada.adeyemi@example.org"))
    seats = a_seating(capacity=1, seated=[ada.person])
    world.keep(keep_met(world), ada, seats, bens_place(state=RegistrationState.WAITING))
    world.keep(a_waiting(person=KEYS.person(BEN), since=NOW - HOUR))


def _give_more_seats(world: World) -> None:
    world.ask("POST", f"/api/sessions/{SESSION}/capacity", json={"capacity": 2}, headers=FACILITATOR)


def _set_theme(world: World) -> None:
    world.ask("POST", f"/api/sessions/{SESSION}/theme", json={"theme": "Rotas"}, headers=FACILITATOR)


def _write(world: World) -> None:
    body = {"id": "0123456789abcdef", "subject": "A new link", "text": "Join at https://teams.example.org/new"}
    world.ask("POST", f"/api/sessions/{SESSION}/notices", json=body, headers=FACILITATOR)


def _comes_for_days(world: World) -> None:
    """Somebody comes, and has known it for days."""
    world.keep(keep_met(world), a_registration(changed_at=NOW - 5 * DAY))


def _press(act: str, *buttons: str) -> Callable[[World], None]:
    """Somebody presses these buttons of what will happen to the session, one after the other."""

    def press(world: World) -> None:
        for button in buttons:
            fields = {"action": button, "reason": "The panel asked for it.", "sure": "yes"}
            address = f"/console/ahead/{a_session().occasion}.{act}"
            world.ask("POST", address, data=fields, headers=FACILITATOR)

    return press


def _two_come(world: World) -> None:
    world.keep(keep_met(world), a_registration(), bens_place())


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="a reminder is held, let go and started before its time",
        step="console",
        functions=("coming_act_page_requested", "on_reminder_due"),
        at=NOW,
        arrange=_comes_for_days,
        act=_press("reminder-P1D", "hold", "let-go", "start"),
        mails=1,
        rows={"holds": 0, "deliveries": 1},
        meetings=1,
    ),
    Scenario(
        name="a briefing is held",
        step="console",
        functions=("coming_act_page_requested",),
        at=NOW,
        arrange=_comes_for_days,
        act=_press("briefing", "hold"),
        rows={"holds": 1},
        meetings=1,
    ),
    Scenario(
        name="a briefing is started before its time",
        step="console",
        functions=("coming_act_page_requested",),
        at=NOW,
        arrange=_comes_for_days,
        act=_press("briefing", "start"),
        mails=2,
        meetings=1,
    ),
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
    Scenario(
        name="a session is cancelled and restored",
        step="meetings",
        functions=("cancel_session_requested", "restore_session_requested", "on_session_cancelled"),
        at=NOW,
        arrange=_hosted,
        act=_restore,
        mails=0,
        meetings=1,
        rows={"opensessions": 1},
    ),
    Scenario(
        name="a one-off session is made",
        step="rescheduling",
        functions=("session_made",),
        at=NOW,
        act=_make,
        mails=2,
        meetings=1,
        rows={"sessions": 1, "opensessions": 1, "hosts": 2},
    ),
    Scenario(
        name="a session gets more seats",
        step="rescheduling",
        functions=("session_capacity_changed",),
        at=NOW,
        arrange=_full,
        act=_give_more_seats,
        mails=1,
        meetings=1,
        rows={"waiting": 0},
    ),
    Scenario(
        name="a session gets a theme",
        step="rescheduling",
        functions=("session_theme_set",),
        at=NOW,
        arrange=_hosted,
        act=_set_theme,
        meetings=1,
    ),
    Scenario(
        name="the team writes to everyone",
        step="notices",
        functions=("notice_written", "on_notice_due"),
        at=NOW,
        arrange=_two_come,
        act=_write,
        mails=2,
        meetings=1,
        rows={"notices": 1, "deliveries": 2},
    ),
)
