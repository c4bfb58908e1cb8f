"""One use of every address at which a person changes something, each in a café in which it does change something."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    a_form_response,
    a_held,
    a_registration,
    a_session,
    an_issue,
    an_item,
    some_answers,
)
from local.memory.services import MemoryServices, some_services, some_settings
from shared.attention.matters import raise_matter
from shared.attention.rows import Matter, MatterKind
from shared.bulletin.rows import FreshItem, IssueState
from shared.failures import failed_work
from shared.failures.failed_work import SIGN_UP
from shared.forms.intake import PAGE
from shared.forms.posted import UNUSABLE_ANSWERS
from shared.forms.rows import ResponseState
from shared.messages import SessionPlanned
from shared.programme.forms import Answer
from shared.sessions.rows import OpenSession, SessionState
from shared.storage.queues import encode
from shared.storage.row import Row
from shared.versions.drafting import mark_of, open_draft
from tests.versions.given import REMINDERS, edited


@dataclass(frozen=True)
class Use:
    """Somebody uses an address: the parts of the address, and what they send."""

    cafe: Callable[[], MemoryServices]
    path: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    body: Mapping[str, object] | None = None
    sent: Callable[[MemoryServices], Mapping[str, object]] | None = None
    """The body, if it depends on what is in the café."""
    fields: Callable[[MemoryServices], Mapping[str, str]] | None = None
    parts: Callable[[MemoryServices], Mapping[str, str]] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    def content(self, services: MemoryServices) -> tuple[bytes, Mapping[str, str]]:
        """The body, and the headers that go with it."""
        body = self.sent(services) if self.sent else self.body
        if body is not None:
            return json.dumps(body).encode(), {"Content-Type": "application/json", **self.headers}
        return urlencode(self.fields(services) if self.fields else {}).encode(), self.headers


def a_cafe(*also: Row) -> MemoryServices:
    """A coming session with one person."""
    on = some_settings(signed_in_by_platform=True)
    return some_services(settings=on, having=[a_session(), OpenSession(id=SESSION), a_registration(), *also])


def with_failed_work(step: str = SessionPlanned.QUEUE) -> MemoryServices:
    services = a_cafe()
    failed_work.keep(services, step, encode(SessionPlanned(session="pgdit-2027-01-13")), "a cause", NOW)
    return services


def with_refused() -> MemoryServices:
    """A sign-up that could not be used, of somebody who gave no name, and is fine by now."""
    services = a_cafe()
    form = services.programme.forms.sign_up.id
    answers = some_answers({Answer.EMAIL: "new@example.org"})
    payload = json.dumps({"formId": form, "responseId": "7", "response": answers})
    failed_work.keep(services, SIGN_UP, payload, UNUSABLE_ANSWERS, NOW)
    return services


def with_matter(kind: MatterKind = MatterKind.REFUSED) -> MemoryServices:
    services = a_cafe()
    raise_matter(services, kind, SESSION, a_registration().person, NOW, "reminder: ErrorInvalidRecipients")
    return services


def with_doubtful_sign_up() -> MemoryServices:
    """A sign-up whose grade contradicts its series."""
    answers = some_answers({Answer.ROLE: "Consultant"})
    response = a_form_response(form=PAGE, response="1", raw=answers, state=ResponseState.HELD)
    matter = Matter(id="one", kind=MatterKind.AUDIENCE, about="pgdit", person="p", response=response.key, at=NOW)
    return a_cafe(response, matter)


def with_draft() -> MemoryServices:
    services = a_cafe()
    edited(services, REMINDERS, ["P5D"])
    return services


def the_draft(services: MemoryServices) -> str:
    """The mark of the programme's draft, as its page shows it."""
    draft = open_draft(services)
    assert draft
    return mark_of(services, draft)


def with_issue(state: IssueState = IssueState.DRAFT, **changed: object) -> MemoryServices:
    issue = an_issue(state=state).model_copy(update=changed)
    return a_cafe(an_item(), issue)


