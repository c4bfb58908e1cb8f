"""Operations: what keeps the café honest.

timer, daily           -> audit of the books -> what is amiss goes to the log, as a warning each
timer, every 5 minutes -> what the queues gave up is kept and told about; the health is measured
GET /api/health        -> alive, and whether it is ready; GET /api/health/ready -> the same, 503 if it is not
"""

from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.operations.books import audit_books
from shared.operations.health import Health, look, measure
from shared.operations.watch import Watch
from shared.services import the_services
from shared.triggers import timed
from shared.web.description import Operation, described, gives
from shared.web.requests import METHODS, answer
from shared.web.responses import as_json

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 30 5 * * *", run_on_startup=False)
def on_audit_due(timer: func.TimerRequest) -> None:
    """Daily at 05:30 UTC."""
    with timed("on_audit_due"):
        audit_books(the_services(), clock.now())


@blueprint.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=False)
def on_pulse_due(timer: func.TimerRequest) -> None:
    """Every five minutes."""
    with timed("on_pulse_due"):
        measure(the_services(), clock.now())


@described(gives(dict[str, object]))
@blueprint.route(route="api/health", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
async def health_requested(req: func.HttpRequest) -> func.HttpResponse:
    """200 as long as the app is alive; the body says whether it is ready."""
    return await answer_health(req, watch, HTTPStatus.OK, clock.now())


@described(Operation("get", dict.fromkeys((200, 503), dict[str, object])))
@blueprint.route(route="api/health/ready", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
async def readiness_requested(req: func.HttpRequest) -> func.HttpResponse:
    """200 if the café can work, 503 with what is amiss if not."""
    return await answer_health(req, watch, HTTPStatus.SERVICE_UNAVAILABLE, clock.now())


watch = Watch(lambda: look(the_services(), clock.now()))


async def answer_health(req: func.HttpRequest, watch: Watch, not_ready: HTTPStatus, now: datetime) -> func.HttpResponse:
    """The health as JSON; what is amiss is answered with the status `not_ready`."""
    health = await watch.health(now)

    def get(req: func.HttpRequest) -> func.HttpResponse:
        return as_json(shown(health), not_ready if health.amiss else HTTPStatus.OK)

    return answer(req, {"GET": get, "HEAD": get})


def shown(health: Health) -> dict[str, object]:
    """The health as JSON."""
    return {
        "status": "live",
        "ready": not health.amiss,
        "amiss": list(health.amiss),
        "measured_at": health.measured_at and health.measured_at.isoformat(),
        "oldest_due_seconds": health.oldest_due_seconds,
        "failed_work": health.failed,
        "timers": {timer: at.isoformat() for timer, at in sorted(health.timers.items())},
    }
