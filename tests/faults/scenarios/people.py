"""People: they sign up, are confirmed, cancel, and move up the waiting list."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_form_response,
    a_held,
    a_registration,
    a_seating,
    a_session,
    a_standing,
    a_waiting,
    some_answers,
)
from local.memory.services import KEYS, the_programme
from local.month.play import FACILITATOR, FORMS
from shared.attention.rows import Matter, MatterKind
from shared.failures.rows import FailedWork
from shared.forms.rows import ResponseState
from shared.keys import Link
from shared.messages import AddressConfirmed, RegistrationMade
from shared.programme.forms import Answer
from shared.registrations.rows import KnownAddress, RegistrationState
from shared.sessions.rows import OpenSession
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import BEN, at, bens_place, told
from tests.faults.world import World

AMARA = KEYS.person(ADDRESS)
ALWAYS = {
    Answer.ATTENDING: "Every one, until I say stop",
    Answer.QUESTION: "How do I apply to train less than full time?",
    Answer.SEND_BULLETIN: "Yes",
}
JANUARY = a_session(start=START.replace(year=2027, month=1, day=13))

FEBRUARY = a_session(start=START.replace(year=2027, month=2, day=10))


def _open(world: World) -> None:
    world.keep(a_session(), OpenSession(id=SESSION))


def _answer_form(changed: Mapping[Answer, object]) -> Callable[[World], object]:
    body = {"formId": the_programme().forms.sign_up.id, "responseId": 1, "response": some_answers(changed)}
    return lambda world: world.ask("POST", "/api/forms/sign-up", json=body, headers=FORMS)


def _answer_page(world: World) -> None:
    fields = {name: value for name, value in some_answers().items() if name.startswith("r") and len(name) == 33}
    world.ask("POST", "/sign-up", data={**fields, "attempt": "0" * 32})


def _full(world: World) -> None:
    """One seat: Amara has it, Ben waits."""
    _open(world)
    world.keep(a_seating(capacity=1, seated=[AMARA]), a_waiting(person=KEYS.person(BEN)))
    world.keep(a_registration(), bens_place(state=RegistrationState.WAITING))


def _always(world: World) -> None:
    _open(world)
    world.keep(JANUARY, OpenSession(id=JANUARY.id), a_standing())
    world.keep(a_registration(standing=True), a_registration(session=JANUARY.id, standing=True))


def _three_dates(world: World) -> None:
    for session in (a_session(), JANUARY, FEBRUARY):
        world.keep(session, OpenSession(id=session.id), a_registration(session=session.id, standing=True))


CONTRADICTS = {Answer.AUDIENCE: "The café for educators", Answer.ROLE: "FY2"}


def _contradicting(world: World) -> None:
    """A sign-up for the educators' café by an FY2 waits for a decision."""
    _open(world)
    row = a_form_response(form="page", raw=some_answers(CONTRADICTS), state=ResponseState.HELD)
    waits = Matter(id="1", kind=MatterKind.AUDIENCE, about="educators", person=AMARA, response=row.key, at=NOW)
    world.keep(row, waits)


def _press(action: str) -> Callable[[World], object]:
    link = f"/my/{KEYS.sign(Link.REGISTRATION, SESSION, AMARA)}"
    return lambda world: world.ask("POST", link, data={"action": action})


def _registered(world: World) -> None:
    _open(world)
    world.keep(a_registration())


def _mistyped(world: World) -> None:
    _registered(world)
    world.keep(Matter(id="1", kind=MatterKind.SLIP, about=SESSION, person=AMARA, at=NOW))


def _refused(world: World) -> None:
    _open(world)
    response = some_answers({Answer.AGREEMENT: "No"})
    body = json.dumps({"formId": the_programme().forms.sign_up.id, "responseId": 1, "response": response})
    world.keep(FailedWork(step="sign-up", id="1", cause="Any.", payload=body, first_at=NOW, last_at=NOW))


def _mend(path: str) -> Callable[[World], object]:
    fields = {name: value for name, value in some_answers().items() if name.startswith("r") and len(name) == 33}
    return lambda world: world.ask("POST", path, data=fields, headers=FACILITATOR)


