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
from typing import Annotated

import azure.functions as func
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.clock import now
from shared.deliveries import announce
from shared.form_answers import NotAResponse, UnusableAnswers, read_answers, response_body
from shared.messages import ResponseReceived
from shared.plain_text import as_json_text
from shared.principal import Role, require
from shared.registrations import register, upcoming
from shared.requests import METHODS, Unacceptable, answer, json_body
from shared.responses import as_json
from shared.rows import FailedWork, FormResponse, MailKind, Question, ResponseState, Standing
from shared.screening import screen
from shared.services import Services, services
from shared.sign_up import SignUp
from shared.signing_up import take_in
from shared.subscriptions import subscribe_by_consent
from shared.tables import RowChanged
from shared.triggers import CONNECTION, received

blueprint = func.Blueprint()

STEP = "sign-up"
"""Names this step's failed work."""

UNTIL_PLANNED = timedelta(minutes=10)
"""How long a response waits for a session to be planned before it is looked at again."""

ROAD = "form"
"""Names the Form's responses among those of other roads."""


class Posted(BaseModel):
    """What a flow posts for one response: the Form, the response's number, and the connector's output as it is."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)
    form: Annotated[str, Field(alias="formId", max_length=200)]
    response_id: Annotated[str, Field(alias="responseId", pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    response: object


@blueprint.route(route="api/forms/sign-up", methods=METHODS, auth_level=func.AuthLevel.FUNCTION)
def form_response_posted(req: func.HttpRequest) -> func.HttpResponse:
    """`{formId, responseId, response}`: 202 when it is taken in, now or before; 422 when it cannot be used."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        receive(services(), json_body(req), now())
        return as_json({"status": "accepted"}, HTTPStatus.ACCEPTED)

    return answer(req, {"POST": post})


@blueprint.route(route="api/forms/sign-up/refused", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def refused_responses_requested(req: func.HttpRequest) -> func.HttpResponse:
    """The responses that could not be used, for a facilitator."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        require(req.headers, services().settings, Role.FACILITATOR)
        kept = services().tables.partition(FailedWork, STEP)
        return as_json([row.model_dump(mode="json", exclude={"etag"}) for row in kept])

    return answer(req, {"GET": get})


@blueprint.route(route="api/forms/sign-up/replay", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def replay_requested(req: func.HttpRequest) -> func.HttpResponse:
    """Try the refused responses again, after the programme file's mapping was mended."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        require(req.headers, services().settings, Role.FACILITATOR)
        accepted, refused = replay(services(), now())
        return as_json({"accepted": accepted, "refused": refused})

    return answer(req, {"POST": post})


@blueprint.queue_trigger(arg_name="msg", queue_name=ResponseReceived.QUEUE, connection=CONNECTION)
def on_response_received(msg: func.QueueMessage) -> None:
    """A usable response is kept."""
    with received(ResponseReceived, msg) as response:
        work(services(), response)


def receive(services: Services, body: object, now: datetime) -> None:
    """Take in what a flow posted. Raises `Unacceptable` 422 for what cannot be used, after keeping it for the team."""
    try:
        _take_in(services, body, now)
    except Unacceptable as refused:
        _keep_refused(services, body, str(refused), now)
        raise


def replay(services: Services, now: datetime) -> tuple[int, int]:
    """Try every refused response again; how many were taken in, and how many are still refused."""
    accepted = refused = 0
    for row in services.tables.partition(FailedWork, STEP):
        try:
            _take_in(services, json.loads(row.payload), now)
        except Unacceptable as still:
            change = {"cause": str(still), "last_at": now, "attempts": row.attempts + 1}
            services.tables.replace(row.model_copy(update=change))
            refused += 1
        else:
            services.tables.delete(row)
            accepted += 1
    return accepted, refused


def work(services: Services, received: ResponseReceived) -> None:
    """Make the response's registrations, pass its question on, and forget who wrote what.

    A response for a series without a planned session waits: planning makes sessions daily.
    """
    row = services.tables.get(FormResponse, (received.form, received.response))
    if row is None or row.state is ResponseState.WORKED:
        return
    answers = read_answers(json.loads(row.raw), services.programme)
    if not all(upcoming(services, details.series, row.received_at) for details in answers.sign_ups):
        services.queues.send(received, delay=UNTIL_PLANNED)
        return
    for details in answers.sign_ups:
        _sign_up(services, details, row.received_at)
    if answers.question:
        _ask(services, row, answers.sign_ups[0], answers.question)
    with suppress(RowChanged):  # delivered twice, and worked elsewhere at the same moment
        services.tables.replace(row.model_copy(update={"state": ResponseState.WORKED, "raw": ""}))


def _take_in(services: Services, body: object, now: datetime) -> None:
    try:
        posted = Posted.model_validate(body)
        if posted.form != services.programme.forms.sign_up.id:
            raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, "formId: this is not the café's sign-up Form.")
        take_in(services, ROAD, posted.response_id, response_body(posted.response), now)
    except ValidationError as wrong:
        named = ", ".join(sorted({str(error["loc"][0]) if error["loc"] else "the body" for error in wrong.errors()}))
        detail = f"Send an object with formId, responseId and response; missing or wrong: {named}."
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, detail) from wrong
    except NotAResponse as strange:
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, f"response: {strange}.") from strange
    except UnusableAnswers as unusable:
        errors = [
            {"field": error.field.value, "title": error.title, "message": error.message} for error in unusable.errors
        ]
        detail = "Some answers cannot be used. The response is kept, and the team can see it."
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors) from unusable


def _keep_refused(services: Services, body: object, cause: str, now: datetime) -> None:
    payload = as_json_text(body)
    kept = FailedWork(
        step=STEP,
        id=services.keys.of("refused", payload),
        cause=cause,
        payload=payload,
        first_at=now,
        last_at=now,
    )
    services.tables.insert(kept)


def _sign_up(services: Services, details: SignUp, asked_at: datetime) -> None:
    person = services.keys.person(details.email)
    sessions = upcoming(services, details.series, asked_at)
    if details.every_session:
        _stand(services, details, person, asked_at)
        for session in sessions:
            register(services, session, details, person, asked_at, standing=True)
    else:
        register(services, sessions[0], details, person, asked_at)
    subscribe_by_consent(services, details, person, asked_at)


def _stand(services: Services, details: SignUp, person: str, asked_at: datetime) -> None:
    standing = Standing(series=details.series, person=person, details=details, since=asked_at)
    if services.tables.insert(standing):
        return
    there = services.tables.get(Standing, standing.key)
    if there and there.since < asked_at:
        services.tables.replace(standing.model_copy(update={"etag": there.etag}))


def _ask(services: Services, row: FormResponse, details: SignUp, text: str) -> None:
    """Put the question on the board of the next session, or tell its author where to go instead."""
    session = upcoming(services, details.series, row.received_at)[0]
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
        row.received_at,
        occasion=session.occasion,
        detail="identifies" if place is None else str(place),
    )
