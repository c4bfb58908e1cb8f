"""Operations: the audit's findings reach the log, and whoever asks how the café is gets an answer, whatever happens."""

import asyncio
import json
import logging
import threading
import time
from datetime import timedelta
from http import HTTPStatus

import azure.functions as func
import pytest

from functions.operations import answer_health, shown
from local.memory.builders import NOW, SESSION, START, a_request, a_session
from local.memory.services import some_services
from shared.operations.books import audit_books
from shared.operations.health import Health
from shared.operations.watch import Watch
from shared.sessions.rows import SessionState
from shared.storage.unavailable import StorageUnavailable
from tests.coroutines import done
from tests.the_app import deployed

AFTER = START + timedelta(days=2)
WELL = Health((), NOW)


def test_each_thing_that_is_amiss_is_a_warning_with_ids_alone(caplog: pytest.LogCaptureFixture) -> None:
    services = some_services(having=[a_session()])
    with caplog.at_level(logging.WARNING):
        assert audit_books(services, AFTER) == 1
    (record,) = caplog.records
    assert record.msg == "the books do not balance"
    assert (record.__dict__["about"], record.__dict__["what"]) == (SESSION, "is over but was not closed")


def test_when_nothing_is_amiss_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    services = some_services(having=[a_session(state=SessionState.CANCELLED)])
    assert audit_books(services, AFTER) == 0
    assert caplog.records == []


def test_what_is_older_than_two_weeks_is_not_looked_at_again() -> None:
    services = some_services(having=[a_session()])
    assert audit_books(services, START + timedelta(days=14)) == 1
    assert audit_books(services, START + timedelta(days=16)) == 0


# --- health -----------------------------------------------------------------------------------------------


class Seen:
    """A look at the health that can be told what to see, to raise, or to wait; it counts how often it looked."""

    def __init__(self, *outcomes: Health | Exception) -> None:
        self.outcomes, self.looks, self.go_on = list(outcomes), 0, threading.Event()
        self.go_on.set()

    def __call__(self) -> Health:
        self.looks += 1
        self.go_on.wait(5)
        outcome = self.outcomes[min(self.looks, len(self.outcomes)) - 1]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def test_the_health_is_what_was_seen() -> None:
    assert done(Watch(Seen(WELL)).health(NOW)) == WELL


def test_many_who_ask_at_the_same_time_cost_one_look() -> None:
    seen = Seen(WELL)
    watch = Watch(seen)

    async def many() -> list[Health]:
        return await asyncio.gather(*(watch.health(NOW) for _ in range(20)))

    assert done(many()) == [WELL] * 20
    assert seen.looks == 1


def test_a_look_is_good_for_a_few_seconds_and_then_there_is_another() -> None:
    seen = Seen(WELL, Health(("it broke",)))
    watch = Watch(seen)
    asked = [done(watch.health(NOW + timedelta(seconds=after))) for after in (0, 4, 6)]
    assert [one.amiss for one in asked] == [(), (), ("it broke",)]
    assert seen.looks == 2


def test_when_storage_hangs_the_answer_comes_in_time_and_nobody_piles_up_behind_it() -> None:
    seen = Seen(WELL)
    seen.go_on.clear()
    watch, start = Watch(seen), time.monotonic()
    asked = [done(watch.health(NOW + timedelta(seconds=after))) for after in (0, 60)]
    assert [one.amiss for one in asked] == [("storage does not answer in time",)] * 2
    assert time.monotonic() - start < 1.5
    assert seen.looks == 1
    seen.go_on.set()


def test_while_a_new_look_is_under_way_the_last_one_answers_at_once_for_half_a_minute() -> None:
    seen = Seen(WELL)
    watch = Watch(seen)
    assert done(watch.health(NOW)) == WELL
    seen.go_on.clear()
    start = time.monotonic()
    assert [done(watch.health(NOW + timedelta(seconds=after))) for after in (6, 29)] == [WELL, WELL]
    assert time.monotonic() - start < 0.5
    assert done(watch.health(NOW + timedelta(seconds=31))).amiss == ("storage does not answer in time",)
    assert seen.looks == 2
    seen.go_on.set()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StorageUnavailable("no route to host"), "storage does not answer"),
        (RuntimeError("Amara Nwosu"), "the app cannot tell: RuntimeError"),
    ],
)
def test_a_look_that_fails_is_an_answer_too(error: Exception, said: str) -> None:
    assert done(Watch(Seen(error)).health(NOW)).amiss == (said,)


def answered(health: Health, not_ready: HTTPStatus) -> func.HttpResponse:
    return done(answer_health(Watch(lambda: health), not_ready, NOW))


@pytest.mark.parametrize(
    ("health", "live", "ready"), [(WELL, 200, 200), (Health(("Graph cannot be used: 403",), NOW), 200, 503)]
)
def test_live_is_told_from_ready(health: Health, live: int, ready: int) -> None:
    first, second = answered(health, HTTPStatus.OK), answered(health, HTTPStatus.SERVICE_UNAVAILABLE)
    assert (first.status_code, second.status_code) == (live, ready)
    assert json.loads(first.get_body()) == json.loads(second.get_body()) == shown(health)


def test_the_health_takes_no_other_method() -> None:
    health = next(one for one in deployed() if one.name == "health_requested")
    refused = done(health.call(a_request(method="POST")))
    assert (refused.status_code, refused.headers["Allow"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "GET, HEAD")


def test_what_is_shown_can_be_read_by_machines() -> None:
    health = Health(("a",), NOW, 61, 2, {"on_pulse_due": NOW})
    assert shown(health) == {
        "status": "live",
        "ready": False,
        "amiss": ["a"],
        "measured_at": "2026-12-01T09:00:00+00:00",
        "oldest_due_seconds": 61,
        "failed_work": 2,
        "waiting_for_somebody": 0,
        "timers": {"on_pulse_due": "2026-12-01T09:00:00+00:00"},
    }
