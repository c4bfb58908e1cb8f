"""Emails on pages: what went wrong and why, how far those of a session have come, and whom one is for."""

import re
from datetime import timedelta
from urllib.parse import quote

import azure.functions as func
import pytest

from local.memory.builders import NOW, SESSION, START, a_delivery, a_registration, a_session, a_sign_up
from local.memory.services import MemoryServices, some_services, some_settings
from shared.audit_trail.rows import AuditEntry
from shared.delivery.sending import deliver
from shared.mail.rows import Delivery, DeliveryState, MailKind, Tally, Trouble
from shared.mail.tallies import come_so_far
from shared.mail.troubles import note_trouble, troubles
from shared.messages import DeliveryDue
from shared.privacy.forgetting import forget
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import SessionState
from tests.pages.site import Visit, answer
from tests.the_app import deployed
from tests.web.test_principal import ADMIN, FACILITATOR, a_header

HOME = "/console/deliveries"
LEAD = a_header(("oid", "9"), ("roles", "Lead"))
OTHER = a_header(("oid", "8"), ("roles", "Facilitator"), ("preferred_username", "nobody@example.org"))
REMINDER = "pgdit-2026-12-09T1230.reminder-P7D"
LATER = START - timedelta(hours=30)
"""The first reminder went, the second is due in the evening."""


def an_email(name: str, state: DeliveryState, reason: str = "", purpose: str = REMINDER) -> Delivery:
    return a_delivery(
        purpose=purpose,
        email=f"{name.lower()}@example.org",
        kind=MailKind.REMINDER,
        detail="P7D",
        state=state,
        reason=reason,
    )


def a_cafe() -> MemoryServices:
    """A session with three people; the reminder reached one, missed one and was refused for one."""
    deployed()
    names = ("Amara", "Ben", "Chidi")
    services = some_services(settings=some_settings(signed_in_by_platform=True), having=[a_session()])
    for name in names:
        services.tables.put(a_registration(details=a_sign_up(name=name, email=f"{name.lower()}@example.org")))
    services.tables.put(an_email("Amara", DeliveryState.SENT))
    for name, state, reason in (
        ("Ben", DeliveryState.MISSED, "the person has no seat"),
        ("Chidi", DeliveryState.REFUSED, "bounced"),
    ):
        row = an_email(name, state, reason)
        services.tables.put(row)
        note_trouble(services, row, state, reason, LATER - timedelta(hours=1))
    services.tables.operations.clear()
    return services


def get(services: MemoryServices, address: str, who: dict[str, str] = ADMIN) -> func.HttpResponse:
    return answer(services, Visit("GET", address, b"", who), LATER)


def rows(response: func.HttpResponse) -> list[list[str]]:
    """The cells of the page's last table."""
    body = response.get_body().decode().rpartition("<tbody")[2].partition("</tbody>")[0]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell.partition("</span>")[2] or cell).split()) for cell in row]
        for row in (re.findall(r"<t[dh].*?</t[dh]>", part, re.DOTALL) for part in body.split("</tr>")[:-1])
    ]


def test_what_went_wrong_lately_says_which_email_why_and_about_what() -> None:
    found = get(a_cafe(), HOME)
    assert sorted(row[1:] for row in rows(found)) == [
        [
            "Reminder",
            "Virtual Café for postgraduate doctors in training, 9 December 2026",
            "Not sent: the person had no seat",
            "The person",
        ],
        [
            "Reminder",
            "Virtual Café for postgraduate doctors in training, 9 December 2026",
            "Refused: it came back, because the other side did not take it",
            "The person",
        ],
    ]
    assert [row[3] for row in rows(get(a_cafe(), f"{HOME}?state=refused"))] == [
        "Refused: it came back, because the other side did not take it"
    ]
    assert "Nothing went wrong in the last three months." in get(a_cafe(), f"{HOME}?state=unknown").get_body().decode()


def test_an_email_that_ends_badly_is_noted_when_it_does() -> None:
    services = some_services(having=[a_session(), a_registration(state=RegistrationState.CANCELLED), a_delivery()])
    deliver(services, DeliveryDue(purpose=a_delivery().purpose, person=a_delivery().person), NOW)
    (trouble,) = services.tables.rows(Trouble)
    assert (trouble.state, trouble.kind, trouble.about) == (DeliveryState.MISSED, MailKind.CONFIRMATION, SESSION)


def test_the_emails_of_a_session_are_counted_by_how_far_they_have_come() -> None:
    services = a_cafe()
    found = rows(get(services, f"{HOME}?session={SESSION}"))
    assert found[0] == ["Reminder", "Wednesday 2 December 2026, 12:30pm", "0", "1", "1", "1"]
    assert [row[0] for row in found] == ["Reminder", "Reminder", "Reminder", "Briefing"]
    assert len(services.tables.operations) <= 12


