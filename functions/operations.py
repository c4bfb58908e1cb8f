"""Operations: what keeps the café honest.

timer, daily    -> audit of the books -> what is amiss goes to the log, as a warning each
GET /api/health -> whether the app, its storage and its programme are there
"""

import logging
from datetime import datetime, timedelta
from http import HTTPStatus

import azure.functions as func

from shared.audit import audit
from shared.clock import now
from shared.queues import traced
from shared.requests import METHODS, answer
from shared.responses import as_json
from shared.rows import OpenSession
from shared.services import Services, services
from shared.tables import StorageUnavailable

blueprint = func.Blueprint()
log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=14)
"""How far back the daily audit looks: it sees each session from its planning until its digest is out."""


@blueprint.timer_trigger(arg_name="timer", schedule="0 30 5 * * *", run_on_startup=False)
def on_audit_due(timer: func.TimerRequest) -> None:
    """Daily at 05:30 UTC."""
    with traced():
        audit_books(services(), now())


@blueprint.route(route="api/health", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def health_requested(req: func.HttpRequest) -> func.HttpResponse:
    """200 if the café can work, 503 with what is missing if not."""

    def get(req: func.HttpRequest) -> func.HttpResponse:
        amiss = unhealthy(services())
        status = HTTPStatus.SERVICE_UNAVAILABLE if amiss else HTTPStatus.OK
        return as_json({"status": "unhealthy" if amiss else "healthy", "amiss": amiss}, status)

    return answer(req, {"GET": get, "HEAD": get})


def audit_books(services: Services, now: datetime) -> int:
    """Compare the books of the recent sessions; how many things are amiss."""
    amiss = list(audit(services, now - LOOK_BACK, now))
    for one in amiss:
        log.warning("the books do not balance", extra={"about": one.about, "what": one.what})
    return len(amiss)


def unhealthy(services: Services) -> list[str]:
    """What the café needs and does not have, in a few words each."""
    try:
        list(services.tables.partition(OpenSession, OpenSession.PARTITION))
    except StorageUnavailable:
        return ["storage does not answer"]
    return []
