"""A short selection of `make faults`: the app is killed, comes back, and nothing is lost or done twice."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from local.memory.builders import NOW, SESSION, a_registration, a_session, a_sign_up
from local.memory.services import KEYS
from local.stack.clock import SimulatedClock
from shared.mail.deliveries import announce
from shared.mail.rows import DeliveryState, MailKind
from shared.messages import DeliveryDue
from tests.faults.calls import Kill, Lie, Moment, Plan
from tests.faults.harness import Outcome, Reference, Scenario, compared, play_killed, play_undisturbed
from tests.faults.scenarios import SCENARIOS
from tests.faults.skewed import SKEWS, play_skewed
from tests.faults.world import Snapshot, World
from tests.the_app import deployed

SEED = 20261209
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
DRAWN = random.Random(SEED).sample(
    [one for one in SCENARIOS if one.step in ("planning", "meetings", "registration", "confirmation", "bulletin")], 2
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("faults")
    with World(folder, SimulatedClock(folder / "clock")) as running:
        yield running


def kills_at(reference: Reference, what: str) -> list[Kill]:
    """Both sides of the last call of this kind."""
    number = max(number for number, call in enumerate(reference.calls, 1) if call.what == what)
    return [Kill(number, moment) for moment in Moment]


def test_a_process_killed_on_either_side_of_a_send_sends_each_mail_once(world: World) -> None:
    reference = play_undisturbed(world, BY_NAME["two mails are sent"])
    outcomes = [play_killed(world, reference, kill) for kill in kills_at(reference, "POST sendMail")]
    assert [outcome for outcome in outcomes if outcome.amiss] == []


@pytest.mark.parametrize("scenario", DRAWN, ids=lambda scenario: scenario.name)
def test_a_process_killed_at_a_call_drawn_by_lot_loses_and_repeats_nothing(world: World, scenario: Scenario) -> None:
    reference = play_undisturbed(world, scenario)
    for kill in random.Random(SEED).sample(reference.kills(), 2):
        outcome = play_killed(world, reference, kill)
        assert outcome == Outcome(kill, killed=1, lost=[], repeated=[], left=[])


@pytest.mark.parametrize("moment", Moment)
def test_a_lie_in_place_of_any_answer_loses_and_repeats_nothing(world: World, moment: Moment) -> None:
    reference = play_undisturbed(world, BY_NAME["two mails are sent"])
    sends = [number for number, call in enumerate(reference.calls, 1) if call.what == "POST sendMail"]
    for lie in (Lie(sends[0], moment, "page"), random.Random(SEED).choice(reference.lies())):
        outcome = play_killed(world, reference, lie)
        assert (outcome.amiss, outcome.killed, outcome.told > 0) == (False, 0, True)


@pytest.mark.parametrize("by", SKEWS.values(), ids=list(SKEWS))
def test_an_instance_whose_clock_is_an_hour_off_holds_nothing_back(world: World, by: timedelta) -> None:
    assert play_skewed(world, by) == []


def test_a_message_that_two_instances_work_at_the_same_moment_sends_one_mail(world: World) -> None:
    world.reset(NOW)
    people = [a_sign_up(email=f"registrant.{number}@example.org") for number in range(12)]
    keys = [KEYS.person(details.email) for details in people]
    world.keep(a_session(), *(a_registration(details=details) for details in people))
    world.plan = Plan(world.plan.notes)
    announce(world.services, MailKind.CONFIRMATION, SESSION, keys, NOW, occasion=a_session().occasion, detail="0")
    for key in keys:
        purpose = f"{a_session().occasion}.confirmation-0"
        world.services.queues.send(DeliveryDue(purpose=purpose, person=key))
    world.start_host()
    with world.another_host():
        world.settle()
    snapshot = world.snapshot()
    assert (snapshot.mails.total(), set(snapshot.mails.values()), snapshot.left) == (12, {1}, {})
    states = [row for row in snapshot.rows if row.startswith("deliveries") and f'"{DeliveryState.SENT}"' in row]
    assert len(states) == 12


def test_the_comparison_sees_what_is_lost_repeated_and_left() -> None:
    mails = Counter({"to Amara": 1, "to Ben": 1})
    wanted = Snapshot(mails, Counter(), Counter(), {})
    found = Snapshot(Counter({"to Amara": 2}), Counter({"a meeting": 1}), Counter(), {"delivery-due-poison": 1})
    lost, repeated, left = compared(wanted, found)
    assert (lost, repeated, left) == (["to Ben"], ["to Amara", "a meeting"], ["1 in delivery-due-poison"])
    assert not Outcome(Kill(1, Moment.BEFORE), killed=1).amiss
    assert Outcome(Kill(1, Moment.BEFORE), killed=0).amiss
    assert Outcome(Lie(1, Moment.BEFORE, "page"), killed=0).amiss
    assert not Outcome(Lie(1, Moment.BEFORE, "page"), killed=0, told=1).amiss


NOTHING_TO_LOSE = frozenset(
    {
        # they only read
        "accessibility_page_requested",
        "api_description_requested",
        "asset_requested",
        "audit_trail_file_requested",
        "audit_trail_page_requested",
        "audit_trail_requested",
        "bulletin_archive_requested",
        "bulletin_draft_page_moved",
        "bulletin_feed_requested",
        "bulletin_home_requested",
        "bulletin_mail_previewed",
        "bulletin_page_previewed",
        "deliveries_page_requested",
        "failed_work_page_requested",
        "failed_work_requested",
        "failed_work_shown",
        "waiting_page_requested",
        "waiting_requested",
        "today_page_requested",
        "coming_mail_requested",
        "retention_page_requested",
        "health_page_requested",
        "health_requested",
        "held_texts_requested",
        "issue_requested",
        "missing_responses_requested",
        "numbers_page_requested",
        "on_arrivals_due",
        "on_audit_due",
        "people_requested",
        "person_held_requested",
        "person_requested",
        "privacy_page_requested",
        "programme_file_requested",
        "programme_page_requested",
        "readiness_requested",
        "recipients_page_requested",
        "refused_responses_requested",
        "register_file_requested",
        "register_place_requested",
        "register_requested",
        "robots_requested",
        "settings_page_requested",
        "zz_home_or_unknown_page_requested",
        "sessions_page_requested",
        "session_page_requested",
        "session_questions_requested",
        "session_after_requested",
        "session_digest_requested",
        # they are other doors to what `session_made`, `move_session_requested` and their kind do
        "new_session_requested",
        "session_change_requested",
        # it is another door to what `bulletin_draft_requested` and `bulletin_approval_given` do
        "bulletin_draft_page_requested",
        # it is another door to what `bulletin_flash_drafted` does
        "bulletin_flash_requested",
        # one row changes: the draft. The person presses again
        "section_entry_page_requested",
        "section_page_requested",
        # they are other doors to what `failed_work_acted_on` and `failed_cause_replayed` do
        "failed_cause_page_requested",
        "failed_piece_page_requested",
        # it is another door to `waiting_done`, `waiting_accepted`, `waiting_refused` and the correction of an address
        "matter_page_requested",
        # it is another door to what `held_text_released` and `held_text_refused` do
        "held_page_requested",
    }
)


def test_every_function_that_changes_something_is_killed_by_a_scenario() -> None:
    killed = {function for scenario in SCENARIOS for function in scenario.functions}
    assert {one.name for one in deployed()} - killed == NOTHING_TO_LOSE
