"""Today and the pages behind it: what each role sees there, the presses with their checks, and what a page costs."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from urllib.parse import urlencode

import azure.functions as func
import pytest

from local.memory.builders import NOW, SESSION, START, a_registration, a_sign_up, some_answers
from local.memory.services import KEYS, MemoryServices, some_services, some_settings
from local.memory.tables import MemoryTables
from shared.ahead.listing import look_ahead
from shared.attention.rows import Matter, MatterKind
from shared.audit_trail.rows import AuditEntry
from shared.forms.rows import FormResponse, ResponseState
from shared.holding.rows import Hold
from shared.mail.rows import Delivery, MailKind
from shared.messages import ReminderDue
from shared.previews.composing import has_preview
from shared.privacy.forgetting import forget
from shared.registrations.roll import roll_of
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import Session
from shared.storage.row import Row
from shared.web.principal import Role
from tests.pages.busy import OCCASION, SLIP, WHY, a_busy_cafe
from tests.pages.site import Visit, answer
from tests.the_app import deployed, row_kinds
from tests.web.test_principal import a_header, signed_in_as

DAY = timedelta(days=1)
ADMIN = signed_in_as(Role.ADMIN)
WEN_LI = signed_in_as(Role.FACILITATOR, "wenli.tan@example.nhs.uk")
"""She hosts the educators' café alone."""
REMINDER = f"/console/ahead/{OCCASION}.reminder-P1D"


def signed_in(services: MemoryServices) -> MemoryServices:
    deployed()
    return replace(services, settings=some_settings(signed_in_by_platform=True))


def opened(services: MemoryServices, address: str, who: Mapping[str, str] = ADMIN) -> func.HttpResponse:
    return answer(signed_in(services), Visit("GET", address, b"", who), NOW)


def pressed(
    services: MemoryServices, address: str, who: Mapping[str, str] = ADMIN, /, **fields: str
) -> func.HttpResponse:
    return answer(signed_in(services), Visit("POST", address, urlencode(fields).encode(), who), NOW)


def text_of(response: func.HttpResponse) -> str:
    main = re.sub(r"<[^>]+>", " ", response.get_body().decode().partition('id="maincontent"')[2])
    return " ".join(main.split())


def rows[R: Row](services: MemoryServices, kind: type[R]) -> list[R]:
    return services.tables.rows(kind)


# --- today --------------------------------------------------------------------------------------------------


def test_an_admin_sees_each_list_with_its_number_and_a_link() -> None:
    html = opened(a_busy_cafe(), "/console").get_body().decode()
    assert re.findall(r'<li><a href="([^"]+)">([^<]{,50})[^<]*</a></li>', html) == [
        ("/console/bulletin/2026-W49", "Bulletin of 30 November 2026: read and approve the"),
        ("/console/held", "1 text to let pass or refuse"),
        ("/console/waiting?kind=audience", "1 sign-up to decide about: the grade or role belon"),
        ("/console/waiting?kind=sign-up", "1 sign-up that could not be used"),
        ("/console/waiting?kind=slip", "1 email address that looks mistyped"),
        ("/console/waiting?kind=email", "11 emails that did not arrive"),
        ("/console/sessions/educators-2026-11-30/after", "No attendance report: Virtual Café for educators, "),
        ("/console/sessions/pgdit-2026-11-29/after", "3 guests whose addresses are not known: Virtual Ca"),
        ("/console/failed-work", "1 piece of failed work"),
        ("/console/failed-work?step=unknown-delivery", "1 email of which nobody knows whether it was sent"),
    ]


def test_the_next_sessions_have_their_counts_and_a_link() -> None:
    said = text_of(opened(a_busy_cafe(), "/console"))
    assert (
        "Wednesday 9 December 2026, 12:30pm to 1:30pm People 43 registered, 6 in hubs State Open for sign-ups" in said
    )


def test_the_first_day_says_in_words_that_there_is_nothing() -> None:
    said = text_of(opened(some_services(), "/console"))
    assert "Nothing waits for you." in said
    assert "No session is planned yet. The café plans its sessions each night." in said
    assert "Plan the session and its Teams meeting" in said


