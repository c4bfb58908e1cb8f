"""Health: what is measured, what is amiss, and which timers have fallen silent."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW, a_delivery
from local.memory.services import MemoryServices, some_services
from shared.failures import failed_work
from shared.graph.protocol import GraphUnavailable, NotPermitted, OutcomeUnknown, Throttled
from shared.mail.rows import DeliveryState
from shared.messages import DeliveryDue, Message, SessionPlanned
from shared.operations import heartbeats
from shared.operations.health import Health, measure, oldest_due, read_health
from shared.operations.heartbeats import LONGEST_SILENCE, beat
from shared.operations.rows import Heartbeat, Pulse
from shared.storage.queues import encode, poison_of

MINUTE = timedelta(minutes=1)


def due_since(services: MemoryServices, age: timedelta, state: DeliveryState = DeliveryState.PENDING) -> None:
    """A mail whose message can be seen, due for so long."""
    row = a_delivery(due=NOW - age, state=state, email=f"{age.total_seconds():.0f}@example.org")
    services.tables.put(row)
    services.queues.send(DeliveryDue(purpose=row.purpose, person=row.person))


def test_before_anything_was_measured_the_cafe_is_not_ready() -> None:
    assert read_health(some_services(), NOW) == Health(("nothing was measured yet",))


def test_a_cafe_that_works_is_ready() -> None:
    services = some_services()
    measure(services, NOW)
    seen = read_health(services, NOW + MINUTE)
    assert (seen.amiss, seen.measured_at, seen.oldest_due_seconds, seen.failed) == ((), NOW, 0, 0)
    assert set(seen.timers) == set(LONGEST_SILENCE)


def test_asking_costs_two_reads_however_much_is_kept() -> None:
    services = some_services()
    for number in range(30):
        failed_work.keep_message(services, SessionPlanned.QUEUE, str(number), NOW)
    measure(services, NOW)
    services.tables.operations.clear()
    assert read_health(services, NOW).failed == 30
    assert services.tables.operations == [("get", "pulses"), ("query", "heartbeats")]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotPermitted("The app may not do this"), "Graph cannot be used: The app may not do this"),
        (GraphUnavailable(), "Graph cannot be used: GraphUnavailable"),
        (OutcomeUnknown("no answer"), "Graph cannot be used: no answer"),
        (Throttled(MINUTE), "Graph cannot be used: throttled for 60 s"),
    ],
)
def test_graph_that_cannot_be_used_is_amiss_until_it_can(error: Exception, said: str) -> None:
    services = some_services()
    services.graph.fail("was_sent", error)
    measure(services, NOW)
    assert read_health(services, NOW).amiss == (said,)
    measure(services, NOW + 5 * MINUTE)
    assert read_health(services, NOW + 5 * MINUTE).amiss == ()


def test_measuring_asks_graph_once() -> None:
    services = some_services()
    measure(services, NOW)
    assert services.graph.calls.total() == 1


def test_the_age_of_the_mail_due_longest_is_of_those_that_still_wait() -> None:
    services = some_services()
    due_since(services, 3 * MINUTE)
    due_since(services, 20 * MINUTE, DeliveryState.SENDING)
    due_since(services, 90 * MINUTE, DeliveryState.SENT)
    services.queues.send(DeliveryDue(purpose="nothing.confirmation", person="x"))
    assert oldest_due(services, NOW) == 20 * MINUTE


def test_a_mail_that_waits_for_its_slot_is_not_late() -> None:
    services = some_services()
    row = services.tables.put(a_delivery(due=NOW + 60 * MINUTE))
    services.queues.send(DeliveryDue(purpose=row.purpose, person=row.person), 60 * MINUTE)
    assert oldest_due(services, NOW) == timedelta(0)


def test_a_mail_due_for_long_is_amiss() -> None:
    services = some_services()
    due_since(services, 15 * MINUTE)
    measure(services, NOW)
    assert read_health(services, NOW).amiss == ()
    due_since(services, 16 * MINUTE)
    measure(services, NOW)
    assert read_health(services, NOW).amiss == ("a mail has been due for 16 minutes",)


# --- timers -----------------------------------------------------------------------------------------------


def test_a_timer_that_falls_silent_is_amiss_and_the_measuring_itself_too() -> None:
    services = some_services()
    measure(services, NOW)
    for timer in LONGEST_SILENCE:
        beat(services, timer, NOW)
    silent = {
        hours: {one.split()[0] for one in read_health(services, NOW + timedelta(hours=hours)).amiss}
        for hours in (0, 1, 26)
    }
    assert silent[0] == set()
    assert silent[1] >= {"on_reminders_due", "on_pulse_due", "on_closing_due"}
    assert set(LONGEST_SILENCE) - silent[1] >= {"on_planning_due", "on_bulletin_draft_due"}
    assert silent[26] == set(LONGEST_SILENCE) - {"on_bulletin_draft_due"}


def test_a_timer_that_never_ran_is_amiss_once_it_had_its_time() -> None:
    services = some_services()
    measure(services, NOW)
    day_later = NOW + timedelta(days=1, hours=2)
    for timer in set(LONGEST_SILENCE) - {"on_planning_due"}:
        beat(services, timer, day_later)
    measure(services, day_later)
    assert read_health(services, day_later).amiss == ("on_planning_due has not run since 2026-12-01T09:00Z",)


def test_a_timer_that_is_new_has_its_time_first() -> None:
    services = some_services()
    measure(services, NOW)
    later = NOW + timedelta(days=30)
    for timer in LONGEST_SILENCE:
        beat(services, timer, later)
    services.tables.delete(Heartbeat(timer="on_audit_due", at=NOW))
    measure(services, later)
    assert read_health(services, later).amiss == ()


def test_a_timer_that_is_no_more_is_not_missed() -> None:
    services = some_services(having=[Heartbeat(timer="on_something_due", at=NOW - timedelta(days=400))])
    measure(services, NOW)
    assert read_health(services, NOW).amiss == ()


def test_a_beat_costs_the_same_however_often_there_was_one() -> None:
    services = some_services()
    for number in range(3):
        beat(services, "on_audit_due", NOW + number * MINUTE)
    assert heartbeats.last_beats(services) == {"on_audit_due": NOW + 2 * MINUTE}
    assert services.tables.calls == {"put_latest": 3, "partition": 1}


def test_two_that_beat_and_measure_at_once_do_no_harm() -> None:
    services = some_services()
    beat(services, "on_audit_due", NOW)
    services.tables.meanwhile("put_latest", lambda: beat(services, "on_audit_due", NOW + MINUTE))
    beat(services, "on_audit_due", NOW + 2 * MINUTE)
    measure(services, NOW)
    services.tables.meanwhile("put_latest", lambda: measure(services, NOW + MINUTE))
    measure(services, NOW + 2 * MINUTE)
    (pulse,) = [services.tables.get(Pulse, (Pulse.PARTITION, Pulse.ID))]
    assert (heartbeats.last_beats(services)["on_audit_due"], pulse and pulse.at) == (NOW + 2 * MINUTE, NOW + 2 * MINUTE)


# --- what was left among the poison -----------------------------------------------------------------------


def test_whatever_lies_among_the_poison_messages_of_any_queue_is_kept() -> None:
    services = some_services()
    for kind in Message.__subclasses__():
        services.queues.raw[poison_of(kind.QUEUE)] = ["by hand", encode(SessionPlanned(session="s"))]
    measure(services, NOW)
    assert {row.step for row in failed_work.kept(services)} == {kind.QUEUE for kind in Message.__subclasses__()}
    assert (
        len(list(failed_work.kept(services))) == 2 * len(Message.__subclasses__()) == read_health(services, NOW).failed
    )
    assert [texts for texts in services.queues.raw.values() if texts] == []


def test_what_cannot_be_kept_stays_among_the_poison_messages() -> None:
    services = some_services()
    services.queues.raw[poison_of(SessionPlanned.QUEUE)] = ["by hand"]
    services.tables.fail("insert", ConnectionError("away"))
    with pytest.raises(ConnectionError):
        measure(services, NOW)
    assert services.queues.raw == {"session-planned-poison": ["by hand"]}
