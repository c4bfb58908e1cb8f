"""Attendance reports from the field: what other people's systems tripped over."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest

from local.memory.builders import SESSION, a_registration, a_session, a_sign_up
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.closing import close_sessions, take_attendance
from shared.attendance.hours import during
from shared.attendance.merging import merge
from shared.attendance.rows import Attendance
from shared.graph.microsoft.answers import Answer, Page, Record, Report, attendance_of, read
from shared.graph.protocol import AttendanceReport
from shared.messages import FeedbackDue, SessionEnded
from shared.sessions.rows import OpenSession
from tests.the_app import ROOT

FIELD = ROOT.parent / "shared" / "samples" / "field"

pytestmark = pytest.mark.skipif(not FIELD.is_dir(), reason="the samples from the field are not on this machine")


def sample(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FIELD / name).read_text("utf-8"))
    return found


def report(records: Sequence[object], **times: str) -> AttendanceReport:
    """The report as our edge reads it."""
    lines = read(Page[Record], Answer(200, {}, json.dumps({"value": records}).encode())).value
    return attendance_of(Report.model_validate({"id": "1", **times}), lines)


def present(reports: Sequence[AttendanceReport], session: Mapping[str, str]) -> dict[str, int]:
    hour = datetime.fromisoformat(session["start"]), datetime.fromisoformat(session["end"])
    return {one.attendee: one.seconds for one in merge(during(reports, *hour), KEYS.person)}


def by_key(seconds: Mapping[str, int]) -> dict[str, int]:
    return {KEYS.person(address): counted for address, counted in seconds.items()}


def test_who_has_an_end_or_all_intervals_missing_was_still_there() -> None:
    given = sample("attendance-times-missing.json")
    assert present([report(given["value"])], given["session"]) == by_key(
        {
            "amara.nwosu@example.nhs.uk": 3540,
            "ben.hughes@example.nhs.uk": 3000,
            "cara.lim@example.nhs.uk": 2400,
            "dev.rao@example.nhs.uk": 2400,
        }
    )


def test_the_account_name_of_a_guest_is_the_address_it_was_made_of() -> None:
    given = sample("attendance-guest-upn.json")
    assert present([report(given["value"])], given["session"]) == by_key(
        {"amara.nwosu@example.nhs.uk": 3600, "jo_bloggs@example.org": 3600}
    )


def test_a_meeting_that_began_again_is_settled_with_both_reports_and_feedback_is_asked_once() -> None:
    given = sample("attendance-meeting-restarted.json")
    services = a_session_of_two(given["session"])
    link = services.tables.rows(type(a_session()))[0].join_url
    for seen in given["seen"]:
        shown = [given["reports"][name] for name in seen["reports"]]
        services.graph.reports[link] = [
            report(one["attendanceRecords"], **{name: one[name] for name in one if name.startswith("meeting")})
            for one in shown
        ]
        now = datetime.fromisoformat(seen["at"])
        close_sessions(services, now)
        for _ in services.queues.drain(SessionEnded):
            take_attendance(services, SESSION, now)
    assert {row.attendee: row.seconds for row in services.tables.rows(Attendance)} == by_key(
        {"amara.nwosu@example.nhs.uk": 3480, "ben.hughes@example.nhs.uk": 2280}
    )
    assert services.queues.waiting(FeedbackDue) == [FeedbackDue(session=SESSION)]


def a_session_of_two(times: Mapping[str, str]) -> MemoryServices:
    session = a_session(start=datetime.fromisoformat(times["start"]), end=datetime.fromisoformat(times["end"]))
    ben = a_registration(details=a_sign_up(email="ben.hughes@example.nhs.uk"))
    return some_services(having=[session, OpenSession(id=SESSION), a_registration(), ben])