def test_a_lead_sees_numbers_and_drafts_and_no_link_to_people() -> None:
    html = opened(a_busy_cafe(), "/console", a_header(("oid", "3"), ("roles", "Lead"))).get_body().decode()
    main = html.partition('id="maincontent"')[2]
    assert "43 registered" in main
    assert set(re.findall(r'href="(/console[^"]*)"', main)) == {
        "/console/bulletin/2026-W49",
        "/console/ahead/bulletin-2026-W50.bulletin-draft",
        "/console/ahead/bulletin-2026-W51.bulletin-draft",
        "/console/retention",
    }


def test_a_facilitator_sees_their_own_series_and_the_bulletin_alone() -> None:
    said = text_of(opened(a_busy_cafe(), "/console", WEN_LI))
    assert "Virtual Café for educators" in said
    assert "postgraduate doctors" not in said
    assert "emails that did not arrive" not in said
    assert "Draft of the bulletin" in said


# --- one thing that will happen -----------------------------------------------------------------------------


def test_an_act_shows_when_to_how_many_and_with_which_subject() -> None:
    said = text_of(opened(a_busy_cafe(), REMINDER))
    assert "When Tuesday 8 December 2026, 12:30pm To 43 people Subject Tomorrow: Virtual Café for postgr" in said


def test_the_email_has_its_own_address_its_own_styles_and_no_script() -> None:
    said = opened(a_busy_cafe(), f"{REMINDER}/mail")
    assert "See you tomorrow" in said.get_body().decode()
    assert said.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert "43" not in text_of(opened(a_busy_cafe(), f"/console/ahead/{OCCASION}.digest"))


@pytest.mark.parametrize("act", ["digest", "attendance"])
def test_where_there_is_no_email_its_address_leads_back(act: str) -> None:
    said = opened(a_busy_cafe(), f"/console/ahead/{OCCASION}.{act}/mail")
    assert (said.status_code, said.headers["Location"]) == (303, f"/console/ahead/{OCCASION}.{act}")


def test_holding_needs_a_reason_then_a_second_press_and_then_it_is_held() -> None:
    services = a_busy_cafe()
    wrong = pressed(services, REMINDER, action="hold", reason=" ")
    assert wrong.status_code == 422
    assert "<title>Error: Reminder, 1 day before" in wrong.get_body().decode().replace("\n", "").replace("  ", "")
    asked = pressed(services, REMINDER, action="hold", reason=WHY)
    assert "If it is still held on Wednesday 9 December 2026, 11:30am, it never happens." in text_of(asked)
    assert OCCASION + ".reminder-P1D" not in [row.act for row in rows(services, Hold)]
    done = pressed(services, REMINDER, action="hold", reason=WHY, sure="yes")
    assert (done.status_code, done.headers["Location"]) == (303, "/console?done=held")
    assert "It is held." in text_of(opened(services, "/console?done=held"))
    assert OCCASION + ".reminder-P1D" in [row.act for row in rows(services, Hold)]
    assert [(row.act, row.reason) for row in rows(services, AuditEntry)] == [("hold", WHY)]


def test_a_held_act_is_let_go_again() -> None:
    services, briefing = a_busy_cafe(), f"/console/ahead/{OCCASION}.briefing"
    assert "Held Since Tuesday 1 December 2026, 9am: The room is not certain." in text_of(opened(services, briefing))
    pressed(services, briefing, action="let-go", reason="It is.", sure="yes")
    assert f"{OCCASION}.briefing" not in [row.act for row in rows(services, Hold)]


def test_starting_says_what_it_does_and_starts() -> None:
    services = a_busy_cafe()
    asked = text_of(pressed(services, REMINDER, action="start", reason=WHY))
    assert "It happens now. It goes to: 43 people. It does not happen again at its time." in asked
    pressed(services, REMINDER, action="start", reason=WHY, sure="yes")
    assert [due.before for due in services.queues.drain(ReminderDue)] == ["P1D"]


def test_what_cannot_be_started_yet_says_why_and_keeps_the_reason() -> None:
    said = pressed(a_busy_cafe(), f"/console/ahead/{OCCASION}.briefing-update", action="start", reason=WHY)
    assert said.status_code == 409
    assert "The briefing comes first." in text_of(said)
    assert WHY in text_of(said)


def test_a_reason_that_names_somebody_is_turned_back_and_kept_on_the_page() -> None:
    said = pressed(a_busy_cafe(), REMINDER, action="hold", reason="Ask dr.jones@example.nhs.uk")
    assert said.status_code == 422
    assert "Leave out names" in text_of(said)
    assert "Ask dr.jones@example.nhs.uk" in text_of(said)


