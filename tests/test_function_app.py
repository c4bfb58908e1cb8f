"""The wiring: what sets off each function, who reads each queue, and each schedule across the clock changes."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from azure.functions import AuthLevel

from local.host.triggers.schedules import Schedule
from local.memory.builders import NOW
from local.memory.services import some_services
from shared.failures import failed_work
from shared.messages import Message
from shared.operations.health import measure
from shared.operations.heartbeats import LONGEST_SILENCE
from shared.storage.queues import poison_of
from shared.web.requests import METHODS
from tests.the_app import ROOT, deployed

TIMERS = {
    "on_retention_due": "0 0 3 * * *",
    "on_release_due": "0 30 3 * * *",
    "on_readers_due": "0 50 3 * * *",
    "on_planning_due": "0 0 4 * * *",
    "on_arrivals_due": "0 15 5 * * *",
    "on_audit_due": "0 30 5 * * *",
    "on_bulletin_draft_due": "0 0 6-11 * * 1",
    "on_horizon_scan_due": "0 0 */6 * * *",
    "on_slots_due": "0 40 * * * *",
    "on_unconfirmed_due": "0 20 * * * *",
    "on_bounces_due": "0 7,37 * * * *",
    "on_closing_due": "0 */10 * * * *",
    "on_reminders_due": "0 */5 * * * *",
    "on_pulse_due": "0 */5 * * * *",
}
QUEUES = {
    "on_session_planned": "session-planned",
    "on_session_changed": "session-changed",
    "on_session_cancelled": "session-cancelled",
    "on_response_received": "response-received",
    "on_address_confirmed": "address-confirmed",
    "on_registration_made": "registration-made",
    "on_registration_cancelled": "registration-cancelled",
    "on_notice_due": "notice-due",
    "on_reminder_due": "reminder-due",
    "on_delivery_due": "delivery-due",
    "on_session_ended": "session-ended",
    "on_feedback_due": "feedback-due",
    "on_digest_due": "digest-due",
    "on_bulletin_approved": "bulletin-approved",
    "on_programme_published": "programme-published",
}
ROUTES = {
    "held_texts_requested": "api/held",
    "held_text_released": "api/held/{id}/release",
    "held_text_refused": "api/held/{id}/refuse",
    "coming_act_page_requested": "console/ahead/{act}",
    "coming_mail_requested": "console/ahead/{act}/mail",
    "retention_page_requested": "console/retention",
    "held_page_requested": "console/held",
    "today_page_requested": "console",
    "waiting_page_requested": "console/waiting",
    "matter_page_requested": "console/waiting/{matter}",
    "numbers_page_requested": "console/numbers",
    "register_requested": "console/sessions/{session}/register",
    "register_file_requested": "console/sessions/{session}/register.csv",
    "register_adding_requested": "console/sessions/{session}/register/add",
    "register_place_requested": "console/sessions/{session}/register/{person}",
    "register_place_act_requested": "console/sessions/{session}/register/{person}/{act}",
    "people_requested": "console/people",
    "people_erasing_requested": "console/people/erase",
    "person_requested": "console/people/{person}",
    "person_address_requested": "console/people/{person}/address",
    "person_held_requested": "console/people/{person}/held",
    "programme_page_requested": "console/settings/programme",
    "programme_draft_page_requested": "console/settings/programme/draft",
    "programme_upload_page_requested": "console/settings/programme/upload",
    "programme_version_page_requested": "console/settings/programme/versions/{number}",
    "programme_file_requested": "console/settings/programme/versions/{number}/cafe.toml",
    "section_entry_page_requested": "console/settings/{section}/{entry}",
    "section_page_requested": "console/settings/{section}",
    "settings_page_requested": "console/settings",
    "form_response_posted": "api/forms/sign-up",
    "address_correction_requested": "api/registrations/{series}/correct-address",
    "my_changes_requested": "my/{token}/change",
    "waiting_accepted": "api/waiting/{matter}/accept",
    "waiting_refused": "api/waiting/{matter}/refuse",
    "waiting_done": "api/waiting/{matter}/done",
    "waiting_requested": "api/waiting",
    "mending_for_author_requested": "console/sign-ups/{work}",
    "mending_requested": "sign-up/mend/{token}",
    "refused_responses_requested": "api/forms/sign-up/refused",
    "replay_requested": "api/forms/sign-up/replay",
    "missing_responses_requested": "api/forms/{form}/missing",
    "move_session_requested": "api/sessions/{session}/move",
    "cancel_session_requested": "api/sessions/{session}/cancel",
    "sessions_page_requested": "console/sessions",
    "new_session_requested": "console/new-session",
    "session_page_requested": "console/sessions/{session}",
    "session_questions_requested": "console/sessions/{session}/questions",
    "session_after_requested": "console/sessions/{session}/after",
    "session_digest_requested": "console/sessions/{session}/digest",
    "session_change_requested": "console/sessions/{session}/change/{change}",
    "restore_session_requested": "api/sessions/{session}/restore",
    "session_made": "api/series/{series}/sessions",
    "session_theme_set": "api/sessions/{session}/theme",
    "session_capacity_changed": "api/sessions/{session}/capacity",
    "notice_written": "api/sessions/{session}/notices",
    "horizon_item_added": "api/horizon/items",
    "bulletin_draft_requested": "api/bulletin/{issue}",
    "bulletin_approval_given": "api/bulletin/{issue}/approve",
    "bulletin_call_off_requested": "api/bulletin/{issue}/call-off",
    "bulletin_flash_drafted": "api/bulletin",
    "bulletin_hold_ended": "api/bulletin/{issue}/let-go",
    "bulletin_hold_requested": "api/bulletin/{issue}/hold",
    "bulletin_home_requested": "console/bulletin",
    "bulletin_mail_previewed": "console/bulletin/{issue}/mail",
    "bulletin_page_previewed": "console/bulletin/{issue}/page",
    "bulletin_new_item_requested": "console/bulletin/items/new",
    "bulletin_item_requested": "console/bulletin/items/{source}/{item}",
    "bulletin_flash_requested": "console/bulletin/flash/new",
    "failed_work_requested": "api/failed-work",
    "failed_work_shown": "api/failed-work/{step}/{work}",
    "failed_work_acted_on": "api/failed-work/{step}/{work}/{act}",
    "failed_cause_replayed": "api/failed-work/replay",
    "audit_trail_requested": "api/audit-trail",
    "health_requested": "api/health",
    "api_description_requested": "api/openapi.json",
    "readiness_requested": "api/health/ready",
    "sign_up_requested": "sign-up",
    "address_confirmation_requested": "confirm/{token}",
    "my_registration_requested": "my/{token}",
    "erasure_requested": "api/people/erase",
    "feedback_requested": "feedback/{token}",
    "feedback_response_posted": "api/forms/feedback",
    "bulletin_archive_requested": "bulletin",
    "bulletin_feed_requested": "bulletin/feed.atom",
    "bulletin_draft_page_requested": "console/bulletin/{issue}",
    "failed_work_page_requested": "console/failed-work",
    "failed_cause_page_requested": "console/failed-work/{cause}",
    "failed_piece_page_requested": "console/failed-work/{step}/{work}",
    "deliveries_page_requested": "console/deliveries",
    "recipients_page_requested": "console/deliveries/{session}/{email}",
    "health_page_requested": "console/health",
    "audit_trail_page_requested": "console/audit-trail",
    "audit_trail_file_requested": "console/audit-trail/file",
    "bulletin_draft_page_moved": "bulletin/{issue}/draft",
    "bulletin_subscription_requested": "bulletin/subscribe",
    "bulletin_subscription_ended": "bulletin/unsubscribe/{token}",
    "issue_requested": "bulletin/{issue}",
    "privacy_page_requested": "privacy",
    "accessibility_page_requested": "accessibility",
    "asset_requested": "assets/{*path}",
    "robots_requested": "robots.txt",
    "zz_home_or_unknown_page_requested": "{*path}",
}
LONDON = ZoneInfo("Europe/London")


def of_type(kind: str, detail: str) -> dict[str, Any]:
    return {one.name: one.trigger[detail] for one in deployed() if one.trigger["type"] == kind}


def test_the_timers_are_these() -> None:
    assert of_type("timerTrigger", "schedule") == TIMERS


def test_the_queue_functions_are_these() -> None:
    assert of_type("queueTrigger", "queueName") == QUEUES


def test_the_addresses_are_these() -> None:
    assert of_type("httpTrigger", "route") == ROUTES


def test_every_message_has_one_who_reads_it_and_every_queue_a_message() -> None:
    messages = sorted(kind.QUEUE for kind in Message.__subclasses__())
    assert sorted(of_type("queueTrigger", "queueName").values()) == messages


@pytest.mark.parametrize("queue", sorted(of_type("queueTrigger", "queueName").values()))
def test_what_a_queue_gives_up_becomes_failed_work(queue: str) -> None:
    services = some_services()
    services.queues.raw[poison_of(queue)] = ["given up"]
    measure(services, NOW)
    assert [(row.step, row.payload) for row in failed_work.kept(services)] == [(queue, "given up")]


def test_every_timer_is_expected_to_give_a_sign_of_life_and_has_time_for_it() -> None:
    assert set(LONGEST_SILENCE) == set(TIMERS)
    longest_gaps = {**BETWEEN, "on_bulletin_draft_due": timedelta(days=7) - timedelta(hours=5)}
    assert {name for name, longest in LONGEST_SILENCE.items() if longest <= longest_gaps[name]} == set()


def test_every_queue_is_read_through_the_one_connection() -> None:
    assert set(of_type("queueTrigger", "connection").values()) == {"AzureWebJobsStorage"}


def test_no_deploy_sets_off_a_timer() -> None:
    assert set(of_type("timerTrigger", "runOnStartup").values()) == {False}


def test_only_an_http_function_answers() -> None:
    """A value returned by any other fails after its effects, and the message is worked again."""
    outs = {one.name: set(one.bindings) - {one.trigger["type"]} for one in deployed()}
    assert {name for name, others in outs.items() if others} == set(ROUTES)
    assert {frozenset(outs[name]) for name in ROUTES} == {frozenset({"http"})}


def test_every_address_takes_every_method_and_refuses_the_wrong_ones_itself() -> None:
    taken = [one.trigger["methods"] for one in deployed() if one.trigger["type"] == "httpTrigger"]
    assert taken == [METHODS] * len(ROUTES)


def test_no_address_needs_a_key_because_the_platform_signs_in_people_and_flows_alike() -> None:
    assert set(of_type("httpTrigger", "authLevel").values()) == {AuthLevel.ANONYMOUS}


def test_no_general_address_hides_a_particular_one() -> None:
    """The host tries addresses in the order of the functions' names."""
    names = sorted(ROUTES)
    hidden = [
        (earlier, later)
        for at, earlier in enumerate(names)
        for later in names[at + 1 :]
        if _covers(ROUTES[earlier].split("/"), ROUTES[later].split("/"))
    ]
    assert hidden == []


