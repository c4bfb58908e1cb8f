"""The letters that ask how it was, and what stopped people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from local.memory.builders import ADDRESS, HOUR, SESSION, START, a_delivery, a_registration, a_session, an_attendance
from local.memory.services import KEYS, SITE, some_services
from shared.attendance.rows import AttendanceTaken
from shared.keys import Link
from shared.letters import feedback
from shared.mail.letter import Letter, Missed
from shared.mail.rows import MailKind
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import SessionState
from shared.storage.row import Row
from tests.letters.letter_reading import heading, lines, unreadable_links

AFTER = START + 2 * HOUR
LINK = f"{SITE}/feedback/{KEYS.sign(Link.FEEDBACK, SESSION, KEYS.person(ADDRESS))}"
WEEK_AFTER = START + HOUR + timedelta(days=7)


TAKEN = AttendanceTaken(session=SESSION, reported=True, people=1, at=AFTER)
KNOWN: Mapping[str, Sequence[Row]] = {"came": [TAKEN, an_attendance()], "absent": [TAKEN], "unknown": []}


def composed(known: str, *, having: Sequence[Row] = (a_session(), a_registration()), now: datetime = AFTER) -> Letter:
    services = some_services(having=[*having, *KNOWN[known]])
    return feedback.compose(services, a_delivery(kind=MailKind.FEEDBACK, detail=""), now)


def test_somebody_who_came_is_asked_for_a_minute() -> None:
    letter = composed("came")
    assert letter.to == ADDRESS
    assert letter.subject == (
        "How was it? Virtual Café for postgraduate doctors in training, Wednesday 9 December 2026"
    )
    assert heading(letter) == "Thank you for coming"
    assert lines(letter)[6:8] == ["Tell us how it was", LINK]


def test_somebody_who_did_not_come_is_asked_what_stopped_them() -> None:
    letter = composed("absent")
    assert letter.subject == (
        "What stopped you? Virtual Café for postgraduate doctors in training, Wednesday 9 December 2026"
    )
    assert heading(letter) == "We missed you"
    assert lines(letter)[7:9] == ["Tell us what stopped you", LINK]


def test_somebody_who_may_have_been_there_is_asked_which_of_the_two_it_was() -> None:
    letter = composed("unknown")
    assert letter.subject == (
        "Were you able to join us? Virtual Café for postgraduate doctors in training, Wednesday 9 December 2026"
    )
    assert heading(letter) == "Were you able to join us?"
    assert [line for line in lines(letter) if line.startswith(("I was", "I could", LINK))] == [
        "I was there",
        f"{LINK}?came=yes",
        "I could not come",
        f"{LINK}?came=no",
    ]
    assert "What stopped you" not in letter.html


def test_a_letter_that_goes_after_a_later_report_says_what_is_known_then() -> None:
    services = some_services(having=[a_session(), a_registration(), TAKEN])
    due = a_delivery(kind=MailKind.FEEDBACK, detail="")
    assert heading(feedback.compose(services, due, AFTER)) == "We missed you"
    services.tables.put(an_attendance())
    assert heading(feedback.compose(services, due, AFTER)) == "Thank you for coming"


@pytest.mark.parametrize("known", KNOWN)
def test_every_link_can_be_read(known: str) -> None:
    assert unreadable_links(composed(known)) == set()


def test_somebody_who_came_from_the_waiting_list_is_asked_too() -> None:
    came = composed("came", having=[a_session(), a_registration(state=RegistrationState.WAITING)])
    assert heading(came) == "Thank you for coming"


def test_a_week_later_is_not_too_late() -> None:
    assert composed("came", now=WEEK_AFTER).to == ADDRESS


@pytest.mark.parametrize(
    ("having", "known", "now", "reason"),
    [
        (
            [a_session(state=SessionState.CANCELLED), a_registration()],
            "came",
            AFTER,
            "the session is cancelled",
        ),
        (
            [a_session(), a_registration(state=RegistrationState.CANCELLED)],
            "came",
            AFTER,
            "the registration is cancelled",
        ),
        (
            [a_session(), a_registration(state=RegistrationState.WAITING)],
            "absent",
            AFTER,
            "the person had no seat",
        ),
        (
            [a_session(), a_registration()],
            "absent",
            WEEK_AFTER + timedelta(seconds=1),
            "the session is more than a week ago",
        ),
    ],
)
def test_nobody_is_asked_who_need_not_be(having: Sequence[Row], known: str, now: datetime, reason: str) -> None:
    with pytest.raises(Missed) as missed:
        composed(known, having=having, now=now)
    assert str(missed.value) == reason