def _post(path: str, body: object) -> Callable[[World], object]:
    return lambda world: world.ask("POST", path, json=body, headers=FACILITATOR)


def _change_hub(world: World) -> None:
    link = f"/my/{KEYS.sign(Link.REGISTRATION, SESSION, AMARA)}/change"
    world.ask("POST", link, data={"dates": SESSION, "hub": "eastvale", "name": "Amara Nwosu", "scope": "all"})


def _provisional(world: World) -> None:
    """Two dates and the bulletin wait for the owner of the address."""
    for session in (a_session(), JANUARY):
        place = a_registration(session=session.id, state=RegistrationState.PROVISIONAL, standing=True)
        world.keep(session, OpenSession(id=session.id), place)
    world.keep(a_standing().model_copy(update={"provisional": True}), KnownAddress(person=AMARA))


def _confirm_address(world: World) -> None:
    world.ask("POST", f"/confirm/{KEYS.sign(Link.ADDRESS, AMARA)}")


def _vouched(world: World) -> None:
    _provisional(world)
    world.keep(KnownAddress(person=AMARA, vouched_at=NOW))


def _unconfirmed(world: World) -> None:
    """One seat: nobody confirmed the address of the place that has it, and Ben waits."""
    _open(world)
    asked = NOW - timedelta(days=3)
    world.keep(a_seating(capacity=1, seated=[AMARA]), a_waiting(person=KEYS.person(BEN)))
    world.keep(a_registration(state=RegistrationState.PROVISIONAL, changed_at=asked))
    world.keep(bens_place(state=RegistrationState.WAITING))