def _covers(general: list[str], particular: list[str]) -> bool:
    if general[0].startswith("{*"):
        return True
    if len(general) != len(particular) and not general[-1].startswith("{*"):
        return False
    return all(one == other or one.startswith("{") for one, other in zip(general, particular, strict=False))


def test_the_host_is_told_what_the_code_relies_on() -> None:
    host = json.loads((ROOT / "host.json").read_text("utf-8"))
    queues = host["extensions"]["queues"]
    assert host["extensions"]["http"] == {"routePrefix": ""}
    assert (queues["messageEncoding"], queues["visibilityTimeout"], queues["maxDequeueCount"]) == (
        "base64",
        "00:01:00",
        5,
    )


# --- schedules --------------------------------------------------------------------------------------------

CHANGES = [datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, tzinfo=UTC)]
BETWEEN = {
    "on_retention_due": timedelta(days=1),
    "on_release_due": timedelta(days=1),
    "on_readers_due": timedelta(days=1),
    "on_planning_due": timedelta(days=1),
    "on_arrivals_due": timedelta(days=1),
    "on_audit_due": timedelta(days=1),
    "on_horizon_scan_due": timedelta(hours=6),
    "on_slots_due": timedelta(hours=1),
    "on_unconfirmed_due": timedelta(hours=1),
    "on_bounces_due": timedelta(minutes=30),
    "on_closing_due": timedelta(minutes=10),
    "on_reminders_due": timedelta(minutes=5),
    "on_pulse_due": timedelta(minutes=5),
}


