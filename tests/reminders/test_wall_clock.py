"""Reminders across the clock changes: days count on the wall clock, hours and minutes as they pass."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import a_delivery, a_registration, a_session
from local.memory.services import some_services
from shared.letters import reminder
from shared.mail.letter import Missed
from shared.mail.rows import MailKind
from shared.messages import ReminderDue
from shared.reminders.due import falls_due
from shared.reminders.reminding import start_reminders
from shared.sessions.rows import OpenSession

WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
ZONES = ["Europe/London", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]


@pytest.mark.parametrize(
    ("zone", "start", "week", "day", "hour"),
    [
        # the clocks go forward on 28 March 2027
        ("Europe/London", "2027-03-31T12:30", "2027-03-24T12:30", "2027-03-30T12:30", "2027-03-31T11:30"),
        ("Europe/London", "2027-03-28T12:30", "2027-03-21T12:30", "2027-03-27T12:30", "2027-03-28T11:30"),
        # and back on 31 October 2027
        ("Europe/London", "2027-11-03T12:30", "2027-10-27T12:30", "2027-11-02T12:30", "2027-11-03T11:30"),
        ("Europe/London", "2027-10-31T12:30", "2027-10-24T12:30", "2027-10-30T12:30", "2027-10-31T11:30"),
        # New York: 14 March and 7 November 2027
        ("America/New_York", "2027-03-17T12:30", "2027-03-10T12:30", "2027-03-16T12:30", "2027-03-17T11:30"),
        ("America/New_York", "2027-11-10T12:30", "2027-11-03T12:30", "2027-11-09T12:30", "2027-11-10T11:30"),
        # half an hour on Lord Howe Island: 3 October 2027
        ("Australia/Lord_Howe", "2027-10-06T12:30", "2027-09-29T12:30", "2027-10-05T12:30", "2027-10-06T11:30"),
        ("Asia/Kolkata", "2027-03-31T12:30", "2027-03-24T12:30", "2027-03-30T12:30", "2027-03-31T11:30"),
    ],
)
def test_days_before_are_at_the_same_time_of_day(zone: str, start: str, week: str, day: str, hour: str) -> None:
    here = ZoneInfo(zone)
    begins = datetime.fromisoformat(start).replace(tzinfo=here).astimezone(UTC)
    due = [falls_due(begins, before, here).astimezone(here) for before in (WEEK, DAY, HOUR)]
    assert [f"{one:%Y-%m-%dT%H:%M}" for one in due] == [week, day, hour]


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("2027-03-31T11:30", "2027-03-24T12:30"),
        ("2027-11-03T12:30", "2027-10-27T11:30"),
    ],
)
def test_a_week_across_the_change_is_an_hour_shorter_or_longer(start: str, utc: str) -> None:
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert falls_due(begins, WEEK, ZoneInfo("Europe/London")) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_hours_on_the_night_of_the_change_are_the_hours_that_pass() -> None:
    london = ZoneInfo("Europe/London")
    begins = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # half past two in the morning, after the change
    assert falls_due(begins, HOUR, london) == begins - HOUR
    assert falls_due(begins, DAY + HOUR, london) == datetime(2027, 3, 27, 1, 30, tzinfo=UTC)


YEARS = st.timedeltas(timedelta(0), timedelta(days=1_500)).map(lambda after: datetime(2026, 1, 1, tzinfo=UTC) + after)


@given(YEARS, st.integers(1, 60), st.sampled_from(ZONES))
def test_any_number_of_days_before_is_within_an_hour_of_that_many_times_24_hours(
    begins: datetime, days: int, zone: str
) -> None:
    before = timedelta(days=days)
    assert abs(falls_due(begins, before, ZoneInfo(zone)) - (begins - before)) <= HOUR


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2027, 3, 31, 11, 30, tzinfo=UTC), datetime(2027, 3, 24, 12, 30, tzinfo=UTC)),
        (datetime(2027, 11, 3, 12, 30, tzinfo=UTC), datetime(2027, 10, 27, 11, 30, tzinfo=UTC)),
    ],
)
def test_the_timer_sets_the_reminder_off_and_the_letter_goes_at_that_time(start: datetime, due: datetime) -> None:
    session = a_session(start=start)
    services = some_services(having=[session, OpenSession(id=session.id), a_registration(session=session.id)])
    start_reminders(services, due - timedelta(seconds=1))
    assert services.queues.waiting(ReminderDue) == []
    start_reminders(services, due)
    assert services.queues.waiting(ReminderDue) == [ReminderDue(session=session.id, before="P7D")]
    week = a_delivery(
        kind=MailKind.REMINDER, purpose=f"{session.occasion}.reminder-P7D", about=session.id, detail="P7D"
    )
    day_before = start - DAY
    assert reminder.compose(services, week, day_before - timedelta(seconds=1)).subject
    with pytest.raises(Missed):
        reminder.compose(services, week, day_before)
