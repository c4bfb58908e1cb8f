"""Failed work: an admin sees it, tries it again or drops it. Every act goes into the audit trail.

GET  /api/failed-work, /api/failed-work/{step}/{work}                       -> the failed work
POST /api/failed-work/{step}/{work}/{act}; POST /api/failed-work/replay     -> tried again, sent, or dropped
GET  /api/forms/sign-up/refused; POST /api/forms/sign-up/replay             -> the same of sign-ups, by series
GET  /api/waiting; POST /api/waiting/{matter}/done                          -> refused emails, slips in addresses
POST /api/waiting/{matter}/accept; POST /api/waiting/{matter}/refuse        -> sign-ups that contradict themselves
GET  /api/audit-trail                                                       -> who did what, and why
"""

from collections.abc import Collection, Mapping
from typing import Annotated

import azure.functions as func
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from shared.audit_trail.reading import MOST, Filter, entries_of
from shared.errors import NotUsable
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.forms.audience import accept, refuse
from shared.forms.mending import series_of
from shared.operations.acting import act
from shared.operations.replaying import replay_all, replay_refused_responses
from shared.operations.waiting import WaitingShown, done_with, series_of_matter, the_matter, waiting_for_you
from shared.services import Services
from shared.text.months import is_month
from shared.text.plain import in_one_line
from shared.web.description import acts, gives, takes, within
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json

blueprint = func.Blueprint()


class Wanted(BaseModel):
    """The reason for an act. Only a replay needs none."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class ReplayOfCause(Wanted):
    """All failed work of one cause, by the cause's id."""

    cause: str = Field(pattern=r"^[0-9a-f]{12}$")


@door(blueprint, "api/failed-work", gives(list[dict[str, object]], query=("step", "cause"), role=Role.ADMIN))
def failed_work_requested(asked: Asked) -> func.HttpResponse:
    """All failed work, or that of one `?step=` or `?cause=`, without its messages or responses."""
    step, cause = asked.query.get("step", ""), asked.query.get("cause", "")
    return as_json([_listed(row) for row in failed_work.kept(asked.services, step, cause)])


@door(blueprint, "api/failed-work/{step}/{work}", gives(dict[str, object], 404, role=Role.ADMIN))
def failed_work_shown(asked: Asked) -> func.HttpResponse:
    """One piece of failed work, with its message or response."""
    row = failed_work.the_piece(asked.services, asked.path["step"], asked.path["work"])
    return as_json(_listed(row) | {"payload": row.payload})


@door(
    blueprint,
    "api/failed-work/{step}/{work}/{act}",
    takes(Wanted, {200: dict[str, str]}, 404, 409, role=Role.ADMIN),
)
def failed_work_acted_on(asked: Asked) -> func.HttpResponse:
    """An admin sends `{"reason": "…"}` to `replay` it, `drop` it, or `send` the mail without asking the mailbox."""
    row = failed_work.the_piece(asked.services, asked.path["step"], asked.path["work"])
    reason = asked.body(Wanted).reason
    return as_json({"outcome": act(asked.services, asked.path["act"], row, asked.who, reason, asked.now)})


@door(blueprint, "api/failed-work/replay", takes(ReplayOfCause, {200: dict[str, int]}, 409, role=Role.ADMIN))
def failed_cause_replayed(asked: Asked) -> func.HttpResponse:
    """An admin sends `{"cause": "…", "reason": "…"}` to replay all work of a cause that was mended."""
    wanted = asked.body(ReplayOfCause)
    rows = failed_work.kept(asked.services, cause_id=wanted.cause)
    replayed, refused = replay_all(asked.services, rows, asked.who, wanted.reason, asked.now)
    return as_json({"replayed": replayed, "refused": refused})


@door(blueprint, "api/forms/sign-up/refused", gives(list[FailedWork], role=Role.FACILITATOR))
def refused_responses_requested(asked: Asked) -> func.HttpResponse:
    """The responses that could not be used: all of them for a coordinator, those of their series for a facilitator."""
    refused = failed_work.kept(asked.services, failed_work.SIGN_UP)
    theirs = (row for row in refused if asked.reach.has(series_of(asked.services, row)))
    return as_json([row.model_dump(mode="json", exclude={"etag"}) for row in theirs])