def times(name: str, begin: datetime, end: datetime) -> list[datetime]:
    """When the timer that is deployed by this name comes."""
    schedule = Schedule(of_type("timerTrigger", "schedule")[name])
    found, moment = [], schedule.next_after(begin)
    while moment < end:
        found.append(moment)
        moment = schedule.next_after(moment)
    return found


@pytest.mark.parametrize("change", CHANGES, ids=["spring", "autumn"])
@pytest.mark.parametrize("name", BETWEEN)
def test_a_schedule_keeps_its_step_across_a_clock_change(name: str, change: datetime) -> None:
    span = max(BETWEEN[name] * 3, timedelta(hours=3))
    found = times(name, change - span, change + span)
    assert {later - earlier for earlier, later in pairwise(found)} == {BETWEEN[name]}
    assert found[0] < change < found[-1]


@pytest.mark.parametrize("name", [name for name, step in BETWEEN.items() if step > timedelta(hours=1)])
def test_a_daily_schedule_comes_on_each_of_the_programmes_days_in_summer_and_winter(name: str) -> None:
    """23:30 UTC, say, would be two runs on one day and none on another."""
    for change in CHANGES:
        found = times(name, change - timedelta(days=15), change + timedelta(days=15))
        runs = Counter(one.astimezone(LONDON).date() for one in found)
        days = [change.date() + timedelta(days=day) for day in range(-14, 15)]
        assert [runs[day] for day in days] == [timedelta(days=1) // BETWEEN[name]] * 29


def test_the_bulletin_is_drafted_on_mondays_at_six_or_soon_after() -> None:
    december = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    found = times("on_bulletin_draft_due", *december)
    expected = [f"Monday {day:02} {hour:02}:00" for day in (7, 14, 21, 28) for hour in range(6, 12)]
    assert [f"{one:%A %d %H:%M}" for one in found] == expected
    assert set(TIMERS) - set(BETWEEN) == {"on_bulletin_draft_due"}
