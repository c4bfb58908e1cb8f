"""What waits for a person of the team: refused emails, and addresses that look like a slip."""

import json

import pytest

from functions.failed_work import waiting_requested
from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    a_delivery,
    a_registration,
    a_request,
    a_session,
    a_sign_up,
    some_answers,
)
from local.memory.services import KEYS, MemoryServices, some_services, some_settings
from shared.attention.rows import Matter, MatterKind
from shared.audit_trail.rows import AuditEntry
from shared.delivery.sending import deliver
from shared.errors import NotThere, NotUsable
from shared.forms.intake import PAGE, take_in
from shared.forms.working import work
from shared.mail.rows import Delivery, DeliveryState
from shared.messages import DeliveryDue, ResponseReceived
from shared.operations.health import measure
from shared.operations.waiting import done_with, waiting_for_you
from shared.privacy.erasing import erase
from shared.programme.forms import Answer
from shared.sessions.rows import OpenSession
from shared.web.principal import Role
from tests.web.test_principal import signed_in_as


def refused() -> MemoryServices:
    """Exchange refused the confirmation of Amara's place, twice over."""
    delivery = a_delivery()
    services = some_services(having=[a_session(), a_registration(), delivery])
    services.graph.refuses.add(ADDRESS)
    for _ in range(2):
        deliver(services, DeliveryDue(purpose=delivery.purpose, person=delivery.person), NOW)
    return services


def test_a_refused_email_waits_once_with_the_persons_address() -> None:
    services = refused()
    assert [row.state for row in services.tables.rows(Delivery)] == [DeliveryState.REFUSED]
    (waits,) = waiting_for_you(services)
    assert (waits["kind"], waits["about"], waits["email"], waits["reason"]) == (
        "refused",
        SESSION,
        "amara.nwosu@example.nhs.uk",
        "confirmation: ErrorInvalidRecipients",
    )
    assert "amara" not in str([row.model_dump() for row in services.tables.rows(Matter)])
    assert measure(services, NOW).waiting == 1


def test_each_facilitator_sees_what_is_about_their_series_and_a_coordinator_sees_all() -> None:
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    for number, about in enumerate(("pgdit-2026-12-09", "educators-2026-12-17", "educators", "2026-W50", "a-row")):
        matter = Matter(id=str(number), kind=MatterKind.REFUSED, about=about, person="p", at=NOW)
        services.tables.insert(matter)
    seen = {
        role.value + address[:3]: {
            one["about"]
            for one in json.loads(
                waiting_requested.answer(services, a_request(headers=signed_in_as(role, address)), NOW).get_body()
            )
        }
        for role, address in (
            (Role.FACILITATOR, "marcus.oyelaran@example.nhs.uk"),
            (Role.FACILITATOR, "wenli.tan@example.nhs.uk"),
            (Role.COORDINATOR, "col.ordinator@example.nhs.uk"),
        )
    }
    assert seen == {
        "Facilitatormar": {"pgdit-2026-12-09"},
        "Facilitatorwen": {"educators-2026-12-17", "educators"},
        "Coordinatorcol": {"pgdit-2026-12-09", "educators-2026-12-17", "educators", "2026-W50", "a-row"},
    }


def test_somebody_deals_with_it_and_says_how() -> None:
    services = refused()
    (waits,) = waiting_for_you(services)
    with pytest.raises(NotUsable):
        done_with(services, waits["id"], "a-coordinator", "", NOW)
    done_with(services, waits["id"], "a-coordinator", "Phoned her.", NOW)
    assert list(waiting_for_you(services)) == []
    assert [(row.act, row.reason) for row in services.tables.rows(AuditEntry)] == [("done", "Phoned her.")]
    with pytest.raises(NotThere):
        done_with(services, waits["id"], "a-coordinator", "Again.", NOW)


def test_erasing_a_person_takes_what_waits_about_them() -> None:
    services = refused()
    erase(services, ADDRESS, "asked", "an-admin", NOW)
    assert services.tables.rows(Matter) == []


def signed_up(email: str) -> MemoryServices:
    services = some_services(having=[a_session(), OpenSession(id=SESSION)])
    take_in(services, PAGE, "1", some_answers({Answer.EMAIL: email}), NOW)
    for _ in range(2):
        work(services, ResponseReceived(form=PAGE, response="1"), NOW)
    return services


def test_an_address_that_looks_like_a_slip_is_kept_and_the_team_is_shown() -> None:
    services = signed_up("jo.bloggs@gmial.com")
    (waits,) = waiting_for_you(services)
    assert (waits["kind"], waits["email"], waits["meant"]) == ("slip", "jo.bloggs@gmial.com", "jo.bloggs@gmail.com")
    assert services.tables.get(Matter, (Matter.PARTITION, waits["id"])) is not None


def test_nothing_waits_for_an_address_that_looks_right_or_was_corrected() -> None:
    assert list(waiting_for_you(signed_up("jo.bloggs@mail.com"))) == []
    services = signed_up("jo.bloggs@gmial.com")
    person = KEYS.person("jo.bloggs@gmial.com")
    services.tables.put(a_registration(person=person, details=a_sign_up(email="jo.bloggs@gmail.com")))
    assert list(waiting_for_you(services)) == []