def the_piece(services: MemoryServices) -> Mapping[str, str]:
    row = next(iter(failed_work.kept(services)))
    return {"step": row.step, "work": row.id, "cause": row.cause_id}


def the_matter(services: MemoryServices) -> Mapping[str, str]:
    return {"matter": services.tables.rows(Matter)[0].id}


SURE = {"reason": "A test.", "sure": "yes"}
OF_SESSION = {"session": SESSION}

ISSUE = {"issue": an_issue().id}
CURRENT = {"If-Match": "*"}

USES: Mapping[str, Use] = {
    "address_correction_requested": Use(
        a_cafe, {"series": "pgdit"}, body={"wrong": ADDRESS, "right": "amara@example.org", "reason": "A slip."}
    ),
    "bulletin_approval_given": Use(with_issue, ISSUE, headers=CURRENT),
    "bulletin_call_off_requested": Use(lambda: with_issue(IssueState.APPROVED, approved_at=NOW), ISSUE),
    "bulletin_draft_requested": Use(
        with_issue, ISSUE, method="PUT", headers=CURRENT, body={"introduction": "Good morning.", "items": []}
    ),
    "bulletin_flash_drafted": Use(
        lambda: a_cafe(an_item(), FreshItem(source=an_item().source, id=an_item().id)),
        body={"items": [{"source": an_item().source, "id": an_item().id}], "audiences": ["pgdit"]},
    ),
    "bulletin_hold_requested": Use(with_issue, ISSUE, body={"reason": "A figure is being checked."}),
    "bulletin_hold_ended": Use(lambda: with_issue(IssueState.HELD, held_at=NOW), ISSUE),
    "cancel_session_requested": Use(a_cafe, OF_SESSION, body={"reason": "The panel is ill."}),
    "erasure_requested": Use(a_cafe, body={"email": ADDRESS, "reason": "Asked by email."}),
    "failed_cause_page_requested": Use(with_failed_work, parts=the_piece, fields=lambda _: SURE),
    "failed_cause_replayed": Use(
        with_failed_work, sent=lambda services: {"cause": the_piece(services)["cause"], "reason": "A test."}
    ),
    "failed_piece_page_requested": Use(with_failed_work, parts=the_piece, fields=lambda _: SURE | {"act": "drop"}),
    "failed_work_acted_on": Use(
        with_failed_work, parts=lambda services: {**the_piece(services), "act": "drop"}, body={"reason": "A test."}
    ),
    "horizon_item_added": Use(
        a_cafe, body={"title": "New guidance", "summary": "An hour a week with a supervisor.", "audiences": ["pgdit"]}
    ),
    "held_page_requested": Use(
        lambda: a_cafe(a_held()), fields=lambda _: {"action": "release", "id": a_held().id, "words": ""}
    ),
    "held_text_refused": Use(lambda: a_cafe(a_held()), {"id": a_held().id}, body={"words": "It names somebody."}),
    "held_text_released": Use(lambda: a_cafe(a_held()), {"id": a_held().id}),
    "mending_for_author_requested": Use(
        with_refused,
        parts=the_piece,
        fields=lambda services: {
            name: str(value) for name, value in some_answers({Answer.EMAIL: "new@example.org"}).items()
        },
    ),
    "move_session_requested": Use(a_cafe, OF_SESSION, body={"start": "2026-12-10T12:30:00+00:00"}),
    "new_session_requested": Use(
        a_cafe,
        fields=lambda _: {
            "series": "pgdit",
            "on[day]": "17",
            "on[month]": "12",
            "on[year]": "2026",
            "at": "12:30",
            "minutes": "60",
            "sure": "yes",
        },
    ),
    "session_change_requested": Use(
        a_cafe, {**OF_SESSION, "change": "cancel"}, fields=lambda _: {"reason": "The panel is ill.", "sure": "yes"}
    ),
    "notice_written": Use(
        a_cafe, OF_SESSION, body={"id": "0123456789abcdef", "subject": "Another room", "text": "The link is new."}
    ),
    "people_erasing_requested": Use(a_cafe, fields=lambda _: SURE | {"email": ADDRESS}),
    "person_address_requested": Use(
        a_cafe,
        {"person": a_registration().person},
        fields=lambda _: SURE | {"right": "amara@example.org", "confirmed": "yes", "series": "pgdit"},
    ),
    "register_adding_requested": Use(
        a_cafe,
        OF_SESSION,
        fields=lambda _: SURE | {"name": "Ben Adeyemi", "email": "ben.adeyemi@example.org", "hub": ""},
    ),
    "register_place_act_requested": Use(
        a_cafe, {**OF_SESSION, "person": a_registration().person, "act": "cancel"}, fields=lambda _: SURE
    ),
    "replay_requested": Use(with_refused),
    "restore_session_requested": Use(
        lambda: a_cafe(a_session(state=SessionState.CANCELLING).model_copy(update={"cancel_at": NOW.replace(hour=10)})),
        OF_SESSION,
    ),
    "session_capacity_changed": Use(a_cafe, OF_SESSION, body={"capacity": 12}),
    "session_made": Use(a_cafe, {"series": "pgdit"}, body={"start": "2026-12-17T12:30:00+00:00"}),
    "session_theme_set": Use(a_cafe, OF_SESSION, body={"theme": "Returning to work"}),
    "waiting_accepted": Use(with_doubtful_sign_up, {"matter": "one"}, body={"series": "educators"}),
    "waiting_done": Use(with_matter, parts=the_matter, body={"reason": "Phoned her."}),
    "waiting_refused": Use(with_doubtful_sign_up, {"matter": "one"}, body={"words": "This café is for doctors."}),
    "matter_page_requested": Use(
        with_matter, parts=the_matter, fields=lambda _: {**SURE, "action": "done", "reason": "Phoned her."}
    ),
    "programme_draft_page_requested": Use(
        with_draft,
        fields=lambda services: SURE | {"act": "discard", "draft": the_draft(services)},
    ),
}
"""By the name of the address."""


