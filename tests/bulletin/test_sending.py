"""Sending the bulletin: once to each reader, whatever goes wrong."""

import pytest

from local.memory.builders import ADDRESS, NOW, a_subscription, an_issue, an_item
from local.memory.services import KEYS, some_services
from shared.bulletin.rows import IssueState
from shared.bulletin.sending import send_issue
from shared.mail.rows import Delivery, Lane, MailKind
from shared.messages import DeliveryDue
from shared.programme.model import STAKEHOLDERS
from tests.bulletin.bulletins import OFFICES, STAKEHOLDER, WEEK, announced, approved, the_only_issue


def test_however_often_the_queue_delivers_it_each_reader_is_mailed_once() -> None:
    services = approved(a_subscription(), a_subscription(audience="educators"), a_subscription(email="b@example.org"))
    for _ in range(3):
        send_issue(services, WEEK, NOW)
    readers = sorted([KEYS.person(ADDRESS), KEYS.person("b@example.org"), *OFFICES])
    assert announced(services, MailKind.BULLETIN) == readers
    assert sorted(due.person for due in services.queues.waiting(DeliveryDue)) == readers
    assert {row.lane for row in services.tables.rows(Delivery)} == {Lane.BULK}
    assert the_only_issue(services).state is IssueState.SENT


@pytest.mark.parametrize("call", ["get", "partition", "insert", "insert_all", "replace"])
@pytest.mark.parametrize("after", [True, False])
def test_a_crash_at_any_point_of_the_fan_out_is_made_up_for(call: str, after: bool) -> None:
    services = approved(a_subscription())
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        send_issue(services, WEEK, NOW)
    send_issue(services, WEEK, NOW)
    assert announced(services, MailKind.BULLETIN) == sorted([KEYS.person(ADDRESS), *OFFICES])
    assert {due.person for due in services.queues.waiting(DeliveryDue)} == {KEYS.person(ADDRESS), *OFFICES}
    assert the_only_issue(services).state is IssueState.SENT


def test_only_audiences_that_the_issue_has_something_for_are_mailed() -> None:
    services = approved(
        a_subscription(), a_subscription(audience="educators", email="e@example.org"), audiences=["pgdit"]
    )
    send_issue(services, WEEK, NOW)
    assert announced(services, MailKind.BULLETIN) == [KEYS.person(ADDRESS)]


def test_somebody_who_never_confirmed_or_has_ended_it_is_not_mailed_not_even_by_office() -> None:
    services = approved(
        a_subscription(confirmed=False),
        a_subscription(email="b@example.org", ended=True),
        a_subscription(audience=STAKEHOLDERS, email=STAKEHOLDER, ended=True),
    )
    send_issue(services, WEEK, NOW)
    assert announced(services, MailKind.BULLETIN) == [OFFICES[1]]


def test_nobodys_unconfirmed_wish_takes_a_stakeholder_out() -> None:
    services = approved(a_subscription(audience=STAKEHOLDERS, email=STAKEHOLDER, confirmed=False))
    send_issue(services, WEEK, NOW)
    assert announced(services, MailKind.BULLETIN) == sorted(OFFICES)


@pytest.mark.parametrize("issue", ["2026-W51", WEEK])
def test_an_issue_that_is_not_approved_is_not_sent(issue: str) -> None:
    services = some_services(having=[an_item(), an_issue(id=WEEK)])
    send_issue(services, issue, NOW)
    assert services.tables.rows(Delivery) == []
    assert services.queues.sent == []