def test_a_number_leads_to_the_people_by_name_and_the_look_is_in_the_trail() -> None:
    services = a_cafe()
    page = get(services, f"{HOME}?session={SESSION}").get_body().decode()
    (address,) = re.findall(r'href="(/console/deliveries/[^"]+state=refused)"', page)
    assert rows(get(services, address)) == [
        ["Chidi", "Refused", "it came back, because the other side did not take it"]
    ]
    assert [row[0] for row in rows(get(services, address.partition("?")[0]))] == ["Amara", "Ben", "Chidi"]
    assert [(one.act, one.about) for one in services.tables.rows(AuditEntry)] == [
        ("look at emails", f"session.{SESSION}")
    ]


def test_a_lead_sees_numbers_and_nobodys_page_and_other_facilitators_see_no_names() -> None:
    services = a_cafe()
    for address in (HOME, f"{HOME}?session={SESSION}"):
        for who in (LEAD, OTHER):
            page = get(services, address, who).get_body().decode()
            assert not re.search(r'href="/console/(people|deliveries/)', page)
    assert [get(services, f"{HOME}/{SESSION}/reminder-P7D", who).status_code for who in (LEAD, OTHER, FACILITATOR)] == [
        403,
        403,
        200,
    ]


@pytest.mark.parametrize("address", [f"{HOME}?session=pgdit-1999-01-01", f"{HOME}/{SESSION}/reminder-P9D"])
def test_an_unknown_session_or_email_is_not_found(address: str) -> None:
    assert get(a_cafe(), address).status_code == 404


@pytest.mark.parametrize("begin", ["0000-01.1", "2026-13.1", "٢٠٢٦-12.1", "x", "2026-11.\x9d"])
def test_a_page_that_nothing_leads_to_is_a_page(begin: str) -> None:
    assert get(a_cafe(), f"/console/deliveries?from={quote(begin)}").status_code == 200


def test_thousands_of_emails_cost_a_page_what_a_few_do() -> None:
    services = a_cafe()
    for number in range(5_000):
        services.tables.put(an_email(f"p{number}", DeliveryState.SENT))
    get(services, f"{HOME}?session={SESSION}")
    services.tables.operations.clear()
    assert rows(get(services, f"{HOME}?session={SESSION}"))[0][3] == "5001"
    assert len([one for one in services.tables.operations if one[1] == "deliveries"]) <= 12


def test_a_tally_follows_what_changes() -> None:
    services = a_cafe()
    tally = Tally(session=SESSION, purpose=REMINDER)
    for number in range(30):
        services.tables.put(an_email(f"p{number}", DeliveryState.PENDING))
    assert len(come_so_far(services, tally, is_over=False)) == 33
    (kept,) = services.tables.rows(Tally)
    services.tables.put(an_email("p7", DeliveryState.SENT))
    states = [one.state for one in come_so_far(services, kept, is_over=False)]
    assert (states.count(DeliveryState.PENDING), states.count(DeliveryState.SENT)) == (29, 2)


def test_once_all_emails_have_ended_the_copy_is_all_that_is_read() -> None:
    services = a_cafe()
    come_so_far(services, Tally(session=SESSION, purpose=REMINDER), is_over=True)
    (kept,) = services.tables.rows(Tally)
    services.tables.operations.clear()
    assert len(come_so_far(services, kept, is_over=True)) == 3
    assert services.tables.operations == []


def test_troubles_and_tallies_go_as_the_deliveries_do() -> None:
    closed = a_session(state=SessionState.CLOSED)
    services = a_cafe()
    services.tables.put(closed)
    services.tables.put(Tally(session=SESSION, purpose=REMINDER))
    forget(services, closed.end + timedelta(days=364))
    assert (len(services.tables.rows(Tally)), len(services.tables.rows(Trouble))) == (1, 2)
    forget(services, closed.end + timedelta(days=396))
    assert services.tables.rows(Trouble) == []


def test_troubles_are_paged_newest_first() -> None:
    services = some_services()
    for number in range(60):
        row = an_email(f"p{number}", DeliveryState.MISSED)
        note_trouble(services, row, DeliveryState.MISSED, str(number), NOW + timedelta(minutes=number))
    first = troubles(services, None, NOW + timedelta(hours=2))
    second = troubles(services, None, NOW + timedelta(hours=2), first.next)
    assert [row.reason for row in (*first.rows, *second.rows)] == [str(number) for number in reversed(range(60))]
    assert troubles(services, None, NOW, "2026-13.x").rows == troubles(services, None, NOW).rows
