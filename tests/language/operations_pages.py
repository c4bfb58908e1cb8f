"""The pages of operations and of the audit trail, as functions that give each, for the test in a made-up language."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from local.memory.builders import NOW, SESSION, a_delivery, a_registration, a_session, some_answers
from local.memory.services import MemoryServices, some_services, some_settings
from shared.audit_trail.entering import enter
from shared.audit_trail.words import ACTS
from shared.failures import failed_work
from shared.failures.by_cause import causes
from shared.mail.rows import DeliveryState, MailKind
from shared.mail.troubles import note_trouble
from shared.messages import SessionPlanned
from shared.operations.rows import Pulse
from shared.storage.queues import encode
from tests.console import test_failed_work_pages as failures
from tests.console import test_health_page as health
from tests.language.made_up import REASON
from tests.pages.site import Visit, answer
from tests.the_app import deployed
from tests.web.test_principal import ADMIN

DAY = timedelta(days=1)
STEPS = ("session-planned", failed_work.SIGN_UP)
REMINDER = "pgdit-2026-12-09T1230.reminder-P7D"


def page(
    address: str,
    services: MemoryServices | None = None,
    fields: Mapping[str, str] | None = None,
    *,
    now: datetime = NOW,
) -> str:
    """What an admin reads at this address, or after filling in its form."""
    deployed()
    services = services or some_services(settings=some_settings(signed_in_by_platform=True))
    method = "GET" if fields is None else "POST"
    return answer(services, Visit(method, address, urlencode(fields or {}).encode(), ADMIN), now).get_body().decode()


def trail() -> MemoryServices:
    """A trail with every act that there is."""
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    for number, act in enumerate(ACTS):
        enter(services, "2", act, f"person.{number}", "Amara Nwosu", NOW - timedelta(minutes=number))
    return services


def emails() -> MemoryServices:
    """A session's reminder in every state."""
    services = some_services(settings=some_settings(signed_in_by_platform=True), having=[a_session()])
    services.tables.put(a_registration())
    for number, state in enumerate(DeliveryState):
        row = a_delivery(
            purpose=REMINDER, email=f"{number}@example.org", kind=MailKind.REMINDER, detail="P7D", state=state
        )
        services.tables.put(row)
        if state in (DeliveryState.REFUSED, DeliveryState.MISSED, DeliveryState.UNKNOWN):
            note_trouble(services, row, state, "bounced", NOW - DAY)
    return services


def failed() -> MemoryServices:
    """A message and a sign-up that could not be worked."""
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    failed_work.keep(services, STEPS[0], encode(SessionPlanned(session=SESSION)), REASON, NOW)
    body = {"formId": "f", "responseId": "1", "response": some_answers()}
    failed_work.keep(services, STEPS[1], json.dumps(body), REASON, NOW)
    return services


def cause_of(services: MemoryServices) -> str:
    return next(iter(causes(services).by_cause))


def piece_of(services: MemoryServices, step: str) -> str:
    return failures.address_of(failures.pieces(services, step)[0])


def of_cause(fields: Mapping[str, str] | None = None) -> str:
    services = failed()
    return page(f"/console/failed-work/{cause_of(services)}", services, fields)


def of_piece(step: str, fields: Mapping[str, str] | None = None) -> str:
    """The page of a piece, without its id and the Form's own date: they are data."""
    services = failed()
    address = piece_of(services, step)
    html = page(address, services, fields)
    return html.replace(address.rpartition("/")[2], "").replace("12/1/2026 8:59:30 AM", "")


def in_trouble() -> MemoryServices:
    services = health.a_cafe()
    services.tables.put(Pulse(at=NOW, graph="", oldest_due_seconds=1_200, failed=3, waiting=2))
    return services


OPERATIONS_PAGES: Mapping[str, Sequence[Callable[[], str]]] = {
    "console/audit_trail": [
        lambda: page("/console/audit-trail"),
        lambda: page("/console/audit-trail", trail()),
        lambda: page("/console/audit-trail?month=2026-12&act=erase&who=2", trail()),
        lambda: page("/console/audit-trail?month=never", trail()),
    ],
    "console/deliveries": [
        lambda: page("/console/deliveries"),
        lambda: page("/console/deliveries", emails()),
        *(lambda state=state: page(f"/console/deliveries?state={state}", emails()) for state in DeliveryState),
    ],
    "console/session_mails": [
        lambda: page(f"/console/deliveries?session={SESSION}", emails(), now=NOW + 8 * DAY),
        lambda: page(f"/console/deliveries?session={SESSION}", emails()),
    ],
    "console/recipients": [
        lambda: page(f"/console/deliveries/{SESSION}/reminder-P7D", emails(), now=NOW + 8 * DAY),
        *(
            lambda state=state: page(f"/console/deliveries/{SESSION}/reminder-P7D?state={state}", emails())
            for state in DeliveryState
        ),
    ],
    "console/failed_work": [
        lambda: page("/console/failed-work"),
        lambda: page("/console/failed-work", failed()),
        lambda: page("/console/failed-work?step=sign-up", failed()),
    ],
    "console/failed_cause": [
        of_cause,
        lambda: of_cause({"action": "replay"}),
        lambda: of_cause({"action": "drop", "reason": ""}),
    ],
    "console/failed_piece": [
        *(lambda step=step: of_piece(step) for step in STEPS),
        *(lambda step=step: of_piece(step, {"action": "drop", "reason": ""}) for step in STEPS),
    ],
    "console/health": [
        lambda: page("/console/health"),
        lambda: page("/console/health", health.a_cafe()),
        lambda: page("/console/health", in_trouble()),
    ],
}
"""Each template with the pages that are made of it."""
