"""Answers of the feedback Form: from the Forms connector's output to checked feedback.

The Form knows neither the person nor the session. It asks for the café. We take the café's last session that was
over when the person sent the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.forms.values import meanings, texts
from shared.programme.barriers import Barrier
from shared.programme.forms import FeedbackAnswer, FeedbackForm
from shared.text.plain import in_lines

LONGEST = 2_000
"""The most characters of an answer in people's own words. The rest is cut, because we cannot ask them again."""

SCORES = range(1, 6)


@dataclass(frozen=True)
class FeedbackAnswers:
    """One person's answers about the last session of this series."""

    series: str
    came: bool
    score: int | None
    change: str
    unanswered: str
    stopped_by: tuple[Barrier, ...]
    words: str


class UnusableFeedback(Exception):
    """The answer does not say which café it is about, or how useful it was. `field` and `title` name the question."""

    def __init__(self, form: FeedbackForm, field: FeedbackAnswer) -> None:
        super().__init__(f"cannot be used: {field}")
        self.field, self.title = field, form.questions[field].title


def read_feedback(raw: Mapping[str, object], form: FeedbackForm) -> FeedbackAnswers:
    """The checked answers. Raises `UnusableFeedback` and nothing else, whatever the values are."""
    series = [one for one in _chosen(raw, form, FeedbackAnswer.CAFE) if one]
    if len(series) != 1:
        raise UnusableFeedback(form, FeedbackAnswer.CAFE)
    score = _score(raw, form)
    said = _chosen(raw, form, FeedbackAnswer.CAME)
    came = score is not None if not said else said[0] == "yes"
    if came and score is None:
        raise UnusableFeedback(form, FeedbackAnswer.SCORE)
    barriers = _chosen(raw, form, FeedbackAnswer.STOPPED_BY)
    return FeedbackAnswers(
        series=series[0],
        came=came,
        score=score if came else None,
        change=_text(raw, form, FeedbackAnswer.CHANGE),
        unanswered=_text(raw, form, FeedbackAnswer.UNANSWERED),
        stopped_by=() if came else tuple(one for one in Barrier if one in barriers),
        words=_text(raw, form, FeedbackAnswer.WORDS),
    )


def _parts(raw: Mapping[str, object], form: FeedbackForm, field: FeedbackAnswer) -> list[str]:
    question = form.questions.get(field)
    return texts(raw.get(question.id)) if question else []


def _chosen(raw: Mapping[str, object], form: FeedbackForm, field: FeedbackAnswer) -> list[str | None]:
    """The meanings of the choices; None for one that is not an option. A reason in own words is "something else"."""
    question = form.questions.get(field)
    if question is None:
        return []
    known = list(dict.fromkeys(meanings(_parts(raw, form, field), question)))
    if field is FeedbackAnswer.STOPPED_BY:
        return [one or Barrier.OTHER for one in known]
    return known


def _score(raw: Mapping[str, object], form: FeedbackForm) -> int | None:
    """The score, or None. A rating comes as a digit, a choice as words that the programme file may explain."""
    question = form.questions[FeedbackAnswer.SCORE]
    for part in _parts(raw, form, FeedbackAnswer.SCORE):
        meant = next((one for one in meanings([part], question) if one), part)
        if meant.strip() in {str(score) for score in SCORES}:
            return int(meant)
    return None


def _text(raw: Mapping[str, object], form: FeedbackForm, field: FeedbackAnswer) -> str:
    return in_lines(", ".join(_parts(raw, form, field)))[:LONGEST]
