"""Invitations as a calendar reads them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component, Event, Timezone

from local.memory.builders import HOUR, NOW, START, a_registration, a_session
from local.memory.services import KEYS, the_programme
from shared.letters.calendar.invitation import Booking, Entry, Guest, Method, attachment, invite, publish, sequence_of
from shared.letters.calendar.time_zones import changes, described
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import Session

LONDON = ZoneInfo("Europe/London")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def a_guest(
    *, person: str = "somebody", name: str = "Amara Nwosu", email: str = "a.n@example.org", sequence: int = 0
) -> Guest:
    return Guest(person, name, email, sequence)


def an_entry(
    *,
    location: str = "https://teams.example.org/1",
    description: str = "",
    url: str = "https://x.example.org",
) -> Entry:
    return Entry(location, description, url)


def read(
    session: Session, *, guest: Guest | None = None, entry: Entry | None = None, method: Method = "REQUEST"
) -> tuple[Calendar, Event]:
    """The invitation as a calendar program reads it."""
    content = invite(session, the_programme(), guest or a_guest(), entry or an_entry(), method=method, now=NOW)
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return calendar, event


def of(component: Component, name: str) -> Any:
    """A property of the calendar, as the library types it: one of thirty classes."""
    return component[name]


def test_an_invitation_says_what_when_where_and_who() -> None:
    calendar, event = read(a_session(), guest=a_guest(sequence=3))
    assert (of(calendar, "METHOD"), of(calendar, "VERSION"), of(calendar, "PRODID")) == (
        "REQUEST",
        "2.0",
        "-//Virtual Cafe//Invitations 1//EN",
    )
    assert of(event, "SUMMARY") == "Virtual Café for postgraduate doctors in training"
    assert (event.start, event.end) == (START, START + HOUR)
    assert of(event, "DTSTART").params["TZID"] == "Europe/London"
    assert (of(event, "DTSTAMP").dt, of(event, "SEQUENCE"), of(event, "STATUS")) == (NOW, 3, "CONFIRMED")
    assert (of(event, "LOCATION"), of(event, "URL")) == (
        "https://teams.example.org/1",
        "https://x.example.org",
    )
    assert (str(of(event, "ORGANIZER")), of(event, "ORGANIZER").params["CN"]) == (
        "mailto:virtual.cafe@example.nhs.uk",
        "Northmoor Virtual Café",
    )
    assert str(of(event, "ATTENDEE")) == "mailto:a.n@example.org"
    assert dict(of(event, "ATTENDEE").params) == {
        "CN": "Amara Nwosu",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


def test_the_calendar_reminds_a_quarter_of_an_hour_before() -> None:
    _, event = read(a_session())
    assert [of(alarm, "TRIGGER").dt for alarm in event.walk("VALARM")] == [-timedelta(minutes=15)]


def test_a_cancelled_entry_is_the_same_entry_and_reminds_of_nothing() -> None:
    _, asked = read(a_session())
    calendar, cancelled = read(a_session(), guest=a_guest(sequence=1), method="CANCEL")
    assert (of(calendar, "METHOD"), of(cancelled, "STATUS"), of(cancelled, "SEQUENCE")) == (
        "CANCEL",
        "CANCELLED",
        1,
    )
    assert of(cancelled, "UID") == of(asked, "UID")
    assert cancelled.walk("VALARM") == []


def test_the_entry_is_the_persons_own_and_names_nobody() -> None:
    person = KEYS.person("amara.nwosu@example.nhs.uk")
    _, event = read(a_session(), guest=a_guest(person=person))
    _, elsewhere = read(a_session(), guest=a_guest(person="another"))
    assert of(event, "UID") == f"pgdit-2026-12-09.{person}@example.nhs.uk"
    assert of(elsewhere, "UID") != of(event, "UID")


def test_a_moved_session_keeps_its_entry() -> None:
    _, before = read(a_session())
    _, after = read(a_session(id="pgdit-2026-12-09", start=START + timedelta(days=7), sequence=1))
    assert of(after, "UID") == of(before, "UID")


def test_the_file_travels_with_its_method() -> None:
    assert [(one.name, one.content_type) for one in (attachment(b"", "REQUEST"), attachment(b"", "CANCEL"))] == [
        ("invite.ics", "text/calendar; charset=utf-8; method=REQUEST"),
        ("cancel.ics", "text/calendar; charset=utf-8; method=CANCEL"),
    ]


@given(
    moves=st.lists(st.sampled_from(["session moved", "registration changed"]), min_size=1, max_size=12),
)
def test_every_change_of_either_makes_the_sequence_grow(moves: list[str]) -> None:
    session, registration = a_session(), a_registration()
    for move in moves:
        before = sequence_of(session, registration)
        if move == "session moved":
            session = session.model_copy(update={"sequence": session.sequence + 1})
        else:
            change = {"sequence": registration.sequence + 1, "state": RegistrationState.CANCELLED}
            registration = registration.model_copy(update=change)
        assert sequence_of(session, registration) == before + 1


@given(name=WORDS, title=WORDS, location=WORDS, description=WORDS)
def test_no_words_break_out_of_their_line(name: str, title: str, location: str, description: str) -> None:
    entry = an_entry(location=location, description=description)
    content = invite(
        a_session(title=title or "Café"),
        the_programme(),
        a_guest(name=name),
        entry,
        method="REQUEST",
        now=NOW,
    )
    assert content.count(b"BEGIN:") == 6
    assert content.count(b"\r\nATTENDEE") == 1
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('Amara "Mara" Nwosu', "Amara 'Mara' Nwosu"),
        ("Amara ^Nwosu", "Amara Nwosu"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("Am\u200dara Nwo\u00adsu", "Amara Nwosu"),
        ("Amara\nNwosu", "Amara Nwosu"),
    ],
)
def test_a_name_reads_the_same_in_every_calendar(name: str, shown: str) -> None:
    content = invite(a_session(), the_programme(), a_guest(name=name), an_entry(), method="REQUEST", now=NOW)
    text = content.decode().replace("\r\n ", "")
    assert (f'CN="{shown}"' in text or f"CN={shown}" in text, "^" in text) == (True, False)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert of(event, "ATTENDEE").params["CN"] == shown


def test_several_dates_are_published_without_attendees_each_with_its_own_sequence() -> None:
    march = a_session(start=START + timedelta(days=98))
    bookings = [Booking(a_session(), a_guest(), an_entry()), Booking(march, a_guest(sequence=4), an_entry())]
    calendar = Calendar.from_ical(publish(bookings, the_programme(), NOW))
    assert of(calendar, "METHOD") == "PUBLISH"
    events = calendar.walk("VEVENT")
    assert [(str(of(one, "UID")), int(of(one, "SEQUENCE"))) for one in events] == [
        ("pgdit-2026-12-09.somebody@example.nhs.uk", 0),
        ("pgdit-2027-03-17.somebody@example.nhs.uk", 4),
    ]
    assert [("ATTENDEE" in one, "ORGANIZER" in one, of(one, "STATUS")) for one in events] == [
        (False, True, "CONFIRMED")
    ] * 2
    assert len(calendar.walk("VTIMEZONE")) == 1


@pytest.mark.parametrize("month", range(1, 13))
def test_a_session_starts_at_the_same_wall_clock_time_all_year(month: int) -> None:
    start = datetime(2026, month, 9, 12, 30, tzinfo=LONDON)
    _, event = read(a_session(start=start.astimezone(UTC)))
    assert of(event, "DTSTART").to_ical() == f"2026{month:02}09T123000".encode()


# --- time zones -------------------------------------------------------------------------------------------


def offset_described(timezone: Timezone, moment: datetime) -> timedelta | None:
    """The offset that a calendar without a list of zones takes from the description, by RFC 5545's rule."""
    wall = moment.replace(tzinfo=None)
    offset: timedelta | None = timezone.to_tz(lookup_tzid=False).utcoffset(wall)
    return offset


