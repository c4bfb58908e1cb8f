"""Pots: questions wait until enough people could have asked them, and come out once, together and without order."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from local.memory.builders import NOW, SESSION, START, a_form_response, a_session, some_answers
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.closing import close_sessions
from shared.forms.intake import PAGE, form_road
from shared.forms.pots import release_questions, release_questions_due
from shared.forms.working import work
from shared.messages import ResponseReceived
from shared.programme.forms import Answer
from shared.questions.rows import Question, QuestionPot
from shared.reminders.reminding import start_reminders
from shared.sessions.rows import OpenSession
from shared.storage.tables import RowChanged

FORM = form_road(KEYS, "Nm7hqF0zUkKq1TzYcafeSignUpV3kQ2xvLZ8bTJ4dRrYwUN0pVM1VZS0NaOUhGTEVKUTRSWDhUUkdCUS4u")
NIGHT = datetime(2026, 12, 2, 3, 30, tzinfo=UTC)
NEXT = a_session(start=START + timedelta(days=35))


def a_cafe() -> MemoryServices:
    return some_services(having=[a_session(), OpenSession(id=SESSION), NEXT, OpenSession(id=NEXT.id)])


def sign_up(services: MemoryServices, number: int, question: str = "", road: str = PAGE, at: datetime = NOW) -> None:
    """Person `number` signs up, and the sign-up is worked."""
    response = f"{road[:4]}-{number}-{at:%d%H%M}"
    answers = some_answers({Answer.EMAIL: f"person.{number}@example.nhs.uk", Answer.QUESTION: question})
    services.tables.put(a_form_response(form=road, response=response, raw=answers, received_at=at))
    work(services, ResponseReceived(form=road, response=response), at)


def out(services: MemoryServices) -> list[str]:
    return sorted(row.text for row in services.tables.rows(Question))


def waiting(services: MemoryServices) -> list[str]:
    return sorted(one.text for pot in services.tables.rows(QuestionPot) for one in pot.texts)


# --- when they come out -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "come_out"), [(4, False), (5, True)])
def test_a_question_comes_out_in_the_night_if_five_people_could_have_asked_it(people: int, come_out: bool) -> None:
    services = a_cafe()
    for number in range(people):
        sign_up(services, number, "How is study leave counted?" if number == 1 else "")
    assert out(services) == []
    release_questions_due(services, NIGHT)
    assert bool(out(services)) is come_out


def test_one_person_who_signs_up_five_times_is_one_who_could_have_asked() -> None:
    services = a_cafe()
    for minutes in range(5):
        sign_up(services, 1, "How is study leave counted?" if not minutes else "", at=NOW + timedelta(minutes=minutes))
    release_questions_due(services, NIGHT)
    assert out(services) == []


def test_people_of_the_form_and_of_the_page_could_have_asked_the_same_question() -> None:
    services = a_cafe()
    for number in range(5):
        sign_up(services, number, "How is study leave counted?" if not number else "", FORM if number % 2 else PAGE)
    release_questions_due(services, NIGHT)
    assert out(services) == ["How is study leave counted?"]


def test_who_signed_up_before_a_release_could_not_have_asked_what_comes_later_even_if_nothing_came_out() -> None:
    services = a_cafe()
    for number in range(5):
        sign_up(services, number)
    release_questions_due(services, NIGHT)
    sign_up(services, 6, "How is study leave counted?", at=NIGHT + timedelta(hours=4))
    release_questions_due(services, NIGHT + timedelta(days=1))
    assert (out(services), waiting(services)) == ([], ["How is study leave counted?"])


def test_the_fifth_sign_up_releases_nothing_by_itself() -> None:
    services = a_cafe()
    for number in range(7):
        sign_up(services, number, f"Question {number}")
    assert (out(services), len(waiting(services))) == ([], 7)


def test_the_briefing_brings_what_waits_however_few_could_have_asked_it() -> None:
    services = a_cafe()
    sign_up(services, 1, "How is study leave counted?")
    start_reminders(services, datetime(2026, 12, 8, 16, 59, tzinfo=UTC))
    assert out(services) == []
    start_reminders(services, datetime(2026, 12, 8, 17, 0, tzinfo=UTC))
    assert (out(services), waiting(services)) == (["How is study leave counted?"], [])


def test_what_comes_after_the_briefing_comes_out_when_the_session_ends() -> None:
    services = a_cafe()
    sign_up(services, 1, "How is study leave counted?", at=START - timedelta(hours=2))
    close_sessions(services, START + timedelta(minutes=59))
    assert out(services) == []
    close_sessions(services, START + timedelta(hours=1))
    assert out(services) == ["How is study leave counted?"]


def test_what_still_waits_for_a_session_that_is_over_comes_out_in_the_night() -> None:
    services = a_cafe()
    sign_up(services, 1, "How is study leave counted?")
    release_questions_due(services, START + timedelta(hours=1, seconds=-1))
    assert out(services) == []
    release_questions_due(services, START + timedelta(hours=1))
    assert (out(services), [pot.could for pot in services.tables.rows(QuestionPot)]) == (
        ["How is study leave counted?"],
        [{}],
    )


def test_a_pot_that_is_full_comes_out_at_once_and_takes_no_more_than_it_holds() -> None:
    services = a_cafe()
    for number in range(77):
        sign_up(services, number, f"{number:04} {'x' * 1_995}")
    assert (len(out(services)), len(waiting(services))) == (76, 1)


def test_only_the_sessions_own_questions_come_out() -> None:
    services = a_cafe()
    sign_up(services, 1, "For December", at=NOW)
    sign_up(services, 2, "For January", at=START + timedelta(hours=2))
    release_questions(services, SESSION, START + timedelta(hours=3))
    assert (out(services), waiting(services)) == (["For December"], ["For January"])


# --- what they tell -----------------------------------------------------------------------------------------


def test_a_question_that_came_out_carries_the_day_and_nothing_else_of_when_it_was_asked() -> None:
    services = a_cafe()
    sign_up(services, 1, "How is study leave counted?")
    release_questions(services, SESSION, NIGHT)
    (row,) = services.tables.rows(Question)
    assert (row.session, row.text, row.day) == (SESSION, "How is study leave counted?", date(2026, 12, 2))


def test_every_sign_up_writes_the_pot_with_a_question_or_without() -> None:
    services = a_cafe()
    written: list[str] = []
    for number, question in enumerate(["", "How is study leave counted?", "Can you refer me to PSW?", ""]):
        services.tables.operations.clear()
        sign_up(services, number, question)
        written += [pot.etag for pot in services.tables.rows(QuestionPot)]
        asked = [one for one in services.tables.operations if one[1] == "formresponses"]
        assert asked == [("get", "formresponses")] * 3 + [("transaction", "formresponses")]
    assert len(set(written)) == 4


def shuffles(services: MemoryServices) -> Sequence[tuple[str, ...]]:
    """The order of the questions in the pot after each of thirty more sign-ups."""
    seen = []
    for number in range(30):
        sign_up(services, 100 + number)
        (pot,) = services.tables.rows(QuestionPot)
        seen.append(tuple(one.text for one in pot.texts))
    return seen


def test_the_order_in_the_pot_changes_with_every_sign_up() -> None:
    services = a_cafe()
    for number in range(6):
        sign_up(services, number, f"Question {number}")
    assert len(set(shuffles(services))) > 20


# --- exactly once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "after"),
    [("insert_all", False), ("insert_all", True), ("replace", False), ("replace", True)],
)
def test_wherever_a_release_dies_the_next_one_neither_loses_nor_repeats_a_question(call: str, after: bool) -> None:
    services = a_cafe()
    for number in range(5):
        sign_up(services, number, f"Question {number}")
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        release_questions_due(services, NIGHT)
    sign_up(services, 5, "Question 5", at=NIGHT)
    for _ in range(2):
        release_questions(services, SESSION, NIGHT + timedelta(minutes=5))
    assert out(services) == [f"Question {number}" for number in range(6)]
    assert waiting(services) == []


def test_a_question_that_comes_while_others_go_out_stays_in_the_pot() -> None:
    services = a_cafe()
    for number in range(5):
        sign_up(services, number, f"Question {number}")
    services.tables.meanwhile("replace", lambda: sign_up(services, 9, "Late", at=NIGHT))
    release_questions_due(services, NIGHT)
    assert (len(out(services)), waiting(services)) == (5, ["Late"])
    (pot,) = services.tables.rows(QuestionPot)
    assert pot.could == {SESSION: (KEYS.person("person.9@example.nhs.uk"),)}


def test_of_two_sign_ups_that_write_the_pot_at_once_both_questions_wait() -> None:
    services = a_cafe()
    services.tables.meanwhile("change_together", lambda: sign_up(services, 2, "Second"))
    sign_up(services, 1, "First")
    assert waiting(services) == ["First", "Second"]


def test_a_pot_that_others_keep_changing_is_left_to_the_queue() -> None:
    services = a_cafe()
    for _ in range(20):
        services.tables.fail("change_together", RowChanged("formresponses"))
    with pytest.raises(RowChanged):
        sign_up(services, 1, "First")
    services.tables.operations.clear()
    work(services, ResponseReceived(form=PAGE, response=f"page-1-{NOW:%d%H%M}"), NOW)
    assert waiting(services) == ["First"]
