"""The register: the team adds, corrects, moves and cancels by hand, and each press that broke off is pressed again."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from local.host.http.sign_in import PRINCIPAL, principal
from local.memory.builders import ADDRESS, NOW, SESSION, START, a_registration, a_session, a_standing
from local.memory.services import KEYS, some_services
from local.month.play import FACILITATOR
from shared.pages.console.place_acts import version_of
from shared.sessions.rows import OpenSession, SessionState
from tests.faults.harness import Scenario
from tests.faults.world import World

AMARA = KEYS.person(ADDRESS)
JANUARY = a_session(start=START + timedelta(days=35))
ADMIN = {PRINCIPAL: principal("Admin")}
PLACE = f"/console/sessions/{SESSION}/register/{AMARA}"


def _open(world: World) -> None:
    for session in (a_session(), JANUARY):
        world.keep(session, OpenSession(id=session.id))


def _registered(world: World) -> None:
    _open(world)
    world.keep(a_registration())


def _always(world: World) -> None:
    _registered(world)
    world.keep(a_registration(session=JANUARY.id, standing=True), a_standing())


def _over(world: World) -> None:
    world.keep(a_session(state=SessionState.ENDED), a_registration())


def _press(address: str, **fields: str) -> Callable[[World], object]:
    data = {"reason": "They rang.", "sure": "yes", **fields}
    headers = ADMIN if address.endswith("erase") else FACILITATOR
    return lambda world: world.ask("POST", address, data=data, headers=headers)


VERSION = version_of(some_services(), a_registration().details)
ANSWERS = {"name": "Amara Nwosu", "role": "", "specialty": "", "provider": "", "access_needs": ""}

SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="the team adds somebody to a session",
        step="console",
        functions=("register_adding_requested",),
        at=NOW,
        arrange=_open,
        act=_press(f"/console/sessions/{SESSION}/register/add", name="Amara Nwosu", email=ADDRESS, hub=""),
        mails=1,
        rows={"registrations": 1, "knownaddresses": 1},
    ),
    Scenario(
        name="the team moves somebody to another date",
        step="console",
        functions=("register_place_act_requested",),
        at=NOW,
        arrange=_registered,
        act=_press(f"{PLACE}/move", to=JANUARY.id),
        mails=2,
        rows={"registrations": 2},
    ),
    Scenario(
        name="the team cancels somebody's place",
        step="console",
        functions=("register_place_act_requested",),
        at=NOW,
        arrange=_registered,
        act=_press(f"{PLACE}/cancel"),
        mails=1,
        rows={"registrations": 1},
    ),
    Scenario(
        name="the team corrects where somebody joins",
        step="console",
        functions=("register_place_act_requested",),
        at=NOW,
        arrange=_always,
        act=_press(f"{PLACE}/correct", hub="eastvale", scope="all", version=VERSION, **ANSWERS),
        mails=1,
        rows={"registrations": 2},
    ),
    Scenario(
        name="the team sends a confirmation again",
        step="console",
        functions=("register_place_act_requested",),
        at=NOW,
        arrange=_registered,
        act=_press(f"{PLACE}/resend", mail="confirmation", **{"number-confirmation": "1"}),
        mails=1,
        rows={"deliveries": 1},
    ),
    Scenario(
        name="the team notes that somebody came",
        step="console",
        functions=("register_place_act_requested",),
        at=START + timedelta(hours=2),
        arrange=_over,
        act=_press(f"{PLACE}/came"),
        rows={"attendance": 1},
    ),
    Scenario(
        name="the team corrects an address in the console",
        step="console",
        functions=("person_address_requested",),
        at=NOW,
        arrange=_registered,
        act=_press(f"/console/people/{AMARA}/address", series="pgdit", right="amara@example.nhs.uk"),
        mails=2,
        rows={"registrations": 2},
    ),
    Scenario(
        name="an admin erases somebody in the console",
        step="console",
        functions=("people_erasing_requested",),
        at=NOW,
        arrange=_always,
        act=_press("/console/people/erase", email=ADDRESS),
        rows={"registrations": 0, "standing": 0},
    ),
)