def test_london_is_described_by_its_two_yearly_rules() -> None:
    text = described("Europe/London", 2026).to_ical().decode().replace("\r\n", "\n")
    assert text == (
        "BEGIN:VTIMEZONE\nTZID:Europe/London\n"
        "BEGIN:DAYLIGHT\nDTSTART:20250330T010000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\n"
        "TZNAME:BST\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nEND:DAYLIGHT\n"
        "BEGIN:STANDARD\nDTSTART:20251026T020000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\n"
        "TZNAME:GMT\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0000\nEND:STANDARD\n"
        "END:VTIMEZONE\n"
    )


def test_a_zone_whose_clocks_never_change_is_described_by_its_standard_time() -> None:
    text = described("Asia/Kolkata", 2026).to_ical().decode().replace("\r\n", "\n")
    assert text == (
        "BEGIN:VTIMEZONE\nTZID:Asia/Kolkata\n"
        "BEGIN:STANDARD\nDTSTART:20250101T000000\n"
        "TZNAME:IST\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\n"
        "END:VTIMEZONE\n"
    )


@pytest.mark.parametrize(
    "zone",
    ["Europe/London", "America/New_York", "UTC", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Auckland"],
)
@pytest.mark.parametrize("year", [2026, 2031])
def test_the_description_agrees_with_the_zone_on_every_day_of_its_years(zone: str, year: int) -> None:
    timezone, real = described(zone, year, year + 1), ZoneInfo(zone)
    noons = [datetime(year, 1, 1, 12, tzinfo=real) + timedelta(days=day) for day in range(730)]
    assert [offset_described(timezone, noon) for noon in noons] == [noon.utcoffset() for noon in noons]


def test_the_clocks_change_twice_a_year_in_london_and_never_in_utc() -> None:
    assert [f"{change.wall:%d %B %H:%M}" for change in changes(LONDON, 2026)] == [
        "29 March 01:00",
        "25 October 02:00",
    ]
    assert list(changes(ZoneInfo("UTC"), 2026)) == []