@door(blueprint, "api/forms/sign-up/replay", acts({200: dict[str, int]}, 409, role=Role.COORDINATOR))
def replay_requested(asked: Asked) -> func.HttpResponse:
    """Try the refused responses again, after somebody has mended the programme file's mapping."""
    accepted, refused = replay_refused_responses(asked.services, asked.who, asked.now)
    return as_json({"accepted": accepted, "refused": refused})


@door(blueprint, "api/waiting", gives(list[WaitingShown], role=Role.FACILITATOR))
def waiting_requested(asked: Asked) -> func.HttpResponse:
    """What waits for a person: emails that were refused or came back, slips in addresses, sign-ups to decide about.

    A facilitator sees what is about their series.
    """
    return as_json(list(waiting_for_you(asked.services, asked.reach.has)))


def _series(services: Services, path: Mapping[str, str]) -> Collection[str]:
    return series_of_matter(services, the_matter(services, path["matter"]))


@door(
    blueprint,
    "api/waiting/{matter}/done",
    within(_series, takes(Wanted, {200: dict[str, str]}, 404, 409, role=Role.FACILITATOR)),
)
def waiting_done(asked: Asked) -> func.HttpResponse:
    """Somebody has dealt with it, and sends `{"reason": "…"}`. It goes into the audit trail."""
    done_with(asked.services, asked.path["matter"], asked.who, asked.body(Wanted).reason, asked.now)
    return as_json({"outcome": "done"})


class Accepted(BaseModel):
    """The series to which the person is signed up."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    series: str


class Refused(BaseModel):
    """Why the person is not signed up. They read these words."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    words: Annotated[str, AfterValidator(in_one_line), Field(max_length=500)]


@door(
    blueprint,
    "api/waiting/{matter}/accept",
    within(_series, takes(Accepted, {200: dict[str, str]}, 404, 409, role=Role.FACILITATOR)),
)
def waiting_accepted(asked: Asked) -> func.HttpResponse:
    """Somebody sends `{"series": "…"}`: a sign-up whose grade contradicts its series is one to this series."""
    series, matter = asked.body(Accepted).series, the_matter(asked.services, asked.path["matter"])
    asked.reach.require((series,))
    accept(asked.services, matter, series, asked.who, asked.now)
    return as_json({"outcome": "accepted"})


@door(
    blueprint,
    "api/waiting/{matter}/refuse",
    within(_series, takes(Refused, {200: dict[str, str]}, 404, 409, role=Role.FACILITATOR)),
)
def waiting_refused(asked: Asked) -> func.HttpResponse:
    """Somebody sends `{"words": "…"}`: no place is made, and the person reads these words in an email."""
    matter = the_matter(asked.services, asked.path["matter"])
    refuse(asked.services, matter, asked.body(Refused).words, asked.who, asked.now)
    return as_json({"outcome": "refused"})


@door(blueprint, "api/audit-trail", gives(list[dict[str, object]], 422, query=("month",), role=Role.ADMIN))
def audit_trail_requested(asked: Asked) -> func.HttpResponse:
    """The audit trail of a `?month=2026-12`, or of this month, newest first, for an admin."""
    month = asked.query.get("month", "") or f"{asked.now:%Y-%m}"
    if not is_month(month):
        raise NotUsable("Give the month as in 2026-12.", [{"field": "month", "message": "Give it as in 2026-12."}])
    entries = entries_of(asked.services, Filter(month), asked.now, MOST)
    return as_json([entry.model_dump(mode="json", exclude={"etag", "id", "under"}) for entry in entries])


def _listed(row: FailedWork) -> dict[str, object]:
    fields = row.model_dump(mode="json", exclude={"etag", "state", "payload"})
    return fields | {"cause_id": row.cause_id}