def test_a_button_that_is_not_there_does_nothing() -> None:
    services = a_busy_cafe()
    said = pressed(services, f"/console/ahead/{OCCASION}.attendance", action="hold", reason=WHY, sure="yes")
    assert (said.status_code, len(rows(services, Hold))) == (303, 2)


def test_an_act_of_another_series_and_an_unknown_one_are_closed() -> None:
    services = a_busy_cafe()
    assert opened(services, REMINDER, WEN_LI).status_code == 403
    assert pressed(services, REMINDER, WEN_LI, action="hold", reason=WHY, sure="yes").status_code == 403
    assert opened(services, f"{REMINDER}/mail", WEN_LI).status_code == 403
    assert opened(services, "/console/ahead/nothing").status_code == 404


def test_what_goes_by_retention_is_what_the_night_removes() -> None:
    services = a_busy_cafe()
    old = "pgdit-2025-12-03"
    services.tables.put(a_registration(session=old))
    said = text_of(opened(services, "/console/retention"))
    assert "Night Friday 4 December 2026 What goes Sign-ups, seats, waiting list, attendance and questions" in said
    night = datetime(2026, 12, 4, 3, tzinfo=NOW.tzinfo)
    for moment, there in ((night - timedelta(days=1), True), (night, False)):
        forget(services, moment)
        assert (services.tables.get(Registration, (old, a_registration().person)) is not None) is there


# --- what waits about people --------------------------------------------------------------------------------


def test_each_list_says_who_what_and_since_when_eight_on_a_page() -> None:
    services = a_busy_cafe()
    said = text_of(opened(services, "/console/waiting?kind=email"))
    assert said.count("Amara Nwosu") == 8
    assert "Confirmation: the mail system does not know this address" in said
    assert text_of(opened(services, "/console/waiting?kind=email&page=2")).count("Amara Nwosu") == 3
    assert text_of(opened(services, "/console/waiting?kind=email&page=99")).count("Amara Nwosu") == 3


def test_a_refused_sign_up_shows_the_persons_own_words_and_leads_to_its_correction() -> None:
    response = opened(a_busy_cafe(), "/console/waiting?kind=sign-up")
    assert "Enter an email address like name@example.nhs.uk They wrote: amara.nwosu at example" in text_of(response)
    assert 'href="/console/sign-ups/one"' in response.get_body().decode()


def test_whoever_corrects_a_sign_up_comes_from_the_list_and_goes_back_to_it() -> None:
    services, page = a_busy_cafe(), "/console/sign-ups/one"
    said = opened(services, page).get_body().decode()
    assert ("Correct somebody’s sign-up" in said, 'href="/console/waiting?kind=sign-up"' in said) == (True, True)
    fields = {name: str(value) for name, value in some_answers().items() if name.startswith("r") and len(name) == 33}
    done = pressed(services, page, **fields).headers["Location"]
    assert done == "/console/waiting?kind=sign-up&done=mended"
    assert "The sign-up is corrected." in text_of(opened(services, done))


def test_a_mistyped_address_is_corrected_in_two_presses() -> None:
    services, page = a_busy_cafe(), "/console/waiting/slip1"
    assert 'value="ben.okafor@example.nhs.uk"' in opened(services, page).get_body().decode()
    typed = {"action": "correct", "right": "ben.okafor@example.nhs.uk", "reason": "The address was mistyped."}
    asked = text_of(pressed(services, page, **typed))
    assert "1 place moves to ben.okafor@example.nhs.uk." in asked
    done = pressed(services, page, **typed, sure="yes")
    assert done.headers["Location"] == "/console/waiting?kind=slip&done=correct"
    right = services.tables.get(Registration, (SESSION, KEYS.person("ben.okafor@example.nhs.uk")))
    wrong = services.tables.get(Registration, (SESSION, KEYS.person(SLIP.email)))
    assert (right and right.state, wrong and wrong.state) == (RegistrationState.REGISTERED, RegistrationState.CANCELLED)
    assert [one.kind for one in rows(services, Matter) if one.kind is MatterKind.SLIP] == []
    assert opened(services, page).status_code == 404


