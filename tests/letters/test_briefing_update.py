"""The update of the briefing: the questions that came since, an hour before the start."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from local.memory.builders import SESSION, START, a_delivery, a_question, a_session
from local.memory.services import some_services
from shared.letters import briefing_update
from shared.mail.letter import Letter, Missed
from shared.mail.rows import MailKind
from shared.sessions.rows import OpenSession, SessionState
from shared.storage.row import Row
from tests.letters.letter_reading import heading, lines, unreadable_links

HOST = "imogen.hartley@example.nhs.uk"
BEFORE = START - timedelta(hours=1)
OLD = a_question(id="question-1", text="How do I apply to train less than full time?")
NEW = a_question(id="question-2", text="Who signs off study leave?")
TOLD = OpenSession(id=SESSION, told=("question-1",))


def composed(having: Sequence[Row], *, now: datetime = BEFORE, email: str = HOST) -> Letter:
    due = a_delivery(
        kind=MailKind.BRIEFING_UPDATE, purpose="pgdit-2026-12-09T1230.briefing-update", detail="", email=email
    )
    return briefing_update.compose(some_services(having=having), due, now)


def test_only_the_questions_since_the_briefing_are_told() -> None:
    letter = composed([a_session(), TOLD, OLD, NEW])
    assert letter.to == HOST
    assert letter.subject.startswith("New questions: ")
    assert heading(letter) == "New questions for your session"
    said = lines(letter)
    assert "A question for the panel has come in since your briefing." in said
    assert [one.text in said for one in (OLD, NEW)] == [False, True]
    assert unreadable_links(letter) == set()


def test_several_are_counted() -> None:
    more = a_question(id="question-3", text="What changes in August?")
    said = lines(composed([a_session(), TOLD, OLD, NEW, more]))
    assert "2 questions for the panel have come in since your briefing." in said
    assert [one.text in said for one in (NEW, more)] == [True, True]


@pytest.mark.parametrize(
    ("having", "now", "reason"),
    [
        ([a_session(), TOLD, OLD], BEFORE, "no question came after the briefing"),
        ([a_session(state=SessionState.CANCELLED), TOLD, NEW], BEFORE, "the session is cancelled"),
        ([a_session(), TOLD, NEW], START, "the session has begun"),
        (
            [a_session(id=SESSION, start=START + timedelta(days=1), sequence=1), TOLD, NEW],
            BEFORE,
            "the session was moved",
        ),
    ],
)
def test_it_is_not_sent_when_it_is_of_no_use(having: Sequence[Row], now: datetime, reason: str) -> None:
    with pytest.raises(Missed) as missed:
        composed(having, now=now)
    assert str(missed.value) == reason


def test_it_goes_to_facilitators_of_the_series_alone() -> None:
    with pytest.raises(Missed):
        composed([a_session(), TOLD, NEW], email="wenli.tan@example.nhs.uk")