PERSON = {"person": a_registration().person}

LOOKS: Mapping[str, Use] = {
    "failed_piece_page_requested": Use(with_refused, method="GET", parts=the_piece),
    "people_requested": Use(a_cafe, fields=lambda _: {"wanted": "Amara"}),
    "person_held_requested": Use(a_cafe, PERSON, fields=lambda _: {"reason": "Asked by email.", "form": "json"}),
    "person_requested": Use(a_cafe, PERSON, method="GET", query={"series": "pgdit"}),
    "recipients_page_requested": Use(a_cafe, {**OF_SESSION, "email": "reminder-P1D"}, method="GET"),
    "register_file_requested": Use(a_cafe, OF_SESSION, method="GET"),
    "register_place_requested": Use(a_cafe, {**OF_SESSION, **PERSON}, method="GET"),
    "register_requested": Use(a_cafe, OF_SESSION, method="GET"),
}
"""Looks at people's names, and searches. They change nothing."""

SHARED: Mapping[str, frozenset[str]] = {
    "bulletin_draft_page_requested": frozenset(
        {"edit issue", "approve issue", "call off issue", "hold issue", "let issue go on"}
    ),
    "bulletin_flash_requested": frozenset({"draft flash issue"}),
    "bulletin_item_requested": frozenset({"edit item", "use the feed's words", "take out item", "put back item"}),
    "bulletin_new_item_requested": frozenset({"add item"}),
    "coming_act_page_requested": frozenset({"hold", "let go", "start now"}),
    "programme_upload_page_requested": frozenset({"upload draft"}),
    "programme_version_page_requested": frozenset({"go back"}),
    "section_entry_page_requested": frozenset({"edit draft"}),
    "section_page_requested": frozenset({"edit draft"}),
}
"""Pages whose forms have tests of their own, each with the acts that they enter."""
