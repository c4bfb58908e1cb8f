"""Mail that came back: its delivery ends as refused, and somebody of the team hears of it."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, SESSION, a_delivery, a_registration, a_session
from local.memory.services import MemoryServices, some_services, the_programme
from shared.delivery.bounces import read_bounces
from shared.delivery.sending import deliver
from shared.graph.protocol import GraphUnavailable
from shared.mail.rows import BouncesRead, Delivery, DeliveryState
from shared.messages import DeliveryDue
from shared.operations.waiting import done_with, waiting_for_you
from shared.programme.model import Programme
from shared.storage.tables import RowChanged

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SENT = a_delivery(state=DeliveryState.SENT, settled_at=NOW)


def having(delivery: Delivery = SENT, programme: Programme | None = None) -> MemoryServices:
    """Services with this delivery, to somebody who has a seat."""
    rows = [a_session(), a_registration(), delivery]
    return some_services(having=rows, programme=programme or the_programme())


def ends(services: MemoryServices) -> list[tuple[DeliveryState, str]]:
    return [(row.state, row.reason) for row in services.tables.rows(Delivery)]


def test_a_mail_to_an_unknown_address_ends_as_refused_and_waits_for_a_person() -> None:
    services = having(a_delivery())
    services.graph.unknown[ADDRESS] = NOW + MINUTE
    deliver(services, DeliveryDue(purpose=SENT.purpose, person=SENT.person), NOW)
    assert ends(services) == [(DeliveryState.SENT, "")]
    assert read_bounces(services, NOW + 7 * MINUTE) == 1
    assert ends(services) == [(DeliveryState.REFUSED, "bounced")]
    assert [row.settled_at for row in services.tables.rows(Delivery)] == [NOW + 7 * MINUTE]
    (waits,) = waiting_for_you(services)
    assert (waits["kind"], waits["about"], waits["email"], waits["reason"]) == (
        "bounced",
        SESSION,
        "amara.nwosu@example.nhs.uk",
        "confirmation: bounced",
    )


def test_a_report_that_is_read_again_changes_nothing_and_does_not_come_back_to_whoever_dealt_with_it() -> None:
    services = having()
    services.graph.bounce(SENT.id, NOW)
    assert [read_bounces(services, NOW + MINUTE), read_bounces(services, NOW + 31 * MINUTE)] == [1, 0]
    (waits,) = waiting_for_you(services)
    done_with(services, waits["id"], "a-coordinator", "Phoned her.", NOW + HOUR)
    assert read_bounces(services, NOW + HOUR) == 0
    assert list(waiting_for_you(services)) == []
    assert ends(services) == [(DeliveryState.REFUSED, "bounced")]


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN])
def test_a_mail_that_may_have_gone_and_came_back_is_refused(state: DeliveryState) -> None:
    services = having(a_delivery(state=state))
    services.graph.bounce(SENT.id, NOW)
    assert read_bounces(services, NOW) == 1
    assert ends(services) == [(DeliveryState.REFUSED, "bounced")]


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.REFUSED, DeliveryState.MISSED])
def test_a_mail_that_has_not_gone_stays_as_it_is(state: DeliveryState) -> None:
    services = having(a_delivery(state=state, reason="as it was"))
    services.graph.bounce(SENT.id, NOW)
    assert read_bounces(services, NOW) == 0
    assert ends(services) == [(state, "as it was")]
    assert list(waiting_for_you(services)) == []


@pytest.mark.parametrize("delivery_id", ["", "nobody", "/", "another.purpose/somebody"])
def test_a_report_about_no_mail_of_ours_is_left(delivery_id: str) -> None:
    services = having()
    services.graph.bounce(delivery_id, NOW)
    assert read_bounces(services, NOW) == 0
    assert ends(services) == [(DeliveryState.SENT, "")]


def test_a_reading_begins_an_hour_before_the_last_one_so_that_a_late_report_is_read() -> None:
    services = having()
    read_bounces(services, NOW)
    services.graph.bounce(SENT.id, NOW - 59 * MINUTE)
    assert read_bounces(services, NOW + 30 * MINUTE) == 1


def test_the_first_reading_looks_back_two_days() -> None:
    services = having()
    services.graph.bounce(SENT.id, NOW - 2 * DAY)
    assert read_bounces(services, NOW) == 1


def test_a_mailbox_is_read_again_from_where_a_reading_failed() -> None:
    services = having()
    read_bounces(services, NOW - 3 * HOUR)
    services.graph.bounce(SENT.id, NOW - 2 * HOUR)
    services.graph.fail("bounces", GraphUnavailable("away"))
    assert read_bounces(services, NOW) == 0
    assert [row.until for row in services.tables.rows(BouncesRead)] == [NOW - 3 * HOUR]
    assert read_bounces(services, NOW + 30 * MINUTE) == 1


def test_a_reading_that_died_before_it_settled_the_mail_is_done_again() -> None:
    services = having()
    services.graph.bounce(SENT.id, NOW)
    services.tables.fail("replace", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        read_bounces(services, NOW)
    assert read_bounces(services, NOW + MINUTE) == 1
    assert ends(services) == [(DeliveryState.REFUSED, "bounced")]
    assert len(list(waiting_for_you(services))) == 1


def test_a_delivery_that_changes_meanwhile_is_read_once_more() -> None:
    services = having(a_delivery(state=DeliveryState.SENDING))
    services.graph.bounce(SENT.id, NOW)
    services.tables.fail("replace", RowChanged("deliveries"))
    assert read_bounces(services, NOW) == 1
    assert ends(services) == [(DeliveryState.REFUSED, "bounced")]


def test_every_mailbox_that_sends_is_read() -> None:
    programme = the_programme()
    bulk = ("bulletin@example.nhs.uk",)
    organiser = programme.organiser.model_copy(update={"bulk_mailboxes": bulk})
    services = having(programme=programme.model_copy(update={"organiser": organiser}))
    services.graph.bounce(SENT.id, NOW, sender=bulk[0])
    assert read_bounces(services, NOW) == 1
    assert services.graph.calls["bounces"] == 2
    assert len(services.tables.rows(BouncesRead)) == 2


def test_no_log_line_says_who_it_was(caplog: pytest.LogCaptureFixture) -> None:
    services = having()
    services.graph.bounce(SENT.id, NOW)
    services.graph.bounce("", NOW)
    with caplog.at_level("INFO"):
        read_bounces(services, NOW)
    assert [one.msg for one in caplog.records] == ["delivery settled: %s", "reports lead to no mail of ours"]
    assert "amara" not in caplog.text.casefold()
