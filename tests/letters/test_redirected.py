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


def composed(*, having: Sequence[Row] = (a_session(), a_registration()), about: str = "") -> Letter:
    delivery = a_delivery(detail="", about=about or "pgdit-2026-12-09")
    return redirected.compose(some_services(having=having), delivery, NOW)


def test_the_author_is_told_where_to_find_help_whatever_they_asked_and_help_in_a_crisis_comes_first() -> None:
    letter = composed()
    said = lines(letter)
    assert (letter.to, heading(letter)) == (ADDRESS, "Where to go with your question")
    (crisis,) = [one for one in NOT_FOR if one.crisis]
    assert said[3:7] == [
        "Thank you for trusting us with your question. We did not pass it to the panel. It seems to need something "
        "that the café does not offer, or it says enough for somebody to be recognised.",
        "If you need help now",
        crisis.go_to,
        crisis.link,
    ]
    assert said[8:11] == [f"{one.name}. {one.go_to}: {one.link}" for one in NOT_FOR if not one.crisis]


def test_a_question_may_be_asked_again_in_general_terms() -> None:
    assert f"{SITE}/sign-up" in read(composed()).links


def test_a_programme_without_other_places_to_go_says_at_least_how_to_ask_again() -> None:
    services = some_services(
        programme=the_programme().model_copy(update={"not_for": ()}), having=[a_session(), a_registration()]
    )
    said = lines(redirected.compose(services, a_delivery(detail=""), NOW))
    assert said[4] == "If your question was about somebody"


def test_every_link_can_be_read() -> None:
    assert unreadable_links(composed()) == set()


def test_the_letter_is_the_same_for_a_row_that_once_said_what_was_asked() -> None:
    services = some_services(having=[a_session(), a_registration()])
    old = redirected.compose(services, a_delivery(detail="counselling"), NOW)
    assert old == composed()


def test_help_is_never_too_late() -> None:
    gone = a_registration(state=RegistrationState.CANCELLED)
    letter = redirected.compose(some_services(having=[gone]), a_delivery(detail=""), START.replace(year=2027))
    assert heading(letter) == "Where to go with your question"


def test_somebody_who_comes_to_every_session_is_answered_before_there_is_one() -> None:
    assert composed(having=[a_standing()], about="pgdit").to == ADDRESS


def test_an_answer_without_an_author_is_missed() -> None:
    with pytest.raises(Missed) as missed:
        composed(having=())
    assert str(missed.value) == "the registration is not kept any more"
