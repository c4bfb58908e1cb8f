"""Registration: the Form's responses become registrations.

POST /api/forms/sign-up -> answers checked -> response kept -> response-received
                        -> unusable: 422, and kept as failed work
GET  /api/forms/sign-up/refused -> what is kept; POST /api/forms/sign-up/replay -> tried again
response-received -> registrations -> registration-made; the question for the panel; the bulletin
"""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.bulletin.subscriptions import subscribe_by_consent
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.forms.answers import read_answers
from shared.forms.posted import Posted, Unusable, take_in_posted
from shared.forms.rows import FormResponse, ResponseState
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import ResponseReceived
from shared.operations.replaying import replay_all
from shared.questions.rows import Question
from shared.questions.screening import screen
from shared.registrations.registering import register
from shared.registrations.rows import Standing
from shared.registrations.sign_up import SignUp
from shared.services import Services, the_services
from shared.sessions.rows import Session
from shared.sessions.upcoming import upcoming
from shared.storage.tables import RowChanged
from shared.text.plain import as_json_text
from shared.triggers import CONNECTION, received
from shared.web.description import acts, described, gives, takes
from shared.web.principal import Role
from shared.web.requests import METHODS, Unacceptable, allowed, answer, json_body
from shared.web.responses import as_json

blueprint = func.Blueprint()

UNTIL_PLANNED = timedelta(minutes=10)
"""How long a response waits for a session to be planned before it is looked at again."""


@described(takes(Posted, {202: dict[str, str]}))
@blueprint.route(route="api/forms/sign-up", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def form_response_posted(req: func.HttpRequest) -> func.HttpResponse:
    """`{formId, responseId, response}`: 202 when it is taken in, now or before; 422 when it cannot be used."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        receive(the_services(), json_body(req), clock.now())
        return as_json({"status": "accepted"}, HTTPStatus.ACCEPTED)

    return answer(req, {"POST": post})


@described(gives(list[FailedWork], role=Role.FACILITATOR))
@blueprint.route(route="api/forms/sign-up/refused", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def refused_responses_requested(req: func.HttpRequest) -> func.HttpResponse:
    """The responses that could not be used, for a facilitator."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, the_services().settings, Role.FACILITATOR)
        refused = failed_work.kept(the_services(), failed_work.SIGN_UP)
        return as_json([row.model_dump(mode="json", exclude={"etag"}) for row in refused])

    return answer(req, {"GET": get})


@described(acts({200: dict[str, int]}, 409, role=Role.FACILITATOR))
@blueprint.route(route="api/forms/sign-up/replay", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def replay_requested(req: func.HttpRequest) -> func.HttpResponse:
    """Try the refused responses again, after the programme file's mapping was mended."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        who = allowed(req, the_services().settings, Role.FACILITATOR).id
        accepted, refused = replay(the_services(), who, clock.now())
        return as_json({"accepted": accepted, "refused": refused})

    return answer(req, {"POST": post})


@blueprint.queue_trigger(arg_name="msg", queue_name=ResponseReceived.QUEUE, connection=CONNECTION)
def on_response_received(msg: func.QueueMessage) -> None:
    """A usable response is kept."""
    with received(ResponseReceived, msg) as response:
        work(the_services(), response, clock.now())


def receive(services: Services, body: object, now: datetime) -> None:
    """Take in what a flow posted. Raises `Unacceptable` 422 for what cannot be used, after keeping it for the team."""
    try:
        take_in_posted(services, body, now)
    except Unusable as refused:
        with suppress(RowChanged):  # it is kept; whoever operates the café is told with the next one
            failed_work.keep(services, failed_work.SIGN_UP, as_json_text(body), refused.cause, now)
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, refused.detail, refused.errors) from refused


def replay(services: Services, who: str, now: datetime) -> tuple[int, int]:
    """Try every refused response again; how many were taken in, and how many are still refused."""
    return replay_all(services, failed_work.kept(services, failed_work.SIGN_UP), who, "", now)


def work(services: Services, received: ResponseReceived, now: datetime) -> None:
    """Make the response's registrations, pass its question on, and forget who wrote what.

    A response for a series without a planned session waits: planning makes sessions daily.
    """
    row = services.tables.get(FormResponse, (received.form, received.response))
    if row is None or row.state is ResponseState.WORKED:
        return
    answers = read_answers(json.loads(row.raw), services.programme)
    if not all(_coming(services, details, row.received_at, now) for details in answers.sign_ups):
        services.queues.send(received, delay=UNTIL_PLANNED)
        return
    for details in answers.sign_ups:
        _sign_up(services, details, row.received_at, now)
    if answers.question:
        _ask(services, answers.sign_ups[0], answers.question, row.received_at, now)
    with suppress(RowChanged):  # delivered twice, and worked elsewhere at the same moment
        services.tables.replace(row.model_copy(update={"state": ResponseState.WORKED, "raw": ""}))


def _coming(services: Services, details: SignUp, asked_at: datetime, now: datetime) -> list[Session]:
    """The sessions that were to come when it was asked for, and are not over."""
    return [one for one in upcoming(services, details.series, asked_at) if one.end > now]


def _sign_up(services: Services, details: SignUp, asked_at: datetime, now: datetime) -> None:
    person = services.keys.person(details.email)
    stands = details.every_session and _stand(services, details, person, asked_at)
    sessions = _coming(services, details, asked_at, now)  # read after standing is known: a new one lets it join
    if stands:
        for session in sessions:
            register(services, session, details, person, asked_at, standing=True)
    elif not details.every_session:
        register(services, sessions[0], details, person, asked_at)
    subscribe_by_consent(services, details, person, asked_at)


def _stand(services: Services, details: SignUp, person: str, asked_at: datetime) -> bool:
    """Whether they come to every session from now on: not if they said stop after they asked for it."""
    standing = Standing(series=details.series, person=person, details=details, since=asked_at)
    if services.tables.insert(standing):
        return True
    there = services.tables.get(Standing, standing.key)
    if there is None:  # forgotten at this moment
        raise RowChanged(Standing.TABLE)
    if max(there.since, there.ended_at or there.since) < asked_at:
        there = services.tables.replace(standing.model_copy(update={"etag": there.etag}))
    return not there.ended


def _ask(services: Services, details: SignUp, text: str, asked_at: datetime, now: datetime) -> None:
    """Put the question on the board of the next session, or tell its author where to go instead."""
    session = _coming(services, details, asked_at, now)[0]
    verdict = screen(text, services.programme)
    if verdict.fit:
        # the key is of the words alone, so that nothing leads to their author
        question_id = services.keys.of("question", session.id, text)
        services.tables.insert(Question(session=session.id, id=question_id, text=text))
        return
    place = services.programme.not_for.index(verdict.not_for) if verdict.not_for else None
    announce(
        services,
        MailKind.REDIRECTED,
        session.id,
        [services.keys.person(details.email)],
        now,
        occasion=session.occasion,
        detail="identifies" if place is None else str(place),
    )
