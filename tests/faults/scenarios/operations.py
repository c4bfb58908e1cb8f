"""The team: messages that were given up, replays, erasure; and what facilitators take back."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from local.host.http.sign_in import PRINCIPAL, principal
from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    a_registration,
    a_seating,
    a_session,
    a_standing,
    a_subscription,
    a_waiting,
    an_issue,
    an_item,
    some_answers,
)
from local.memory.services import KEYS, the_programme
from local.month.play import COORDINATOR, FACILITATOR, FORMS
from shared.bulletin.rows import IssueState
from shared.failures.failed_work import SIGN_UP
from shared.failures.rows import FailedWork
from shared.messages import DeliveryDue, SessionPlanned
from shared.programme.forms import FeedbackAnswer
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import OpenSession, SessionState
from shared.storage.queues import encode, poison_of
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import BEN, MOMENT, at, bens_place, until
from tests.faults.world import World

ADMIN = {PRINCIPAL: principal("Admin")}
UNREADABLE = ('{"version": 99, "trace": "t", "purpose": "p", "person": "q"}', "by hand")
"""Messages of a version that nobody knows, and of none."""

WEEK = "2026-W49"


def _put_by_hand(world: World) -> None:
    for text in UNREADABLE:
        world.put(DeliveryDue.QUEUE, text)


def _given_up(world: World) -> None:
    for text in UNREADABLE:
        world.put(poison_of(DeliveryDue.QUEUE), text)


def _failed(step: str, payload: str) -> FailedWork:
    return FailedWork(step=step, id="1", cause="It failed.", payload=payload, first_at=NOW, last_at=NOW)


def _planning_failed(world: World) -> None:
    world.keep(a_session(state=SessionState.PLANNED, event_id="", join_url=""), OpenSession(id=SESSION))
    world.keep(_failed(SessionPlanned.QUEUE, encode(SessionPlanned(session=SESSION))))


def _response_refused(world: World) -> None:
    response = '{"formId": "%s", "responseId": 7, "response": %s}'
    form = the_programme().forms.sign_up.id
    answers = str(some_answers()).replace("'", '"')
    world.keep(a_session(), OpenSession(id=SESSION), _failed(SIGN_UP, response % (form, answers)))


def _post(path: str, body: object, headers: dict[str, str]) -> Callable[[World], object]:
    return lambda world: world.ask("POST", path, json=body, headers=headers)


def _known_everywhere(world: World) -> None:
    """Amara comes always and has the only seat, for which Ben waits; and reads the bulletin."""
    world.keep(a_session(), OpenSession(id=SESSION), a_standing(), a_registration(standing=True), a_subscription())
    world.keep(a_seating(capacity=1, seated=[KEYS.person(ADDRESS)]), a_waiting(person=KEYS.person(BEN)))
    world.keep(bens_place(state=RegistrationState.WAITING))


def _held(world: World) -> None:
    world.keep(a_session(state=SessionState.ENDED))


def _feedback() -> dict[str, object]:
    form = the_programme().forms.feedback
    assert form is not None
    given = {FeedbackAnswer.CAFE: "The café for postgraduate doctors in training", FeedbackAnswer.SCORE: "4"}
    answers = {form.questions[name].id: value for name, value in given.items()}
    response = {"responder": "anonymous", "submitDate": "12/9/2026 6:00:00 PM", **answers}
    return {"formId": form.id, "responseId": 1, "response": response}


def _approved(world: World) -> None:
    world.keep(an_item(), an_issue(id=WEEK, state=IssueState.APPROVED, approved_at=NOW), a_subscription())


def _drafted(world: World) -> None:
    world.keep(an_item(), an_issue(id=WEEK))


def _edit(world: World) -> None:
    path = f"/api/bulletin/{WEEK}"
    draft = world.ask("GET", path, headers=FACILITATOR)
    body = {**draft.json(), "introduction": "This week: supervision."}
    world.ask("PUT", path, json=body, headers={**FACILITATOR, "If-Match": draft.headers["ETag"]})


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="messages that nobody can read are tried and given up",
        step="operations",
        functions=("on_delivery_due",),
        at=NOW,
        act=_put_by_hand,
        timers=frozenset({"on_pulse_due"}),
        until=timedelta(minutes=40),
        mails=2,
        rows={"failedwork": 2, "deliveries": 2},
    ),
    Scenario(
        name="what was given up is kept, and the team told",
        step="operations",
        functions=("on_pulse_due",),
        at=at(1, 9) - MOMENT,
        arrange=_given_up,
        act=until(at(1, 9)),
        timers=frozenset({"on_pulse_due"}),
        until=timedelta(minutes=12),
        mails=1,
        rows={"failedwork": 2, "deliveries": 1},
    ),
    Scenario(
        name="a message that was given up is replayed",
        step="failed_work",
        functions=("failed_work_acted_on",),
        at=NOW,
        arrange=_planning_failed,
        act=_post(f"/api/failed-work/{SessionPlanned.QUEUE}/1/replay", {"reason": "mended"}, ADMIN),
        meetings=1,
        mails=2,  # the facilitators are invited
        rows={"failedwork": 0},
    ),
    Scenario(
        name="all of a cause is replayed",
        step="failed_work",
        functions=("failed_cause_replayed",),
        at=NOW,
        arrange=_planning_failed,
        act=_post("/api/failed-work/replay", {"cause": _failed(SessionPlanned.QUEUE, "").cause_id}, ADMIN),
        meetings=1,
        mails=2,  # the facilitators are invited
        rows={"failedwork": 0},
    ),
    Scenario(
        name="a refused response is replayed",
        step="registration",
        functions=("replay_requested",),
        at=NOW,
        arrange=_response_refused,
        act=_post("/api/forms/sign-up/replay", {}, COORDINATOR),
        mails=1,
        rows={"failedwork": 0, "registrations": 1},
    ),
    Scenario(
        name="somebody is forgotten at their wish, and their seat passed on",
        step="erasure",
        functions=("erasure_requested",),
        at=NOW,
        arrange=_known_everywhere,
        act=_post("/api/people/erase", {"email": ADDRESS, "reason": "They asked for it."}, ADMIN),
        mails=1,
        rows={"registrations": 1, "standing": 0, "waiting": 0},
    ),
    Scenario(
        name="the feedback Form brings an answer",
        step="feedback_form",
        functions=("feedback_response_posted",),
        at=at(9, 18),
        arrange=_held,
        act=_post("/api/forms/feedback", _feedback(), FORMS),
        rows={"feedback": 0, "answered": 2, "formresponses": 1},
    ),
    Scenario(
        name="an issue is called off",
        step="bulletin",
        functions=("bulletin_call_off_requested",),
        at=NOW,
        arrange=_approved,
        act=_post(f"/api/bulletin/{WEEK}/call-off", {}, FACILITATOR),
        rows={"issues": 1, "deliveries": 0},
    ),
    Scenario(
        name="a draft is edited",
        step="bulletin",
        functions=("bulletin_draft_requested",),
        at=NOW,
        arrange=_drafted,
        act=_edit,
        rows={"issues": 1},
    ),
)
