"""What will happen: each act with its time, by the rules of its step; held ones, missed ones, and whose they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from local.memory.builders import HOUR, NOW, SESSION, START, a_session, an_issue
from local.memory.services import MemoryServices, some_services
from shared.ahead.acts import Act, ActKind
from shared.ahead.listing import NoSuchAct, expected_in, look_ahead
from shared.bulletin.rows import IssueState
from shared.holding.holding import hold, old_holds
from shared.holding.rows import Hold
from shared.sessions.rows import OpenSession, SessionState

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
OCCASION = "pgdit-2026-12-09T1230"


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def with_session(**changes: object) -> MemoryServices:
    entry = OpenSession(id=SESSION).model_copy(update=changes)
    return some_services(having=[a_session(), entry])


def of_the_session(services: MemoryServices, now: datetime = NOW) -> list[tuple[str, datetime]]:
    acts = [one.act for one in look_ahead(services, now).expected if one.act.about == SESSION]
    return [(act.id.removeprefix(f"{OCCASION}."), act.at) for act in acts]


def a_hold(act: Act, **changes: object) -> Hold:
    """Somebody holds this act, or one that differs from it in this."""
    act = replace(act, **changes)  # type: ignore[arg-type] # each is a field of the act
    return Hold(
        act=act.id,
        kind=act.kind,
        about=act.about,
        series=act.series,
        due=act.at,
        until=act.until,
        who="oid",
        reason="The room is not certain.",
        at=NOW,
    )


def the_act(services: MemoryServices, name: str, now: datetime = NOW) -> Act:
    return expected_in(look_ahead(services, now), f"{OCCASION}.{name}").act


def test_all_that_will_happen_to_a_session_in_order() -> None:
    assert of_the_session(with_session()) == [
        ("reminder-P7D", at(2, 12, 30)),
        ("reminder-P1D", at(8, 12, 30)),
        ("briefing", at(8, 17)),
        ("briefing-update", at(9, 11, 30)),
        ("reminder-PT1H", at(9, 11, 30)),
        ("attendance", at(9, 13, 30)),
        ("feedback", at(9, 13, 30)),
        ("digest", at(10, 13, 30)),
    ]


def test_what_was_started_is_expected_no_more() -> None:
    services = with_session(announced=(f"{OCCASION}.P7D", f"{OCCASION}.P1D", f"{OCCASION}.briefing"))
    assert [name for name, _ in of_the_session(services, START - 4 * HOUR)] == [
        "briefing-update",
        "reminder-PT1H",
        "attendance",
        "feedback",
        "digest",
    ]


def test_once_it_is_known_who_came_the_digest_has_its_time() -> None:
    services = with_session(look_again_at=at(9, 15, 30), settled_at=at(9, 13, 40))
    services.tables.put(a_session(state=SessionState.ENDED))
    assert of_the_session(services, at(9, 14)) == [("digest", at(10, 13, 40))]


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.CLOSED])
def test_a_session_that_is_off_or_done_with_does_nothing(state: SessionState) -> None:
    services = with_session()
    services.tables.put(a_session(state=state))
    assert of_the_session(services) == []


def test_a_session_that_was_moved_tells_everyone_first() -> None:
    services = with_session()
    told = {"tell_at": NOW + 20 * MINUTE, "sequence": 1, "moved_from": START - DAY}
    services.tables.put(a_session().model_copy(update=told))
    assert of_the_session(services)[:2] == [("changed-1", NOW + 20 * MINUTE), ("hosting", NOW + 20 * MINUTE)]


def test_a_session_that_was_moved_back_tells_nobody() -> None:
    services = with_session()
    told = {"tell_at": NOW + 20 * MINUTE, "sequence": 2, "moved_from": START, "moved_until": START + HOUR}
    services.tables.put(a_session().model_copy(update=told))
    assert of_the_session(services)[0] == ("reminder-P7D", at(2, 12, 30))


def test_a_session_further_away_is_not_told_of() -> None:
    far = a_session(start=START + 35 * DAY)
    services = some_services(having=[far, OpenSession(id=far.id)])
    assert [one.act.about for one in look_ahead(services, NOW).expected if one.act.about == far.id] == []


def test_the_sessions_that_come_into_view_are_planned_each_on_its_day() -> None:
    acts = [one.act for one in look_ahead(some_services(), at(3, 12)).expected if one.act.kind is ActKind.PLANNING]
    new = [(act.id, act.at) for act in acts if act.at > at(4, 5)]
    assert new == [("pgdit-2027-03-10.planning", at(11, 4))]
    assert [act.about for act in acts if act.at < at(4, 5)] == [
        "educators-2026-12-17",
        "educators-2027-01-21",
        "educators-2027-02-18",
        "pgdit-2026-12-09",
        "pgdit-2027-01-13",
        "pgdit-2027-02-10",
    ]


def test_a_draft_is_expected_each_monday_unless_it_is_there() -> None:
    services = some_services(having=[an_issue(id="2026-W50")])
    drafts = [one.act for one in look_ahead(services, NOW).expected if one.act.kind is ActKind.DRAFT]
    assert [(act.id, act.at) for act in drafts] == [("bulletin-2026-W51.bulletin-draft", at(14, 6))]


def test_an_issue_is_expected_once_it_is_approved_and_until_the_last_reader_has_it() -> None:
    going = an_issue(id="2026-W48", state=IssueState.SENT).model_copy(update={"last_at": NOW + HOUR})
    done = an_issue(id="2026-W47", state=IssueState.SENT).model_copy(update={"last_at": NOW - HOUR})
    approved = an_issue(id="2026-W49", state=IssueState.APPROVED, approved_at=NOW)
    services = some_services(having=[going, done, approved])
    acts = [one.act for one in look_ahead(services, NOW).expected if one.act.id.endswith(("bulletin", "going-out"))]
    assert [(act.id, act.at) for act in acts] == [
        ("bulletin-2026-W49.bulletin", NOW),
        ("bulletin-2026-W48.going-out", NOW + HOUR),
    ]


def test_who_hosts_one_series_sees_what_is_about_it_and_the_bulletin() -> None:
    other = a_session(series="educators", start=START + HOUR)
    services = some_services(having=[a_session(), other, OpenSession(id=SESSION), OpenSession(id=other.id)])
    hold(services, a_hold(the_act(services, "briefing"), id="educators-2026-12-09T1330.briefing", series="educators"))
    ahead = look_ahead(services, NOW, lambda series: set(series) <= {"pgdit"})
    assert {one.act.series for one in ahead.expected} == {"", "pgdit"}
    assert list(ahead.sessions) == [SESSION]


# --- held ---------------------------------------------------------------------------------------------------


def test_what_is_held_is_expected_with_who_holds_it() -> None:
    services = with_session()
    hold(services, a_hold(the_act(services, "briefing")))
    found = expected_in(look_ahead(services, NOW), f"{OCCASION}.briefing")
    assert (found.held and found.held.reason, found.act.at) == ("The room is not certain.", at(8, 17))


def test_what_is_held_too_long_is_missed_for_two_weeks() -> None:
    services = with_session()
    hold(services, a_hold(the_act(services, "reminder-P7D")))
    assert [one.act.id for one in look_ahead(services, at(8, 12, 29)).missed] == []
    assert [one.act.id for one in look_ahead(services, at(8, 12, 30)).missed] == [f"{OCCASION}.reminder-P7D"]
    assert look_ahead(services, at(8, 12, 30) + 14 * DAY).missed == []


def test_a_request_for_feedback_that_is_held_stays_in_the_list_after_attendance_is_settled() -> None:
    services = with_session()
    hold(services, a_hold(the_act(services, "feedback")))
    services.tables.put(OpenSession(id=SESSION, look_again_at=at(9, 15, 30), settled_at=at(9, 13, 40)))
    services.tables.put(a_session(state=SessionState.ENDED))
    assert of_the_session(services, at(9, 14)) == [("feedback", at(9, 13, 30)), ("digest", at(10, 13, 40))]


def test_what_is_held_of_a_session_that_was_moved_is_another_act_now() -> None:
    services = with_session()
    hold(services, a_hold(the_act(services, "feedback")))
    services.tables.put(a_session().model_copy(update={"start": START + HOUR, "end": START + 2 * HOUR}))
    assert [one.held for one in look_ahead(services, NOW).expected if one.act.about == SESSION] == [None] * 8


def test_what_nobody_expects_is_not_there() -> None:
    with pytest.raises(NoSuchAct):
        expected_in(look_ahead(with_session(), NOW), "pgdit-2026-12-09T1230.nothing")


def test_rows_of_held_acts_go_a_month_after_their_time() -> None:
    services = with_session()
    row = a_hold(the_act(services, "briefing"))
    hold(services, row)
    assert list(old_holds(services, row.until + 30 * DAY)) == []
    assert [one.act for one in old_holds(services, row.until + 30 * DAY + MINUTE)] == [row.act]


# --- what it costs ------------------------------------------------------------------------------------------


def test_looking_ahead_reads_the_index_and_a_stretch_of_each_series_however_long_the_history() -> None:
    services = with_session()
    for month in range(120):
        services.tables.put(a_session(start=START - timedelta(days=30 * month + 400), state=SessionState.CLOSED))
    services.tables.operations.clear()
    look_ahead(services, NOW)
    assert services.tables.operations == [
        ("query", "opensessions"),
        ("query", "sessions"),
        ("query", "sessions"),
        ("query", "issues"),
        ("query", "holds"),
    ]
