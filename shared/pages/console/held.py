"""The page of held texts: each with what it is, and two buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.held.rows import Held, HeldKind
from shared.language.catalogue import Marked, say
from shared.language.dates import short_date
from shared.pages.console.frame import Frame, render_in
from shared.sessions.rows import session_key

KINDS = {
    HeldKind.QUESTION: Marked("A question for the panel"),
    HeldKind.CHANGE: Marked("Feedback: what somebody will do differently"),
    HeldKind.UNANSWERED: Marked("Feedback: what was left unanswered or missing"),
    HeldKind.WORDS: Marked("Feedback: anything else"),
}
"""What a held text is, as the page calls it."""


@dataclass(frozen=True)
class HeldText:
    """A held text ready to print."""

    id: str
    kind: str
    text: str
    session: str
    until: str


@dataclass(frozen=True)
class Wrong:
    """The words with which somebody refused a text, and what is wrong with them."""

    id: str
    words: str
    message: str


def held_page(frame: Frame, waiting: Sequence[Held], notice: str = "", wrong: Wrong | None = None) -> str:
    """The texts that wait, oldest first."""
    titles = {one.id: one.title for one in frame.programme.series}
    texts = [
        HeldText(
            id=row.id,
            kind=say(KINDS[row.kind]),
            text=row.text,
            session=titles.get(session_key(row.session)[0], ""),
            until=short_date(row.until),
        )
        for row in waiting
    ]
    at = next((number for number, one in enumerate(texts, 1) if wrong and one.id == wrong.id), 0)
    errors = [(f"words-{at}", wrong.message)] if wrong and at else []
    return render_in(frame, "pages/console/held.html", texts=texts, done=notice, wrong=wrong, errors=errors)
