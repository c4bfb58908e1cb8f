"""The answer to a question that did not go to the panel."""

from collections.abc import Sequence

import pytest

from local.memory.builders import ADDRESS, NOW, START, a_delivery, a_registration, a_session, a_standing
from local.memory.services import SITE, some_services, the_programme
from shared.letters import redirected
from shared.mail.letter import Letter, Missed
from shared.registrations.rows import RegistrationState
from shared.storage.row import Row
from tests.letters.letter_reading import heading, lines, read, unreadable_links

NOT_FOR = the_programme().not_for


def composed(detail: str, *, having: Sequence[Row] = (a_session(), a_registration()), about: str = "") -> Letter:
    delivery = a_delivery(detail=detail, about=about or "pgdit-2026-12-09")
    return redirected.compose(some_services(having=having), delivery, NOW)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("psw-referral", "a referral to the Professional Support and Wellbeing service (PSW)"),
        ("complaints", "a complaints service"),
        ("careers", "career support"),
        ("counselling", "counselling, or help in a crisis"),
    ],
)
def test_the_author_is_told_why_and_where_to_go(detail: str, words: str) -> None:
    letter = composed(detail)
    entry = next(one for one in NOT_FOR if one.id == detail)
    said = lines(letter)
    assert (letter.to, heading(letter)) == (ADDRESS, "Where to go with your question")
    assert said[3:7] == [
        "Thank you for trusting us with your question. We did not pass it to the panel, because it seems to "
        f"need something that the café does not offer: {words}.",
        "You deserve an answer in private, from people who have time for you:",
        entry.go_to,
        entry.link,
    ]
    others = [f"{one.name}. {one.go_to}: {one.link}" for one in NOT_FOR if one is not entry]
    assert said[10:13] == others


def test_a_question_that_identifies_somebody_may_be_asked_again_in_general_terms() -> None:
    letter = composed("identifies")
    assert f"{SITE}/sign-up" in read(letter).links
    assert lines(letter)[9:13] == [f"{one.name}. {one.go_to}: {one.link}" for one in NOT_FOR]


def test_every_link_can_be_read() -> None:
    assert unreadable_links(composed("identifies")) == set()


def test_the_subject_does_not_say_what_the_question_was_about() -> None:
    subjects = {
        composed(detail).subject for detail in ("psw-referral", "complaints", "careers", "counselling", "identifies")
    }
    assert subjects == {"About your question for the café"}


def test_help_is_never_too_late() -> None:
    gone = a_registration(state=RegistrationState.CANCELLED)
    delivery = a_delivery(detail="counselling")
    letter = redirected.compose(some_services(having=[gone]), delivery, START.replace(year=2027))
    assert heading(letter) == "Where to go with your question"


def test_somebody_who_comes_to_every_session_is_answered_before_there_is_one() -> None:
    letter = composed("complaints", having=[a_standing()], about="pgdit")
    assert letter.to == ADDRESS


@pytest.mark.parametrize(
    ("having", "detail", "reason"),
    [
        ((), "complaints", "the registration is not kept any more"),
        ((a_registration(),), "a-former-entry", "the programme no longer says where to go instead"),
        ((a_registration(),), "0", "the programme no longer says where to go instead"),
    ],
)
def test_an_answer_without_an_author_or_a_place_to_go_is_missed(
    having: Sequence[Row], detail: str, reason: str
) -> None:
    with pytest.raises(Missed) as missed:
        composed(detail, having=having)
    assert str(missed.value) == reason


def test_the_answer_is_the_same_when_the_entries_are_put_in_another_order() -> None:
    programme = the_programme()
    turned = programme.model_copy(update={"not_for": programme.not_for[::-1]})
    services = some_services(programme=turned, having=[a_session(), a_registration()])
    letter = redirected.compose(services, a_delivery(detail="counselling"), NOW)
    assert lines(letter)[5:7] == [NOT_FOR[3].go_to, NOT_FOR[3].link]
