"""Failed work: what was given up is shown, tried again or dropped; every act is audited.

GET  /api/failed-work, /api/failed-work/{step}/{work}                       -> what is kept
POST /api/failed-work/{step}/{work}/{act}; POST /api/failed-work/replay     -> tried again, sent, or dropped
GET  /api/audit-trail                                                       -> who did what, and why
"""

from http import HTTPStatus
from typing import Annotated

import azure.functions as func
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared import clock
from shared.audit_trail.rows import AuditEntry
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.operations import replaying
from shared.operations.acting import act
from shared.services import Services, the_services
from shared.web.description import described, gives, takes
from shared.web.principal import Role
from shared.web.requests import METHODS, Unacceptable, allowed, answer, model_body
from shared.web.responses import as_json

blueprint = func.Blueprint()


class Wanted(BaseModel):
    """Why somebody does something; needed for all but a replay."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class ReplayOfCause(Wanted):
    """All of one cause, by its id."""

    cause: str = Field(pattern=r"^[0-9a-f]{12}$")


@described(gives(list[dict[str, object]], query=("step", "cause"), role=Role.ADMIN))
@blueprint.route(route="api/failed-work", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def failed_work_requested(req: func.HttpRequest) -> func.HttpResponse:
    """All failed work, or of one `?step=` or `?cause=`, without what it was about."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        step, cause = req.params.get("step", ""), req.params.get("cause", "")
        allowed(req, the_services().settings, _reader_of(step))
        return as_json([_listed(row) for row in failed_work.kept(the_services(), step, cause)])

    return answer(req, {"GET": get})


@described(gives(dict[str, object], 404, role=Role.ADMIN))
@blueprint.route(route="api/failed-work/{step}/{work}", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def failed_work_shown(req: func.HttpRequest) -> func.HttpResponse:
    """One piece of failed work, with its message or response."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, the_services().settings, _reader_of(req.route_params["step"]))
        row = _found(the_services(), req)
        return as_json(_listed(row) | {"payload": row.payload})

    return answer(req, {"GET": get})


@described(takes(Wanted, {200: dict[str, str]}, 404, 409, role=Role.ADMIN))
@blueprint.route(route="api/failed-work/{step}/{work}/{act}", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def failed_work_acted_on(req: func.HttpRequest) -> func.HttpResponse:
    """`{"reason": "…"}` by an admin: `replay` it, `drop` it, or `send` the mail without asking the mailbox."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        who = allowed(req, the_services().settings, Role.ADMIN).id
        wanted = model_body(req, Wanted)
        row = _found(the_services(), req)
        return as_json({"outcome": act(the_services(), req.route_params["act"], row, who, wanted.reason, clock.now())})

    return answer(req, {"POST": post})


@described(takes(ReplayOfCause, {200: dict[str, int]}, 409, role=Role.ADMIN))
@blueprint.route(route="api/failed-work/replay", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def failed_cause_replayed(req: func.HttpRequest) -> func.HttpResponse:
    """`{"cause": "…", "reason": "…"}` by an admin: replay all of a cause that was mended."""

    def post(req: func.HttpRequest) -> func.HttpResponse:
        who = allowed(req, the_services().settings, Role.ADMIN).id
        wanted = model_body(req, ReplayOfCause)
        rows = failed_work.kept(the_services(), cause_id=wanted.cause)
        replayed, refused = replaying.replay_all(the_services(), rows, who, wanted.reason, clock.now())
        return as_json({"replayed": replayed, "refused": refused})

    return answer(req, {"POST": post})


@described(gives(list[dict[str, object]], query=("month",), role=Role.ADMIN))
@blueprint.route(route="api/audit-trail", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def audit_trail_requested(req: func.HttpRequest) -> func.HttpResponse:
    """Who did what with failed work in a `?month=2026-12`, this one if none is named, for an admin."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        allowed(req, the_services().settings, Role.ADMIN)
        month = req.params.get("month", "") or f"{clock.now():%Y-%m}"
        entries = the_services().tables.partition(AuditEntry, month)
        return as_json([entry.model_dump(mode="json", exclude={"etag", "id"}) for entry in entries])

    return answer(req, {"GET": get})


def _reader_of(step: str) -> Role:
    """Refused responses are for facilitators to see too: they know whom to ask."""
    return Role.FACILITATOR if step == failed_work.SIGN_UP else Role.ADMIN


def _found(services: Services, req: func.HttpRequest) -> FailedWork:
    row = failed_work.find(services, req.route_params["step"], req.route_params["work"])
    if row is None:
        raise Unacceptable(HTTPStatus.NOT_FOUND, "There is no such failed work, or somebody has dealt with it.")
    return row


def _listed(row: FailedWork) -> dict[str, object]:
    fields = row.model_dump(mode="json", exclude={"etag", "state", "payload"})
    return fields | {"cause_id": row.cause_id}
