"""A café in which everything waits that can wait, for the console's first pages."""

import json
from datetime import timedelta

from local.memory.builders import (
    NOW,
    SESSION,
    START,
    a_form_response,
    a_registration,
    a_session,
    a_sign_up,
    an_issue,
    an_item,
    some_answers,
)
from local.memory.services import KEYS, MemoryServices
from shared.attention.rows import Matter, MatterKind
from shared.bulletin.rows import FreshItem
from shared.failures.rows import FailedWork
from shared.held.rows import Held, HeldKind
from shared.holding.rows import Hold
from shared.programme.forms import Answer
from shared.sessions.rows import OpenSession, SessionState
from tests.pages.site import a_site

WHY, WROTE = "The room is not certain.", "amara.nwosu at example"
"""What people wrote: the reason of a held act, and an address that is none."""

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OCCASION = "pgdit-2026-12-09T1230"
SLIP = a_sign_up(email="ben.okafor@exmaple.nhs.uk")


def a_busy_cafe() -> MemoryServices:
    """The café of `a_site` with 42 people in the next session, and something in each list."""
    services = a_site()
    about_people(services)
    about_sessions(services)
    for row in (
        an_issue(id="2026-W49"),
        an_item(),
        FreshItem(source="regulator-news", id="item-1"),
        Held(id="h1", kind=HeldKind.QUESTION, session=SESSION, text="I think of leaving.", day=NOW.date()),
        failed("sign-up", "one", a_refused_sign_up()),
        failed("digest-due", "two", "{}"),
        failed("unknown-delivery", "three", "{}"),
        a_hold("briefing", START),
        a_hold("reminder-P14D", NOW - 2 * DAY),
    ):
        services.tables.put(row)
    return services


def about_people(services: MemoryServices) -> None:
    """People with a hub and without, mistyped addresses, emails that did not arrive, and a sign-up to decide about."""
    for number in range(41):
        details = a_sign_up(email=f"p{number}@example.org", hub="" if number % 7 else "eastvale-pgc")
        services.tables.put(a_registration(details=details))
    services.tables.put(a_registration(details=SLIP))
    services.tables.put(a_matter("slip1", MatterKind.SLIP, SLIP.email))
    for number in range(11):
        kind = MatterKind.REFUSED if number % 2 else MatterKind.BOUNCED
        services.tables.put(a_matter(f"mail{number}", kind, f"p{number}@example.org"))
    response = a_form_response(raw=some_answers({Answer.ROLE: "Consultant"}))
    services.tables.put(response)
    services.tables.put(
        Matter(id="choice1", kind=MatterKind.AUDIENCE, about="pgdit", person="p", response=response.key, at=NOW)
    )


def a_matter(matter_id: str, kind: MatterKind, email: str) -> Matter:
    reason = {MatterKind.REFUSED: "confirmation: ErrorRecipientNotFound", MatterKind.BOUNCED: "reminder: bounced"}
    person = KEYS.person(email)
    return Matter(id=matter_id, kind=kind, about=SESSION, person=person, reason=reason.get(kind, ""), at=NOW - HOUR)


def about_sessions(services: MemoryServices) -> None:
    """A session without a report, one with guests, and one whose rows go soon."""
    guests = a_session(start=START - 10 * DAY, state=SessionState.CLOSED)
    silent = a_session(series="educators", start=START - 9 * DAY, state=SessionState.CLOSED)
    for row in (
        guests,
        silent,
        OpenSession(id=guests.id, settled_at=NOW, look_again_at=NOW, unmatched=3),
        OpenSession(id=silent.id, settled_at=NOW, look_again_at=NOW, reported=False),
        a_session(start=START - 371 * DAY, state=SessionState.CLOSED),
    ):
        services.tables.put(row)


def a_refused_sign_up() -> str:
    answers = some_answers({Answer.EMAIL: WROTE})
    return json.dumps({"formId": "f", "responseId": "9", "response": answers})


def failed(step: str, work_id: str, payload: str) -> FailedWork:
    return FailedWork(step=step, id=work_id, cause="A mistake.", payload=payload, first_at=NOW, last_at=NOW)


def a_hold(name: str, until: object) -> Hold:
    return Hold.model_validate(
        {
            "act": f"{OCCASION}.{name}",
            "kind": name.split("-", maxsplit=1)[0],
            "about": SESSION,
            "series": "pgdit",
            "detail": name.partition("-")[2],
            "due": NOW,
            "until": until,
            "who": "2",
            "reason": WHY,
            "at": NOW,
        }
    )
