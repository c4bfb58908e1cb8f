"""Mistakes in the programme file's feedback Form."""

import pytest

from shared.programme.reading import ProgrammeError, parse_programme
from tests.the_app import ROOT

TEXT = (ROOT / "cafe.toml").read_text("utf-8")
BEGIN = TEXT.index("[forms.feedback]")


def mistake(text: str) -> str:
    with pytest.raises(ProgrammeError) as wrong:
        parse_programme(text)
    return str(wrong.value).partition(": ")[2]


@pytest.mark.parametrize("needed", ["cafe", "score"])
def test_a_question_without_which_feedback_cannot_be_used_is_named(needed: str) -> None:
    begin = TEXT.index(f"[forms.feedback.questions.{needed}]")
    end = TEXT.find("\n[", begin + 1) + 1 or len(TEXT)
    assert mistake(TEXT[:begin] + TEXT[end:]) == (
        f"forms.feedback: add [forms.feedback.questions.{needed}]: feedback cannot be used without it"
    )


def test_the_choices_of_the_cafe_mean_something() -> None:
    begin = TEXT.index("[forms.feedback.questions.cafe]")
    at = TEXT.index("options = ", begin)
    end = TEXT.index("}", at) + 1
    assert mistake(TEXT[:at] + "options = {}" + TEXT[end:]) == (
        "forms.feedback.questions.cafe.options: say what each choice means"
    )


BARRIERS = "'device', 'space', 'work', 'time', 'forgot', 'joining', 'other'"


@pytest.mark.parametrize(
    ("question", "old", "new", "known"),
    [
        ("came", '"Yes" = "yes"', '"Yes" = "maybe"', "'yes', 'no'"),
        ("stopped_by", '"I forgot" = "forgot"', '"I forgot" = "weather"', BARRIERS),
    ],
)
def test_a_choice_means_something_that_the_cafe_knows(question: str, old: str, new: str, known: str) -> None:
    at = TEXT.index(old, BEGIN)
    meaning = new.rpartition("= ")[2]
    assert mistake(TEXT[:at] + new + TEXT[at + len(old) :]) == (
        f"forms.feedback.questions.{question}.options: {meaning} is not one of {known}"
    )