@pytest.mark.parametrize(
    ("matter", "typed", "message"),
    [
        ("slip1", {"action": "correct", "right": "no address"}, "Enter an email address in the correct format"),
        ("slip1", {"action": "correct", "right": SLIP.email}, "Enter another address than the one that was typed"),
        ("slip1", {"action": "done"}, "Enter a reason. It goes into the audit trail."),
        ("choice1", {"action": "accept"}, "Select the café for which the person is signed up"),
        ("choice1", {"action": "refuse"}, "Enter what to tell the person. They read these words."),
        ("choice1", {"action": "refuse", "words": "x" * 501}, "Use 500 characters or fewer"),
    ],
)
def test_what_is_typed_wrongly_is_said_at_its_field_and_done_by_no_press(
    matter: str, typed: dict[str, str], message: str
) -> None:
    services = a_busy_cafe()
    for sure in ({}, {"sure": "yes"}):
        said = pressed(services, f"/console/waiting/{matter}", **typed, **sure)
        assert said.status_code == 422
        assert text_of(said).count(message) == 2
    assert len(rows(services, Matter)) == 13


def test_a_sign_up_is_accepted_for_one_cafe_or_refused_in_words() -> None:
    services = a_busy_cafe()
    services.tables.put(rows(services, FormResponse)[0].model_copy(update={"state": ResponseState.HELD}))
    asked = text_of(pressed(services, "/console/waiting/choice1", action="accept", series="educators"))
    assert "The person is signed up to: Virtual Café for educators. They get a confirmation." in asked
    pressed(services, "/console/waiting/choice1", action="accept", series="educators", sure="yes")
    assert [row.series for row in rows(services, FormResponse)] == ["educators"]
    other = a_busy_cafe()
    pressed(other, "/console/waiting/choice1", action="refuse", words="It is for doctors in training.", sure="yes")
    assert [row.kind for row in rows(other, Delivery)] == [MailKind.AUDIENCE]


def test_what_is_dealt_with_leaves_the_list_and_the_trail_says_why() -> None:
    services = a_busy_cafe()
    pressed(services, "/console/waiting/mail1", action="done", reason="They were told by phone.", sure="yes")
    assert "mail1" not in [one.id for one in rows(services, Matter)]
    assert [(row.act, row.reason) for row in rows(services, AuditEntry)] == [("done", "They were told by phone.")]


def test_what_waits_in_one_series_is_closed_to_who_hosts_another() -> None:
    services = a_busy_cafe()
    assert opened(services, "/console/waiting/slip1", WEN_LI).status_code == 403
    assert "Every email has arrived" in text_of(opened(services, "/console/waiting?kind=email", WEN_LI))


# --- what it costs ------------------------------------------------------------------------------------------


def written_over_days(services: MemoryServices) -> MemoryServices:
    """The same café, whose rows were written minutes apart."""
    minutes = count()
    tables = MemoryTables(lambda: NOW - 9 * DAY + next(minutes) * timedelta(minutes=2))
    for kind in row_kinds():
        for row in services.tables.rows(kind):
            tables.put(row)
    return replace(services, tables=tables)


def test_each_page_costs_twelve_operations_at_most_with_many_people_and_ten_years_behind_it() -> None:
    services = a_busy_cafe()
    for number in range(2_000):
        services.tables.put(a_registration(details=a_sign_up(email=f"q{number}@example.org")))
    services = written_over_days(services)
    for month in range(120):
        start = START - timedelta(days=30 * month + 40)
        services.tables.put(services.tables.rows(Session)[0].model_copy(update={"id": f"pgdit-{start:%Y-%m-%d}"}))
    for session in (SESSION, "educators-2026-12-17"):
        roll_of(services, session)  # the night keeps it ready
    acts = [f"/console/ahead/{one.act.id}" for one in look_ahead(services, NOW).expected]
    mails = [f"/console/ahead/{one.act.id}/mail" for one in look_ahead(services, NOW).expected if has_preview(one.act)]
    lists = [f"/console/waiting?kind={kind}" for kind in ("audience", "sign-up", "slip", "email")]
    each = [f"/console/waiting/{one}" for one in ("slip1", "mail1", "choice1")]
    costs = {}
    for address in ("/console", "/console/retention", *acts, *mails, *lists, *each):
        opened(services, address)
        services.tables.operations.clear()
        assert opened(services, address).status_code in (200, 303)
        costs[address] = len(services.tables.operations)
    assert {address: cost for address, cost in costs.items() if cost > 12} == {}
