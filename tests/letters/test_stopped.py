"""The letter to somebody who stopped coming to every session: one for all dates."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, SESSION, START, a_delivery, a_registration, a_session
from local.memory.services import some_services
from shared.letters import stopped
from shared.mail.letter import Letter, Missed
from shared.registrations.rows import Registration, RegistrationState
from tests.letters.letter_reading import calendar_entries, heading, lines, unreadable_links

JANUARY = a_session(start=START + timedelta(days=35))
GONE = RegistrationState.CANCELLED


def composed(*places: Registration) -> Letter:
    delivery = a_delivery(detail="").model_copy(update={"also": (JANUARY.id,)})
    return stopped.compose(some_services(having=[a_session(), JANUARY, *places]), delivery, NOW)


def test_all_dates_are_named_and_each_leaves_the_calendar() -> None:
    letter = composed(
        a_registration(state=GONE, sequence=1), a_registration(session=JANUARY.id, state=GONE, sequence=3)
    )
    assert (letter.to, letter.subject, heading(letter)) == (
        ADDRESS,
        "You no longer come to every session: Virtual Café for postgraduate doctors in training",
        "You no longer come to every session",
    )
    assert lines(letter)[4:7] == [
        "Wednesday 9 December 2026, 12:30pm to 1:30pm",
        "Wednesday 13 January 2027, 12:30pm to 1:30pm",
        "Open each attached file to take its date out of your calendar.",
    ]
    assert [file.name for file in letter.attachments] == ["cancel-2026-12-09.ics", "cancel-2027-01-13.ics"]
    assert [(one["METHOD"], one["SEQUENCE"]) for one in calendar_entries(letter)] == [("CANCEL", "1"), ("CANCEL", "3")]
    assert unreadable_links(letter) == set()


def test_a_date_to_which_the_person_came_back_is_left_out() -> None:
    letter = composed(a_registration(state=GONE, sequence=1), a_registration(session=JANUARY.id))
    assert [file.name for file in letter.attachments] == ["cancel-2026-12-09.ics"]


def test_somebody_who_came_back_to_all_is_told_nothing() -> None:
    with pytest.raises(Missed, match="the person came back"):
        composed(a_registration(session=SESSION), a_registration(session=JANUARY.id))
