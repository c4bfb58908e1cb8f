"""Hearing a sign-up: what the gate says about the texts in it, so that the page can answer at once."""

from collections.abc import Mapping

from shared.forms.answers import FieldError
from shared.forms.values import texts
from shared.gate.hearing import Heard, hear
from shared.gate.judging import Outcome
from shared.gate.naming_nobody import naming_somebody
from shared.programme.forms import Answer
from shared.programme.model import Programme
from shared.text.plain import in_lines

HEARD = (Answer.ACCESS_NEEDS, Answer.QUESTION)
"""The answers in people's own words that others read."""


def hear_sign_up(raw: Mapping[str, object], programme: Programme) -> Heard:
    """Judge the question and the access needs."""
    questions = programme.forms.sign_up.questions
    written = {one: texts(raw.get(questions[one].id)) for one in HEARD if one in questions}
    return hear({one: in_lines(", ".join(parts)) for one, parts in written.items()}, programme)


def naming_errors(heard: Heard, programme: Programme) -> tuple[FieldError, ...]:
    """What to change in the texts that identify somebody."""
    message = naming_somebody()
    questions = programme.forms.sign_up.questions
    return tuple(
        FieldError(Answer(field), questions[Answer(field)].title, message) for field in heard.fields(Outcome.IDENTIFIES)
    )
