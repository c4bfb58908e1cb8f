"""People's own words about a session, for the digest, sorted by question.

All of it passed the gate when it came, or a person has read it since.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.feedback.rows import Feedback
from shared.language.catalogue import Marked, say
from shared.questions.rows import Question

OPEN = Marked("What was left unanswered or missing")


@dataclass(frozen=True)
class OwnWords:
    """The questions for the panel, and the words of the feedback."""

    sections: list[tuple[Marked, list[str]]]
    """The headings, each with its texts."""
    withheld: bool
    """True if something is left out, because a person has to read it first."""

    @property
    def texts(self) -> list[str]:
        """All texts, to find their themes."""
        return [text for _, texts in self.sections for text in texts]

    @property
    def printed(self) -> list[tuple[str, list[str]]]:
        """The sections with each text once. Printing a text twice would show an exact number of people."""
        return [(say(title), list(dict.fromkeys(texts))) for title, texts in self.sections]


def own_words(questions: Sequence[Question], answers: Sequence[Feedback], *, withheld: bool) -> OwnWords:
    """The questions for the panel and the words of the feedback. Empty sections are left out."""
    said = [
        (Marked("What people asked"), [one.text for one in questions]),
        (OPEN, [one.unanswered for one in answers]),
        (Marked("Good practice: what people will do differently"), [one.change for one in answers]),
        (Marked("Unmet needs: what people who could not come told us"), [one.words for one in answers if not one.came]),
        (Marked("Anything else"), [one.words for one in answers if one.came]),
    ]
    given = [(title, [text for text in texts if text]) for title, texts in said]
    return OwnWords(sections=[(title, texts) for title, texts in given if texts], withheld=withheld)
