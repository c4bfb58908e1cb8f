"""Operations: what keeps the café honest.

timer, daily           -> audit of the books -> what is amiss goes to the log, as a warning each
timer, every 5 minutes -> what the queues gave up is kept and told about; the health is measured
GET /api/health        -> alive, and whether it is ready; GET /api/health/ready -> the same, 503 if it is not
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from http import HTTPStatus

import azure.functions as func

from shared import clock
from shared.operations.books import audit
from shared.operations.health import Health, look, measure
from shared.services import Services, the_services
from shared.storage.tables import StorageUnavailable
from shared.triggers import timed
from shared.web.description import Operation, described, gives
from shared.web.requests import METHODS, answer
from shared.web.responses import as_json

blueprint = func.Blueprint()
log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=14)
"""How far back the daily audit looks: it sees each session from its planning until its digest is out."""

PATIENCE_SECONDS = 0.6
"""How long a question after the health waits for storage: whoever asks is answered within a second."""

FRESH = timedelta(seconds=5)
"""How long a look at the health is good: nobody costs us more than that by asking often."""


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


def audit_books(services: Services, now: datetime) -> int:
    """Compare the books of the recent sessions; how many things are amiss."""
    amiss = list(audit(services, now - LOOK_BACK, now))
    for one in amiss:
        log.warning("the books do not balance", extra={"about": one.about, "what": one.what})
    return len(amiss)


class Watch:
    """Looks at the health, one look at a time: many may ask, and storage may take its time or never answer."""

    def __init__(self, look: Callable[[], Health]) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._begun: datetime | None = None
        self._looking: Future[Health] = Future()

    async def health(self, now: datetime) -> Health:
        """The health, seen a moment ago or now; "storage does not answer" if that takes longer than `PATIENCE_SECONDS`.

        It waits on the worker's event loop, so that a full thread pool cannot hold it up.
        """
        looking = self._current(now)
        await asyncio.wait({asyncio.wrap_future(looking)}, timeout=PATIENCE_SECONDS)
        return looking.result() if looking.done() else Health(("storage does not answer in time",))

    def _current(self, now: datetime) -> Future[Health]:
        with self._lock:
            fresh = self._begun is not None and abs(now - self._begun) < FRESH
            if self._begun is None or (self._looking.done() and not fresh):
                self._begun, self._looking = now, Future()
                threading.Thread(target=self._see, args=(self._looking,), name="health", daemon=True).start()
            return self._looking

    def _see(self, looking: Future[Health]) -> None:
        try:
            looking.set_result(self._look())
        except StorageUnavailable:
            looking.set_result(Health(("storage does not answer",)))
        except Exception as broken:  # whatever it is, somebody waits for an answer
            looking.set_result(Health((f"the app cannot tell: {type(broken).__name__}",)))


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
