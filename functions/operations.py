"""Operations: the audit and the health of the café.

timer, daily           -> audit of the books -> a warning in the log for each thing that is wrong
timer, every 5 minutes -> poison messages are kept and the team is told; the health is measured
GET /api/health        -> alive, and whether it is ready; GET /api/health/ready -> the same, 503 if it is not ready
"""

from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.operations.books import audit_books
from shared.operations.health import Health, measure, read_health
from shared.operations.watch import Watch
from shared.services import the_services
from shared.triggers import timed
from shared.web.description import Operation, gives
from shared.web.doors import open_door
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


@open_door(blueprint, "api/health", gives(dict[str, object]))
async def health_requested(now: datetime) -> func.HttpResponse:
    """200 while the app is alive; the body says whether it is ready."""
    return await answer_health(watch, HTTPStatus.OK, now)


@open_door(blueprint, "api/health/ready", Operation("get", dict.fromkeys((200, 503), dict[str, object])))
async def readiness_requested(now: datetime) -> func.HttpResponse:
    """200 if the café can work; 503 if not, with what is wrong."""
    return await answer_health(watch, HTTPStatus.SERVICE_UNAVAILABLE, now)


watch = Watch(lambda: read_health(the_services(), clock.now()))


async def answer_health(watch: Watch, not_ready: HTTPStatus, now: datetime) -> func.HttpResponse:
    """The health as JSON, with the status `not_ready` if something is wrong."""
    health = await watch.health(now)
    return as_json(shown(health), not_ready if health.amiss else HTTPStatus.OK)


def shown(health: Health) -> dict[str, object]:
    """The health as JSON."""
    return {
        "status": "live",
        "ready": not health.amiss,
        "amiss": list(health.amiss),
        "measured_at": health.measured_at and health.measured_at.isoformat(),
        "oldest_due_seconds": health.oldest_due_seconds,
        "failed_work": health.failed,
        "waiting_for_somebody": health.waiting,
        "timers": {timer: at.isoformat() for timer, at in sorted(health.timers.items())},
    }
