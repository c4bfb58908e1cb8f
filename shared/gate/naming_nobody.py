"""Turning a text back because it shows who somebody is: one sentence, wherever a person can still change the text."""

from shared.errors import NotUsable
from shared.gate.judging import Outcome, judge
from shared.language.catalogue import say
from shared.programme.model import Programme


def naming_somebody() -> str:
    """The error at a field whose text identifies somebody."""
    return say("Leave out names, numbers and anything else that shows who somebody is")


def wrong_words(programme: Programme, words: str) -> str:
    """What is wrong with these words, if they show who somebody is; else empty."""
    return naming_somebody() if judge(words, programme).outcome is Outcome.IDENTIFIES else ""


def must_name_nobody(programme: Programme, words: str, field: str = "reason") -> None:
    """Raise `NotUsable` at this field for words that show who somebody is."""
    if message := wrong_words(programme, words):
        raise NotUsable(message, [{"field": field, "message": message}])
