"""Load on a small scale: everything comes out right while the host is killed, and what does not is noticed."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from local.measures.load import verdict
from local.measures.load.playing import SEED, Played, a_stack, play
from local.measures.load.posts import NOT_JSON, UNUSABLE, USABLE, posts
from local.memory.services import the_programme
from local.month.books import services_of
from local.stack.clock import SimulatedClock
from shared.registrations.rows import RegistrationState
from shared.services import Services
from shared.sessions.rows import Session

COUNT = 300


def test_a_fifth_of_the_posts_are_repeated_and_a_twentieth_cannot_be_used() -> None:
    sent = posts(the_programme(), COUNT, SEED)
    assert Counter(post.status for post in sent) == {USABLE: 285, UNUSABLE: 11, NOT_JSON: 4}
    assert len({post.body for post in sent}) == 240
    assert posts(the_programme(), COUNT, SEED) == sent
    assert posts(the_programme(), COUNT, SEED + 1) != sent


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Played, Services, dict[str, Session]]]:
    folder = tmp_path_factory.mktemp("load")
    clock = SimulatedClock(folder / "clock")
    with a_stack(folder, clock) as stack:
        done = play(stack, clock, COUNT, 10, lambda _what, _done, _total: None)
        services = services_of(stack)
        ids = {row.session for row in done.outcome.registrations}
        sessions = {one.series: one for series in the_programme().series for one in _of(services, series.id, ids)}
        yield done, services, sessions


def _of(services: Services, series: str, ids: set[str]) -> list[Session]:
    return [one for one in services.tables.partition(Session, series) if one.id in ids]


def test_whoever_signs_up_while_the_host_is_killed_twice_has_their_place_once(
    played: tuple[Played, Services, dict[str, Session]],
) -> None:
    done, _, _ = played
    # how quickly an answer comes says more about the machine here: `make load` judges it
    assert [one for one in done.amiss if "about the health took" not in one] == []
    assert len(done.health.seconds) > 0
    states = Counter(row.state for row in done.outcome.registrations)
    assert states[RegistrationState.REGISTERED] > 60
    assert states[RegistrationState.WAITING] > 0
    assert states[RegistrationState.CANCELLED] == 5


def test_the_verdict_notices_what_is_lost_or_twice(played: tuple[Played, Services, dict[str, Session]]) -> None:
    done, services, sessions = played

    def said(**changed: object) -> str:
        wrong = replace(done.outcome, **changed)  # type: ignore[arg-type]  # each by its own name
        return json.dumps(list(verdict.amiss(services, done.posts, sessions, wrong)))

    outcome = done.outcome
    some_id = next(iter(outcome.confirmed))
    later = [one.model_copy(update={"since": one.since + timedelta(seconds=1)}) for one in outcome.waiting]
    crowded = [one.model_copy(update={"seated": (*one.seated, "somebody")}) for one in outcome.seating]
    assert said() == "[]"
    assert "1 of 225 registrations are missing" in said(registrations=outcome.registrations[1:])
    assert "a confirmation was sent 2 times" in said(confirmed=outcome.confirmed + Counter([some_id]))
    assert "somebody was confirmed 0 times" in said(confirmed=outcome.confirmed - Counter([some_id]))
    assert "seats are given, of 60" in said(seating=crowded)
    assert "have a time other than that of their request" in said(waiting=later)
    assert "10 pieces of failed work are kept, and 11" in said(failed=outcome.failed[1:])
    assert "1 messages are on poison queues" in said(poison=1)
