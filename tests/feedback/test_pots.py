"""Answers wait in their session's pot, and come out once, together and without order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from functions.feedback.page import keep_feedback
from local.memory.builders import SESSION, START, a_registration, a_session, a_sign_up
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.rows import AttendanceTaken
from shared.feedback.releasing import release_feedback, release_feedback_due
from shared.feedback.rows import AnswerPot, Feedback
from shared.figures.counting import Figures
from shared.figures.digest import write_digest
from shared.figures.rows import Digest
from shared.held.rows import Held, HeldKind
from shared.keys import Link
from shared.sessions.rows import SessionState
from shared.storage.tables import RowChanged

AFTER = START + timedelta(hours=2)
NIGHT = datetime(2026, 12, 10, 3, 30, tzinfo=UTC)


def people(count: int) -> list[str]:
    return [f"person.{number}@example.nhs.uk" for number in range(count)]


def a_cafe(count: int = 12) -> MemoryServices:
    """A session that is over, with so many people in it."""
    places = [a_registration(details=a_sign_up(email=one), person=KEYS.person(one)) for one in people(count)]
    taken = AttendanceTaken(session=SESSION, reported=False, people=0, at=AFTER)
    return some_services(having=[a_session(state=SessionState.ENDED), taken, *places])


def answer(services: MemoryServices, number: int, words: str = "", at: datetime = AFTER) -> int:
    """Person `number` answers; the status."""
    token = KEYS.sign(Link.FEEDBACK, SESSION, KEYS.person(people(number + 1)[-1]))
    status: int = keep_feedback(services, token, {"came": "yes", "score": "4", "words": words}, at).status_code
    return status


def out(services: MemoryServices) -> list[str]:
    return sorted(row.words for row in services.tables.rows(Feedback))


def waiting(services: MemoryServices) -> list[str]:
    return sorted(one.words for pot in services.tables.rows(AnswerPot) for one in pot.answers)


@pytest.mark.parametrize(("answers", "come_out"), [(4, 0), (5, 5)])
def test_answers_come_out_in_the_night_if_five_wait(answers: int, come_out: int) -> None:
    services = a_cafe()
    for number in range(answers):
        answer(services, number, f"words {number}")
    release_feedback_due(services, NIGHT)
    assert len(out(services)) == come_out


def test_the_digest_counts_what_waits_however_few_they_are() -> None:
    services = a_cafe()
    answer(services, 1, "Good")
    write_digest(services, SESSION, NIGHT)
    (digest,) = services.tables.rows(Digest)
    assert (Figures.model_validate_json(digest.figures).answers, out(services)) == (1, ["Good"])


def test_a_late_answer_comes_out_after_forty_five_days() -> None:
    services = a_cafe()
    answer(services, 1, "Late", NIGHT + timedelta(days=10))
    for days, words in ((44, []), (45, ["Late"])):
        release_feedback_due(services, START + timedelta(hours=1, days=days))
        assert out(services) == words


def test_an_answer_that_came_out_carries_the_day_and_nothing_else_of_when_it_was_given() -> None:
    services = a_cafe()
    answer(services, 1, "Good")
    release_feedback(services, SESSION, NIGHT)
    (row,) = services.tables.rows(Feedback)
    assert (row.session, row.score, row.words, row.day) == (SESSION, 4, "Good", date(2026, 12, 10))


def test_a_pot_that_is_full_comes_out_at_once() -> None:
    services = a_cafe(80)
    for number in range(77):
        answer(services, number, f"{number:04} {'x' * 1_995}")
    assert (len(out(services)), len(waiting(services))) == (76, 1)


@pytest.mark.parametrize(
    ("call", "after"), [("insert_all", False), ("insert_all", True), ("replace", False), ("replace", True)]
)
def test_wherever_a_release_dies_the_next_one_neither_loses_nor_repeats_an_answer(call: str, after: bool) -> None:
    services = a_cafe()
    for number in range(5):
        answer(services, number, f"words {number}")
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        release_feedback_due(services, NIGHT)
    answer(services, 5, "words 5", NIGHT)
    for _ in range(2):
        release_feedback(services, SESSION, NIGHT)
    assert (out(services), waiting(services)) == ([f"words {number}" for number in range(6)], [])


@pytest.mark.parametrize("after", [False, True])
def test_an_answer_whose_process_dies_is_kept_once_when_it_is_sent_again(after: bool) -> None:
    services = a_cafe()
    services.tables.fail("change_together", ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        answer(services, 1, "Good")
    assert answer(services, 1, "Good") == 200
    assert waiting(services) == ["Good"]


def test_two_who_answer_at_once_are_both_kept() -> None:
    services = a_cafe()
    services.tables.meanwhile("change_together", lambda: answer(services, 2, "Second"))
    answer(services, 1, "First")
    assert waiting(services) == ["First", "Second"]


def test_a_pot_that_others_keep_changing_is_no_answer_lost_in_silence() -> None:
    services = a_cafe()
    for _ in range(20):
        services.tables.fail("change_together", RowChanged("answered"))
    with pytest.raises(RowChanged):
        answer(services, 1, "First")


def test_the_order_in_the_pot_changes_with_every_answer() -> None:
    services, seen = a_cafe(40), set()
    for number in range(40):
        answer(services, number, f"{number}")
        (pot,) = services.tables.rows(AnswerPot)
        seen.add(tuple(one.words for one in pot.answers if int(one.words) < 6))
    assert len(seen) > 25


# --- what the gate turns back or holds ------------------------------------------------------------------------


def test_an_answer_that_identifies_somebody_is_shown_again_with_what_to_change() -> None:
    services = a_cafe()
    token = KEYS.sign(Link.FEEDBACK, SESSION, KEYS.person(people(1)[0]))
    said: dict[str, str | list[str]] = {"came": "yes", "score": "4", "words": "Dr Jane Smith was rude."}
    page = keep_feedback(services, token, said, AFTER)
    html = page.get_body().decode()
    assert (page.status_code, waiting(services)) == (422, [])
    assert "Leave out names, numbers and anything else that shows who somebody is" in html
    assert "Dr Jane Smith was rude." in html


def test_a_plea_for_help_is_answered_on_the_page_and_never_printed_but_held_for_a_person() -> None:
    services = a_cafe()
    token = KEYS.sign(Link.FEEDBACK, SESSION, KEYS.person(people(1)[0]))
    said: dict[str, str | list[str]] = {"came": "yes", "score": "4", "words": "I think of suicide.", "change": "Rest"}
    html = keep_feedback(services, token, said, AFTER).get_body().decode()
    assert html.index("Help is there now") < html.index("We have your feedback")
    assert "NHS Practitioner Health" in html
    for number in range(1, 6):
        answer(services, number, f"words {number}")
    release_feedback_due(services, NIGHT)
    assert [row.change for row in services.tables.rows(Feedback) if not row.words] == ["Rest"]
    (held,) = services.tables.rows(Held)
    assert (held.kind, held.text, held.session, held.came) == (HeldKind.WORDS, "I think of suicide.", SESSION, True)
    assert held.id not in {row.id for row in services.tables.rows(Feedback)}


def test_what_asks_for_a_service_is_kept_and_answered_with_its_signpost() -> None:
    services = a_cafe()
    token = KEYS.sign(Link.FEEDBACK, SESSION, KEYS.person(people(1)[0]))
    said: dict[str, str | list[str]] = {"came": "yes", "score": "4", "words": "Can you refer me to PSW?"}
    html = keep_feedback(services, token, said, AFTER).get_body().decode()
    assert "https://psw.example.nhs.uk/self-referral" in html
    assert waiting(services) == ["Can you refer me to PSW?"]
