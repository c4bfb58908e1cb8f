"""The Forms in the programme file: which question asks what, and what its choices mean."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from shared.programme.barriers import Barrier
from shared.programme.values import Mistake, Part, Words, must_be_known


class Answer(StrEnum):
    """What the café asks at sign-up. The programme file says which question of the Form asks it."""

    NAME = "name"
    EMAIL = "email"
    AUDIENCE = "audience"
    ATTENDING = "attending"
    ROLE = "role"
    SPECIALTY = "specialty"
    CARE = "care"
    PROVIDER = "provider"
    MOVED_FROM = "moved_from"
    ACCESS_NEEDS = "access_needs"
    HUB = "hub"
    QUESTION = "question"
    AGREEMENT = "agreement"
    SEND_ANSWERS = "send_answers"
    SEND_BULLETIN = "send_bulletin"
    FOLLOW_UP = "follow_up"
    """One question for both, as Forms asked it before the two consents were two questions. Yes means both."""


NEEDED = frozenset({Answer.NAME, Answer.EMAIL, Answer.AUDIENCE, Answer.ATTENDING, Answer.AGREEMENT})
"""The answers without which nobody can be signed up."""


CHOSEN = frozenset({Answer.AUDIENCE, Answer.ATTENDING, Answer.AGREEMENT})
"""The answers that must be one of the options."""


MEANINGS: Mapping[Answer, Sequence[str]] = {
    Answer.ATTENDING: ("next", "every"),
    Answer.CARE: ("primary", "secondary", "both"),
    Answer.AGREEMENT: ("yes", "no"),
    Answer.SEND_ANSWERS: ("yes", "no"),
    Answer.SEND_BULLETIN: ("yes", "no"),
    Answer.FOLLOW_UP: ("yes", "no"),
}
"""What each choice can mean, for questions that do not depend on the programme."""


class FeedbackAnswer(StrEnum):
    """What a feedback Form asks; the café has a page for this too. A Form knows neither the person nor the session."""

    CAFE = "cafe"
    CAME = "came"
    SCORE = "score"
    CHANGE = "change"
    UNANSWERED = "unanswered"
    STOPPED_BY = "stopped_by"
    WORDS = "words"


class FormQuestion(Part):
    """One question of the Form: its key in the connector's output, its words, and what its choices mean."""

    id: str = Field(pattern=r"^r[0-9a-f]{32}$")
    title: Words
    options: Mapping[str, str] = {}


class SignUpForm(Part):
    """`[forms.sign_up]`: the Microsoft Form, question by question."""

    id: Words
    title: Words
    silent_days: int = Field(10, ge=1, le=365)
    """After so many days without a response the team is told, if there is something to sign up for."""
    questions: Mapping[Answer, FormQuestion]

    @model_validator(mode="after")
    def _asks_what_is_needed(self) -> Self:
        missing = sorted(NEEDED - set(self.questions))
        if missing:
            raise ValueError(f"add [forms.sign_up.questions.{missing[0]}]: nobody can be signed up without it")
        _each_its_own(self.questions)
        for answer, question in self.questions.items():
            place = "questions", answer.value
            if answer in CHOSEN and not question.options:
                raise Mistake("say what each choice means", *place, "options")
            must_be_known((*place, "options"), question.options.values(), MEANINGS.get(answer))
        return self


class FeedbackForm(Part):
    """`[forms.feedback]`: a Microsoft Form for feedback, question by question."""

    id: Words
    title: Words
    questions: Mapping[FeedbackAnswer, FormQuestion]

    @model_validator(mode="after")
    def _asks_what_is_needed(self) -> Self:
        for needed in (FeedbackAnswer.CAFE, FeedbackAnswer.SCORE):
            if needed not in self.questions:
                raise ValueError(f"add [forms.feedback.questions.{needed}]: feedback cannot be used without it")
        _each_its_own(self.questions)
        if not self.questions[FeedbackAnswer.CAFE].options:
            raise Mistake("say what each choice means", "questions", FeedbackAnswer.CAFE.value, "options")
        meanings = {FeedbackAnswer.CAME: ("yes", "no"), FeedbackAnswer.STOPPED_BY: tuple(Barrier)}
        for answer, question in self.questions.items():
            must_be_known(("questions", answer.value, "options"), question.options.values(), meanings.get(answer))
        return self


class Forms(Part):
    """`[forms]`."""

    sign_up: SignUpForm
    feedback: FeedbackForm | None = None


def _each_its_own[Asked: StrEnum](questions: Mapping[Asked, FormQuestion]) -> None:
    """Raise unless each question has an id of its own."""
    seen: set[str] = set()
    for answer, question in questions.items():
        if question.id in seen:
            raise Mistake(
                "another question has this id: copy each question's own id from a response",
                "questions",
                answer.value,
                "id",
            )
        seen.add(question.id)