def _held(world: World) -> None:
    _open(world)
    world.keep(a_held())


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="a held text goes on",
        step="held",
        functions=("held_text_released",),
        at=NOW,
        arrange=_held,
        act=_post("/api/held/held-1/release", {}),
        rows={"questions": 1},
    ),
    Scenario(
        name="a held text is refused",
        step="held",
        functions=("held_text_refused",),
        at=NOW,
        arrange=_held,
        act=_post("/api/held/held-1/refuse", {"words": "It names somebody."}),
        rows={"questions": 0},
    ),
    Scenario(
        name="the owner of an address presses the button",
        step="registration",
        functions=("address_confirmation_requested",),
        at=NOW,
        arrange=_provisional,
        act=_confirm_address,
        mails=1,
        rows={"knownaddresses": 1},
    ),
    Scenario(
        name="a confirmed address makes places real",
        step="registration",
        functions=("on_address_confirmed",),
        at=NOW,
        arrange=_vouched,
        act=told(AddressConfirmed(person=AMARA, at=NOW.isoformat())),
        mails=1,
        rows={"registrations": 2},
    ),
    Scenario(
        name="a seat that nobody confirmed goes to somebody who waits",
        step="registration",
        functions=("on_unconfirmed_due",),
        at=NOW,
        arrange=_unconfirmed,
        timers=frozenset({"on_unconfirmed_due"}),
        until=timedelta(hours=2),
        mails=1,
        rows={"registrations": 2},
    ),
    Scenario(
        name="somebody changes their hub on their own page",
        step="my_registration",
        functions=("my_changes_requested",),
        at=NOW,
        arrange=_registered,
        act=_change_hub,
        mails=1,
        rows={"registrations": 1},
    ),
    Scenario(
        name="the team corrects an address with a slip",
        step="registration",
        functions=("address_correction_requested",),
        at=NOW,
        arrange=_mistyped,
        act=_post(
            "/api/registrations/pgdit/correct-address",
            {"wrong": "amara.nwosu@example.nhs.uk", "right": "amara@example.nhs.uk", "reason": "She phoned."},
        ),
        mails=2,
        rows={"registrations": 2},
    ),
    Scenario(
        name="the team has dealt with what waited",
        step="failed_work",
        functions=("waiting_done",),
        at=NOW,
        arrange=_mistyped,
        act=_post("/api/waiting/1/done", {"reason": "Phoned."}),
        rows={"matters": 0},
    ),
    Scenario(
        name="the Form brings somebody whose grade belongs to the other series",
        step="registration",
        functions=("form_response_posted", "on_response_received"),
        at=NOW,
        arrange=_open,
        act=_answer_form(CONTRADICTS),
        mails=1,
        rows={"registrations": 0, "matters": 1},
    ),
    Scenario(
        name="the team accepts a sign-up that contradicts itself",
        step="failed_work",
        functions=("waiting_accepted",),
        at=NOW,
        arrange=_contradicting,
        act=_post("/api/waiting/1/accept", {"series": "pgdit"}),
        mails=1,
        rows={"registrations": 1, "matters": 0},
    ),
    Scenario(
        name="the team refuses a sign-up that contradicts itself",
        step="failed_work",
        functions=("waiting_refused",),
        at=NOW,
        arrange=_contradicting,
        act=_post("/api/waiting/1/refuse", {"words": "This café is for people who teach."}),
        mails=1,
        rows={"registrations": 0, "matters": 0},
    ),
    Scenario(
        name="the author corrects a refused sign-up",
        step="registration",
        functions=("mending_requested",),
        at=NOW,
        arrange=_refused,
        act=_mend(f"/sign-up/mend/{KEYS.sign(Link.MEND, '1')}"),
        mails=1,
        rows={"registrations": 1, "failedwork": 0},
    ),
    Scenario(
        name="the team corrects a refused sign-up",
        step="registration",
        functions=("mending_for_author_requested",),
        at=NOW,
        arrange=_refused,
        act=_mend("/console/sign-ups/1"),
        mails=1,
        rows={"registrations": 1, "failedwork": 0},
    ),
    Scenario(
        name="the Form brings somebody who always comes, with a question",
        step="registration",
        functions=("form_response_posted", "on_response_received"),
        at=NOW,
        arrange=_open,
        act=_answer_form(ALWAYS),
        mails=1,
        rows={"registrations": 1, "standing": 1, "questions": 0, "formresponses": 2, "subscriptions": 1},
    ),
    Scenario(
        name="the Form brings a question that belongs elsewhere",
        step="registration",
        functions=("on_response_received",),
        at=NOW,
        arrange=_open,
        act=_answer_form({Answer.QUESTION: "Can you refer me to PSW?"}),
        mails=2,
        rows={"registrations": 1, "questions": 0, "formresponses": 2},
    ),
    Scenario(
        name="the Form brings answers that cannot be used",
        step="registration",
        functions=("form_response_posted",),
        at=NOW,
        arrange=_open,
        act=_answer_form({Answer.AGREEMENT: "I do not agree"}),
        mails=2,
        rows={"failedwork": 1, "registrations": 0},
    ),
    Scenario(
        name="the page brings somebody",
        step="sign_up_page",
        functions=("sign_up_requested",),
        at=NOW,
        arrange=_open,
        act=_answer_page,
        mails=1,
        rows={"registrations": 1},
    ),
    Scenario(
        name="a registration is confirmed",
        step="confirmation",
        functions=("on_registration_made",),
        at=NOW,
        arrange=_registered,
        act=told(RegistrationMade(session=SESSION, person=AMARA, sequence=0, sign_up="sign-up-2026-12-01.a-key")),
        mails=1,
    ),
    Scenario(
        name="a sign-up to three dates is confirmed in one mail",
        step="confirmation",
        functions=("on_registration_made",),
        at=NOW,
        arrange=_three_dates,
        act=told(
            RegistrationMade(
                session=SESSION,
                person=AMARA,
                sequence=0,
                sign_up="sign-up-2026-12-01.a-key",
                also=(JANUARY.id, FEBRUARY.id),
            )
        ),
        mails=1,
        rows={"deliveries": 1},
    ),
    Scenario(
        name="a seat is given up, and the next on the waiting list gets it",
        step="confirmation",
        functions=("my_registration_requested", "on_registration_cancelled"),
        at=NOW,
        arrange=_full,
        act=_press("cancel"),
        mails=2,
    ),
    Scenario(
        name="somebody stops coming to every session",
        step="my_registration",
        functions=("my_registration_requested",),
        at=at(2, 9),
        arrange=_always,
        act=_press("stop"),
        mails=1,
    ),
)
