"""The letters to facilitators about hosting: what each says, and what the calendar gets."""

from datetime import timedelta

import pytest

from local.memory.builders import HOUR, NOW, SESSION, START, a_delivery, a_session
from local.memory.services import KEYS, some_services
from shared.letters import hosting
from shared.mail.letter import Letter, Missed
from shared.meetings.rows import Host
from shared.sessions.rows import Session, SessionState
from tests.letters.letter_reading import calendar_entry, heading, lines, unreadable_links

EMAIL = "imogen.hartley@example.nhs.uk"
PERSON = KEYS.person(EMAIL)
JOIN = "https://teams.example.org/l/meetup-join/1"


def a_host(*, hosting: bool = True, sequence: int = 0, first: int = 0) -> Host:
    return Host(
        session=SESSION,
        person=PERSON,
        name="Dr Imogen Hartley",
        email=EMAIL,
        hosting=hosting,
        sequence=sequence,
        first=first,
    )


def composed(
    session: Session | None = None, host: Host | None = None, detail: str = "0", now: timedelta = HOUR * 0
) -> Letter:
    services = some_services(having=[session or a_session(), host or a_host()])
    return hosting.compose(services, a_delivery(person=PERSON, detail=detail), NOW + now)


def test_an_invitation_says_when_and_where_and_makes_the_facilitator_chair() -> None:
    letter = composed()
    assert (letter.to, letter.subject) == (
        EMAIL,
        "You are hosting: Virtual Café for postgraduate doctors in training, Wednesday 9 December 2026, 12:30pm",
    )
    assert lines(letter)[1:9] == [
        "You are hosting this session",
        "Dear Dr Imogen Hartley,",
        "This session of the café is planned, and you are one of its facilitators.",
        "Open the attached file to put the session in your calendar.",
        "Session: Virtual Café for postgraduate doctors in training",
        "When: Wednesday 9 December 2026, 12:30pm to 1:30pm",
        "Where: Online, on Microsoft Teams",
        "Join on Microsoft Teams",
    ]
    assert unreadable_links(letter) == set()
    entry = calendar_entry(letter)
    assert (entry["METHOD"], entry["SEQUENCE"], entry["LOCATION"]) == ("REQUEST", "0", JOIN)
    assert entry["UID"] == f"{SESSION}.host.{PERSON}@example.nhs.uk"
    (file,) = letter.attachments
    assert b"ROLE=CHAIR" in file.content


def test_a_new_time_names_the_old_one() -> None:
    moved = a_session(start=START + HOUR, sequence=2).model_copy(update={"moved_from": START})
    letter = composed(moved, detail="2")
    assert (heading(letter), letter.subject.partition(":")[0]) == ("The session has a new time", "New time")
    assert lines(letter)[3] == (
        "The session that you host has a new time. The old time was Wednesday 9 December 2026, 12:30pm."
    )
    assert calendar_entry(letter)["SEQUENCE"] == "2"


def test_whoever_joins_after_a_move_is_invited_and_hears_of_no_old_time() -> None:
    moved = a_session(start=START + HOUR, sequence=2).model_copy(update={"moved_from": START})
    letter = composed(moved, a_host(first=2), detail="2")
    assert heading(letter) == "You are hosting this session"
    assert not any("old time" in line for line in lines(letter))


@pytest.mark.parametrize(
    ("session", "host", "said", "why"),
    [
        (
            a_session(state=SessionState.CANCELLED, sequence=1, reason="The panel is ill."),
            a_host(),
            "This session is cancelled",
            1,
        ),
        (a_session(), a_host(hosting=False, sequence=1), "You no longer host this session", 0),
    ],
)
def test_what_is_off_leaves_the_calendar(session: Session, host: Host, said: str, why: int) -> None:
    letter = composed(session, host, detail="1")
    entry = calendar_entry(letter)
    assert (entry["METHOD"], entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")
    assert heading(letter) == said
    assert sum(line == "Why: The panel is ill." for line in lines(letter)) == why
    assert "Join on Microsoft Teams" not in lines(letter)


@pytest.mark.parametrize(
    ("session", "detail", "now", "why"),
    [
        (a_session(sequence=1), "0", HOUR * 0, "it changed since, and a later mail says how"),
        (a_session(), "0", START + HOUR - NOW, "the session is over"),
    ],
)
def test_a_letter_that_comes_too_late_is_missed(session: Session, detail: str, now: timedelta, why: str) -> None:
    with pytest.raises(Missed, match=why):
        composed(session, detail=detail, now=now)


def test_a_host_who_was_erased_gets_no_letter() -> None:
    with pytest.raises(Missed, match="the facilitator is not kept any more"):
        hosting.compose(some_services(having=[a_session()]), a_delivery(person=PERSON), NOW)
