"""Reminders: short, in time, and never two at once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import HOUR, START, a_delivery, a_registration, a_session, a_sign_up
from local.memory.services import some_services, the_programme
from shared.letters import reminder
from shared.letters.reminder import how_soon
from shared.mail.letter import Letter, Missed
from shared.registrations.rows import Registration, RegistrationState
from shared.reminders.due import due_reminder, offset_text
from shared.sessions.rows import Session, SessionState
from tests.letters.letter_reading import heading, lines, read, unreadable_links

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
PURPOSE = "pgdit-2026-12-09T1230.reminder-P1D"
ZONE = the_programme().zone


def composed(
    *,
    before: timedelta = DAY,
    detail: str = "P1D",
    session: Session | None = None,
    place: Registration | None = None,
    purpose: str = PURPOSE,
) -> Letter:
    """The reminder, composed so long before the start of the builders' session."""
    services = some_services(having=[session or a_session(), place or a_registration()])
    return reminder.compose(services, a_delivery(detail=detail, purpose=purpose), START - before)


def test_a_reminder_is_short() -> None:
    letter = composed()
    assert letter.subject == (
        "Tomorrow: Virtual Café for postgraduate doctors in training, Wednesday 9 December 2026, 12:30pm"
    )
    assert letter.attachments == ()
    said = lines(letter)
    assert said[1:8] == [
        "See you tomorrow",
        "Dear Amara Nwosu, this is what you need to join:",
        "Session: Virtual Café for postgraduate doctors in training",
        "When: Wednesday 9 December 2026, 12:30pm to 1:30pm",
        "Where: Online, on Microsoft Teams",
        "Join on Microsoft Teams",
        "https://teams.example.org/l/meetup-join/1",
    ]
    assert said[8].startswith(
        "If you cannot come after all, please cancel so that somebody else can come: https://cafe."
    )
    assert said[-1] == (
        "We send you this reminder because you signed up for this session. If you cancel your place, no more reminders "
        "come."
    )
    assert len(said) == 12


def test_every_link_can_be_read() -> None:
    assert unreadable_links(composed()) == set()


def test_a_reminder_tells_hub_people_where_their_hub_is() -> None:
    letter = composed(place=a_registration(details=a_sign_up(hub="northmoor-general")))
    assert "mailto:pgc.northmoor@example.nhs.uk" in read(letter).links


@pytest.mark.parametrize(
    ("detail", "before", "said"),
    [
        ("P7D", 7 * DAY, "See you next week"),
        ("P7D", 2 * DAY, "See you on Wednesday"),
        ("P1D", DAY, "See you tomorrow"),
        ("P1D", 4 * HOUR, "See you today"),
        ("PT1H", HOUR, "See you in an hour"),
        ("PT1H", 25 * MINUTE, "See you in 25 minutes"),
        ("PT1H", MINUTE, "See you in a few minutes"),
    ],
)
def test_a_reminder_says_how_soon_it_really_is(detail: str, before: timedelta, said: str) -> None:
    assert heading(composed(detail=detail, before=before)) == said


@pytest.mark.parametrize(("detail", "before"), [("P7D", DAY), ("P7D", HOUR), ("P1D", HOUR), ("P1D", 30 * MINUTE)])
def test_a_reminder_gives_way_to_the_next(detail: str, before: timedelta) -> None:
    with pytest.raises(Missed, match=r"^a later reminder is due$"):
        composed(detail=detail, before=before)


@pytest.mark.parametrize(
    ("place", "session", "before", "purpose", "reason"),
    [
        (
            a_registration(state=RegistrationState.CANCELLED),
            a_session(),
            DAY,
            PURPOSE,
            "the person has no seat",
        ),
        (
            a_registration(state=RegistrationState.WAITING),
            a_session(),
            DAY,
            PURPOSE,
            "the person has no seat",
        ),
        (a_registration(), a_session(state=SessionState.CANCELLED), DAY, PURPOSE, "the session is cancelled"),
        (a_registration(), a_session(state=SessionState.PLANNED), DAY, PURPOSE, "the session is planned"),
        (a_registration(), a_session(), timedelta(0), PURPOSE, "the session has begun"),
        (a_registration(), a_session(), DAY, "pgdit-2026-12-08T1230.reminder-P1D", "the session was moved"),
        (a_registration(), a_session(), DAY, "pgdit-2026-12-09T123.reminder-P1D", "the session was moved"),
        (
            a_registration(session="another"),
            a_session(),
            DAY,
            PURPOSE,
            "the registration is not kept any more",
        ),
    ],
)
def test_a_reminder_that_is_no_longer_wanted_is_missed(
    place: Registration, session: Session, before: timedelta, purpose: str, reason: str
) -> None:
    with pytest.raises(Missed) as missed:
        composed(place=place, session=session, before=before, purpose=purpose)
    assert str(missed.value) == reason


@pytest.mark.parametrize(
    ("start", "now", "said"),
    [
        (datetime(2026, 12, 9, 0, 30, tzinfo=UTC), datetime(2026, 12, 8, 22, 0, tzinfo=UTC), "tomorrow"),
        (datetime(2026, 12, 9, 12, 0, tzinfo=UTC), datetime(2026, 12, 9, 0, 0, tzinfo=UTC), "today"),
        (datetime(2026, 6, 9, 22, 30, tzinfo=UTC), datetime(2026, 6, 8, 23, 30, tzinfo=UTC), "today"),
        (
            datetime(2026, 12, 21, 12, 0, tzinfo=UTC),
            datetime(2026, 12, 13, 12, 0, tzinfo=UTC),
            "on Monday 21 December 2026",
        ),
        (datetime(2026, 12, 20, 12, 0, tzinfo=UTC), datetime(2026, 12, 7, 12, 0, tzinfo=UTC), "next week"),
        (datetime(2026, 12, 14, 12, 0, tzinfo=UTC), datetime(2026, 12, 13, 12, 0, tzinfo=UTC), "tomorrow"),
    ],
)
def test_days_are_those_of_the_wall_calendar(start: datetime, now: datetime, said: str) -> None:
    assert how_soon(start, now, ZONE) == said


OFFSETS = {"P7D": 7 * DAY, "P1D": DAY, "PT1H": HOUR}


@given(before=st.timedeltas(min_value=timedelta(seconds=1), max_value=7 * DAY))
def test_of_the_reminders_whose_time_has_come_the_latest_is_wanted(before: timedelta) -> None:
    wanted = [detail for detail, offset in OFFSETS.items() if before <= offset and is_wanted(detail, before=before)]
    assert wanted == [offset_text(due_reminder(START, list(OFFSETS.values()), START - before, ZONE) or DAY)]


def is_wanted(detail: str, *, before: timedelta) -> bool:
    try:
        composed(detail=detail, before=before)
    except Missed:
        return False
    return True
