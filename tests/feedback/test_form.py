"""The feedback Form: answers read, kept once, and about the right session."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import SESSION, START, a_session
from local.memory.services import MemoryServices, some_services, the_programme
from shared.errors import NotPossible, Refusal
from shared.failures.rows import FailedWork
from shared.feedback.answers import FeedbackAnswers, UnusableFeedback, read_feedback
from shared.feedback.form_responses import receive_feedback
from shared.feedback.rows import Answered, AnswerPot, WaitingAnswer
from shared.forms.intake import OtherAnswers
from shared.forms.rows import FormResponse
from shared.operations.replaying import replay
from shared.programme.barriers import Barrier
from shared.programme.forms import FeedbackAnswer, FeedbackForm
from shared.sessions.rows import SessionState
from shared.web.refusals import answer_of

AFTER = START + timedelta(hours=3)
US = f"{AFTER.month}/{AFTER.day}/{AFTER.year} 3:30:00 PM"
DOCTORS = "The café for postgraduate doctors in training"


def the_form() -> FeedbackForm:
    form = the_programme().forms.feedback
    assert form is not None
    return form


def raw(answers: Mapping[FeedbackAnswer, object]) -> dict[str, object]:
    given = {FeedbackAnswer.CAFE: DOCTORS, FeedbackAnswer.CAME: "Yes", FeedbackAnswer.SCORE: "4", **answers}
    questions = the_form().questions
    return {"responder": "anonymous", "submitDate": US, **{questions[key].id: value for key, value in given.items()}}


def body(number: int, answers: Mapping[FeedbackAnswer, object] | None = None) -> dict[str, object]:
    return {"formId": the_form().id, "responseId": number, "response": raw(answers or {})}


def after_the_session() -> MemoryServices:
    services = some_services()
    services.tables.insert(a_session())
    return services


def kept(services: MemoryServices) -> list[WaitingAnswer]:
    """The answers that wait for the session."""
    pot = services.tables.get(AnswerPot, (SESSION, AnswerPot.ID))
    return list(pot.answers) if pot else []


def test_somebody_who_came_is_read() -> None:
    said = read_feedback(raw({FeedbackAnswer.CHANGE: "Ask earlier", FeedbackAnswer.STOPPED_BY: "I forgot"}), the_form())
    assert said == FeedbackAnswers("pgdit", True, 4, "Ask earlier", "", (), "")


def test_somebody_who_did_not_come_is_read_with_what_stopped_them() -> None:
    stopped = {FeedbackAnswer.CAME: "No", FeedbackAnswer.STOPPED_BY: '["I forgot","My dog was ill"]'}
    said = read_feedback(raw(stopped), the_form())
    assert (said.came, said.score, said.stopped_by) == (False, None, (Barrier.FORGOT, Barrier.OTHER))


def test_whoever_gives_a_score_and_does_not_say_came() -> None:
    assert read_feedback(raw({FeedbackAnswer.CAME: ""}), the_form()).came
    assert not read_feedback(raw({FeedbackAnswer.CAME: "", FeedbackAnswer.SCORE: ""}), the_form()).came


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({FeedbackAnswer.CAFE: ""}, FeedbackAnswer.CAFE),
        ({FeedbackAnswer.CAFE: "Another café"}, FeedbackAnswer.CAFE),
        ({FeedbackAnswer.SCORE: "11"}, FeedbackAnswer.SCORE),
    ],
)
def test_what_cannot_be_used_names_the_question(
    answers: Mapping[FeedbackAnswer, object], field: FeedbackAnswer
) -> None:
    with pytest.raises(UnusableFeedback) as unusable:
        read_feedback(raw(answers), the_form())
    assert (unusable.value.field, unusable.value.title) == (field, the_form().questions[field].title)


def test_long_words_are_cut() -> None:
    assert len(read_feedback(raw({FeedbackAnswer.WORDS: "x" * 5_000}), the_form()).words) == 2_000


ANYTHING = st.one_of(st.text(), st.none(), st.integers(), st.booleans(), st.lists(st.text(), max_size=3))


@given(answers=st.dictionaries(st.sampled_from(FeedbackAnswer), ANYTHING))
def test_any_response_is_read_or_named_unusable(answers: Mapping[FeedbackAnswer, object]) -> None:
    try:
        said = read_feedback(raw(answers), the_form())
    except UnusableFeedback:
        return
    assert said.came == (said.score is not None)


def test_it_is_kept_once_however_often_the_flow_posts_it() -> None:
    services = after_the_session()
    for _ in range(3):
        receive_feedback(services, body(7), AFTER)
    assert [one.score for one in kept(services)] == [4]
    receive_feedback(services, body(8, {FeedbackAnswer.SCORE: 5}), AFTER)
    assert sorted(one.score or 0 for one in kept(services)) == [4, 5]


def test_that_it_came_is_noted_without_what_it_said() -> None:
    services = after_the_session()
    receive_feedback(services, body(7, {FeedbackAnswer.WORDS: "in confidence"}), AFTER)
    notes = services.tables.rows(FormResponse)
    assert [(row.response, row.raw) for row in notes] == [("7", "")]


def test_it_is_about_the_last_session_that_was_over() -> None:
    services = some_services()
    month = timedelta(days=28)
    for start, state in (
        (START - month, SessionState.CLOSED),
        (START, SessionState.ENDED),
        (START + month, SessionState.OPEN),
        (START - timedelta(days=7), SessionState.CANCELLED),
    ):
        session = a_session(id=f"pgdit-{start:%Y-%m-%d}", start=start, state=state)
        services.tables.insert(session)
    receive_feedback(services, body(7), AFTER)
    assert len(kept(services)) == 1


def answered(at: str) -> dict[str, object]:
    """A response that was sent in at this time."""
    return {**body(7), "response": {**raw({}), "submitDate": at}}


@pytest.mark.parametrize("at", ["12/9/2026 1:30:00 PM", "2/7/2027 11:00:00 PM"])
def test_a_session_can_be_judged_from_its_end_on_and_for_sixty_days(at: str) -> None:
    services = after_the_session()
    receive_feedback(services, answered(at), AFTER)
    assert len(kept(services)) == 1


@pytest.mark.parametrize("at", ["12/9/2026 1:29:59 PM", "2/8/2027 1:00:00 AM"])
def test_a_session_cannot_be_judged_while_it_lasts_nor_after_two_months(at: str) -> None:
    services = after_the_session()
    with pytest.raises(Refusal):
        receive_feedback(services, answered(at), AFTER)
    assert kept(services) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"formId": "another", "responseId": 1, "response": {}},
        {"responseId": 1, "response": {}},
        {"formId": the_form().id, "responseId": 1, "response": "no object"},
        body(1, {FeedbackAnswer.CAFE: ""}),
        body(1, {FeedbackAnswer.CAFE: "The café for educators"}),  # none of theirs is over
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_kept(wrong: object) -> None:
    services = after_the_session()
    with pytest.raises(Refusal) as refused:
        receive_feedback(services, wrong, AFTER)
    assert answer_of(refused.value).status == 422
    assert kept(services) == []


def test_other_answers_under_a_known_number_are_a_conflict_and_the_team_looks_in_the_form() -> None:
    services = after_the_session()
    receive_feedback(services, body(1), AFTER)
    receive_feedback(services, body(1), AFTER)
    with pytest.raises(OtherAnswers) as said:
        receive_feedback(services, {**body(1), "response": {**raw({}), "submitDate": "12/9/2026 5:00:00 PM"}}, AFTER)
    assert answer_of(said.value).status == 409
    (failed,) = services.tables.rows(FailedWork)
    assert (len(kept(services)), failed.step, set(json.loads(failed.payload))) == (
        1,
        "feedback",
        {"formId", "responseId"},
    )
    with pytest.raises(NotPossible):
        replay(services, failed, "an-admin", "", AFTER)


def test_nothing_that_is_kept_of_a_response_depends_on_what_it_says() -> None:
    kept_of: list[list[dict[str, object]]] = []
    for words in ("in confidence", "something else"):
        services = after_the_session()
        receive_feedback(services, body(7, {FeedbackAnswer.WORDS: words, FeedbackAnswer.SCORE: "2"}), AFTER)
        rows = [*services.tables.rows(FormResponse), *services.tables.rows(Answered)]
        kept_of.append([row.model_dump(exclude={"etag"}) for row in rows])
    assert kept_of[0] == kept_of[1]
