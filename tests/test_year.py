"""A year of the café in memory: what one person gets, mail by mail, as they would read it."""

from datetime import UTC, datetime

import pytest

from local.memory.builders import WHO, some_answers
from local.memory.playing import Play
from local.memory.services import KEYS, some_services, the_programme
from shared.mail.letter import Letter
from shared.mail.rows import Delivery, DeliveryState
from shared.operations.books import audit
from shared.programme.forms import Answer
from shared.programme.model import Programme
from shared.registrations.registering import cancel, end_standing
from shared.sessions.cancelling import cancel_session
from shared.sessions.rescheduling import Move, move_session
from tests.letters.letter_reading import calendar_entries, lines

ALWAYS, ONCE, WAITED = "amara@example.org", "ben@example.org", "cai@example.org"
HOST = "marcus.oyelaran@example.nhs.uk"
AFTERWARDS = ("How was it?", "Were you able", "Digest")
"""Mails after a session come when its attendance and its digest are done: their tests say when."""

CAFE = ": Virtual Café for postgraduate doctors in training"


def at(day: str, hour: int = 10, minute: int = 0) -> datetime:
    """The time of a day such as "2026-09-01"."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=UTC)


def with_two_seats() -> Programme:
    """The sample programme with two seats in the first café."""
    programme = the_programme()
    few = [one.model_copy(update={"capacity": 2 if one.id == "pgdit" else None}) for one in programme.series]
    return programme.model_copy(update={"series": tuple(few)})


def sign_up(play: Play, email: str, *, every: bool = False) -> None:
    which = "Every one, until I say stop" if every else "The next one"
    play.sign_up(some_answers({Answer.EMAIL: email, Answer.ATTENDING: which}))


@pytest.fixture(scope="module")
def year() -> Play:
    """September to August. Two have the seats of the first session, and a third waits."""
    play = Play(some_services(programme=with_two_seats()), at("2026-09-01", 4))
    cafe = play.services
    play.until(at("2026-09-01"))
    sign_up(play, ALWAYS, every=True)
    play.until(at("2026-09-01", 11))
    sign_up(play, ONCE)
    play.until(at("2026-09-01", 12))
    sign_up(play, WAITED)
    play.until(at("2026-09-03"))
    cancel(cafe, "pgdit-2026-09-09", KEYS.person(ONCE), play.now)
    play.until(at("2026-09-20"))
    sign_up(play, ALWAYS, every=True)  # nothing is new
    sign_up(play, ONCE)
    play.until(at("2026-09-21"))
    sign_up(play, ONCE)  # nothing is new
    play.until(at("2026-11-02"))
    move_session(cafe, "pgdit-2026-11-11", Move(start=at("2026-11-12", 12, 30)), WHO, play.now)
    play.until(at("2026-11-02", 10, 10))
    move_session(cafe, "pgdit-2026-11-11", Move(start=at("2026-11-11", 12, 30)), WHO, play.now)  # back again
    play.until(at("2026-12-20"))
    move_session(cafe, "pgdit-2027-01-13", Move(start=at("2027-01-13", 13, 30)), WHO, play.now)
    play.until(at("2027-01-20"))
    cancel_session(cafe, "pgdit-2027-03-10", "The panel is away.", WHO, play.now)
    play.until(at("2027-04-20"))
    cancel(cafe, "pgdit-2027-05-12", KEYS.person(ALWAYS), play.now)
    play.until(at("2027-06-20"))
    end_standing(cafe, "pgdit", KEYS.person(ALWAYS), play.now)
    play.until(at("2027-08-31"))
    return play


def said(play: Play, address: str) -> list[str]:
    """The day and the subject of each mail, with the files that it brings."""
    return [
        " ".join(
            [
                "" if one.mail.subject.startswith(AFTERWARDS) else f"{one.at:%d %b}",
                one.mail.subject.replace(CAFE, "").replace(f" {CAFE[2:]}", "").replace(", 12:30pm", ""),
                *(f"[{file.name}]" for file in one.mail.attachments),
            ]
        ).strip()
        for one in play.letters_to(address)
    ]


# --- what they got ------------------------------------------------------------------------------------------

WHO_COMES_ALWAYS = [
    "01 Sep Your 3 dates [dates.ics]",
    "02 Sep Next week, Wednesday 9 September 2026",
    "08 Sep Tomorrow, Wednesday 9 September 2026",
    "09 Sep In an hour, Wednesday 9 September 2026",
    "Were you able to join us?, Wednesday 9 September 2026",
    "07 Oct Next week, Wednesday 14 October 2026 [invite.ics]",
    "13 Oct Tomorrow, Wednesday 14 October 2026",
    "14 Oct In an hour, Wednesday 14 October 2026",
    "Were you able to join us?, Wednesday 14 October 2026",
    "04 Nov Next week, Wednesday 11 November 2026 [invite.ics]",
    "10 Nov Tomorrow, Wednesday 11 November 2026",
    "11 Nov In an hour, Wednesday 11 November 2026",
    "Were you able to join us?, Wednesday 11 November 2026",
    "02 Dec Next week, Wednesday 9 December 2026 [invite.ics]",
    "08 Dec Tomorrow, Wednesday 9 December 2026",
    "09 Dec In an hour, Wednesday 9 December 2026",
    "Were you able to join us?, Wednesday 9 December 2026",
    "20 Dec New time, Wednesday 13 January 2027, 1:30pm [invite.ics]",
    "06 Jan Next week, Wednesday 13 January 2027, 1:30pm [invite.ics]",
    "12 Jan Tomorrow, Wednesday 13 January 2027, 1:30pm",
    "13 Jan In an hour, Wednesday 13 January 2027, 1:30pm",
    "Were you able to join us?, Wednesday 13 January 2027",
    "20 Jan Session cancelled, Wednesday 10 March 2027 [cancel.ics]",
    "03 Feb Next week, Wednesday 10 February 2027 [invite.ics]",
    "09 Feb Tomorrow, Wednesday 10 February 2027",
    "10 Feb In an hour, Wednesday 10 February 2027",
    "Were you able to join us?, Wednesday 10 February 2027",
    "07 Apr Next week, Wednesday 14 April 2027 [dates.ics]",
    "13 Apr Tomorrow, Wednesday 14 April 2027",
    "14 Apr In an hour, Wednesday 14 April 2027",
    "Were you able to join us?, Wednesday 14 April 2027",
    "20 Apr Your place is cancelled, Wednesday 12 May 2027 [cancel.ics]",
    "02 Jun Next week, Wednesday 9 June 2027 [dates.ics]",
    "08 Jun Tomorrow, Wednesday 9 June 2027",
    "09 Jun In an hour, Wednesday 9 June 2027",
    "Were you able to join us?, Wednesday 9 June 2027",
    "20 Jun You no longer come to every session [cancel-2027-07-14.ics] "
    "[cancel-2027-08-11.ics] [cancel-2027-09-08.ics]",
]

WHO_COMES_ONCE = [
    "01 Sep Confirmed, Wednesday 9 September 2026 [invite.ics]",
    "02 Sep Next week, Wednesday 9 September 2026",
    "03 Sep Your place is cancelled, Wednesday 9 September 2026 [cancel.ics]",
    "20 Sep Confirmed, Wednesday 14 October 2026 [invite.ics]",
    "07 Oct Next week, Wednesday 14 October 2026",
    "13 Oct Tomorrow, Wednesday 14 October 2026",
    "14 Oct In an hour, Wednesday 14 October 2026",
    "Were you able to join us?, Wednesday 14 October 2026",
]

WHO_WAITED = [
    "01 Sep Waiting list, Wednesday 9 September 2026",
    "03 Sep You have a place, Wednesday 9 September 2026 [invite.ics]",
    "08 Sep Tomorrow, Wednesday 9 September 2026",
    "09 Sep In an hour, Wednesday 9 September 2026",
    "Were you able to join us?, Wednesday 9 September 2026",
]

WHO_HOSTS = [
    "01 Sep You are hosting, Wednesday 9 September 2026 [invite.ics]",
    "01 Sep You are hosting, Wednesday 14 October 2026 [invite.ics]",
    "01 Sep You are hosting, Wednesday 11 November 2026 [invite.ics]",
    "08 Sep Briefing, Wednesday 9 September 2026",
    "11 Sep You are hosting, Wednesday 9 December 2026 [invite.ics]",
    "Digest, Wednesday 9 September 2026",
    "13 Oct Briefing, Wednesday 14 October 2026",
    "16 Oct You are hosting, Wednesday 13 January 2027 [invite.ics]",
    "Digest, Wednesday 14 October 2026",
    "10 Nov Briefing, Wednesday 11 November 2026",
    "13 Nov You are hosting, Wednesday 10 February 2027 [invite.ics]",
    "Digest, Wednesday 11 November 2026",
    "08 Dec Briefing, Wednesday 9 December 2026",
    "11 Dec You are hosting, Wednesday 10 March 2027 [invite.ics]",
    "Digest, Wednesday 9 December 2026",
    "20 Dec New time, Wednesday 13 January 2027, 1:30pm [invite.ics]",
    "12 Jan Briefing, Wednesday 13 January 2027, 1:30pm",
    "15 Jan You are hosting, Wednesday 14 April 2027 [invite.ics]",
    "Digest, Wednesday 13 January 2027",
    "20 Jan Session cancelled, Wednesday 10 March 2027 [cancel.ics]",
    "09 Feb Briefing, Wednesday 10 February 2027",
    "12 Feb You are hosting, Wednesday 12 May 2027 [invite.ics]",
    "Digest, Wednesday 10 February 2027",
    "12 Mar You are hosting, Wednesday 9 June 2027 [invite.ics]",
    "13 Apr Briefing, Wednesday 14 April 2027",
    "16 Apr You are hosting, Wednesday 14 July 2027 [invite.ics]",
    "Digest, Wednesday 14 April 2027",
    "11 May Briefing, Wednesday 12 May 2027",
    "14 May You are hosting, Wednesday 11 August 2027 [invite.ics]",
    "Digest, Wednesday 12 May 2027",
    "08 Jun Briefing, Wednesday 9 June 2027",
    "11 Jun You are hosting, Wednesday 8 September 2027 [invite.ics]",
    "Digest, Wednesday 9 June 2027",
    "13 Jul Briefing, Wednesday 14 July 2027",
    "16 Jul You are hosting, Wednesday 13 October 2027 [invite.ics]",
    "Digest, Wednesday 14 July 2027",
    "10 Aug Briefing, Wednesday 11 August 2027",
    "13 Aug You are hosting, Wednesday 10 November 2027 [invite.ics]",
    "Digest, Wednesday 11 August 2027",
]


@pytest.mark.parametrize(
    ("address", "mails"),
    [(ALWAYS, WHO_COMES_ALWAYS), (ONCE, WHO_COMES_ONCE), (WAITED, WHO_WAITED), (HOST, WHO_HOSTS)],
)
def test_these_are_the_mails_of_a_year(year: Play, address: str, mails: list[str]) -> None:
    assert said(year, address) == mails


def test_who_comes_always_hears_of_each_date_before_it_and_is_thanked_once(year: Play) -> None:
    letters = [lines(Letter(one.mail.to, one.mail.subject, one.mail.html)) for one in year.letters_to(ALWAYS)]
    assert sum("Thank you for signing up" in line for letter in letters for line in letter) == 1
    new = [line.partition(", 12:30pm")[0] for letter in letters for line in letter if ". See or cancel this pl" in line]
    assert new == [
        "Wednesday 9 December 2026",
        "Wednesday 13 January 2027",
        "Wednesday 10 February 2027",
        "Wednesday 10 March 2027",
        "Wednesday 14 April 2027",
        "Wednesday 12 May 2027",
        "Wednesday 9 June 2027",
        "Wednesday 14 July 2027",
        "Wednesday 11 August 2027",
    ]


def test_each_reminder_says_why_it_comes_and_how_it_stops(year: Play) -> None:
    reminders = [one.mail for one in year.letters_to(ALWAYS) if one.mail.subject.startswith(("Next", "Tom", "In an"))]
    assert len(reminders) == 24
    assert all("because you signed up for every session" in mail.html for mail in reminders)
    assert all(mail.list_unsubscribe.startswith("<https://cafe.example.org/my/") for mail in reminders)


def test_the_calendar_ends_with_the_dates_that_are_left(year: Play) -> None:
    """What a calendar holds that believes the greatest SEQUENCE of each entry."""
    entries: dict[str, tuple[int, str, str]] = {}
    for one in year.letters_to(ALWAYS):
        for entry in calendar_entries(Letter(one.mail.to, "", "", attachments=one.mail.attachments)):
            kept = entries.get(entry["UID"].partition(".")[0], (-1, "", ""))
            new = (int(entry["SEQUENCE"]), entry["STATUS"], entry["DTSTART"])
            assert new[0] > kept[0]
            entries[entry["UID"].partition(".")[0]] = new
    left = [start for _, status, start in entries.values() if status == "CONFIRMED"]
    assert sorted(left) == [
        "20260909T123000",
        "20261014T123000",
        "20261111T123000",
        "20261209T123000",
        "20270113T133000",
        "20270210T123000",
        "20270414T123000",
        "20270609T123000",
    ]


def test_the_books_of_the_year_balance(year: Play) -> None:
    assert list(audit(year.services, at("2026-09-01"), year.now)) == []
    unsettled = {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN}
    assert [row.id for row in year.services.tables.rows(Delivery) if row.state in unsettled] == []
