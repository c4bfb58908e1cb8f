"""The questions of a session, as they stand. None has an author, so there is nothing else to show."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.language.catalogue import say_many
from shared.language.dates import short_date
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.session_tabs import SessionTab, session_tabs
from shared.questions.rows import Question
from shared.questions.themes import themes_of
from shared.sessions.rows import Session
from shared.sessions.words import session_words


@dataclass(frozen=True)
class Questions:
    """What the page shows: the questions that are out, how many wait in the pots, and how many are held."""

    session: Session
    out: Sequence[Question]
    waiting: int
    held: int


def questions_page(frame: Frame, found: Questions) -> str:
    """The questions, the themes that they touch, and how many nobody may read yet."""
    themes = themes_of([one.text for one in found.out], frame.programme.themes)
    return render_in(
        frame,
        "pages/console/session_questions.html",
        session=session_words(frame.programme, found.session),
        tabs=session_tabs(found.session.id, SessionTab.QUESTIONS),
        questions=[(one.text, short_date(one.day) if one.day else "") for one in found.out],
        themes=[theme.name for theme, _ in themes],
        waiting=_waiting(found.waiting),
        held=_held(found.held),
    )


def _waiting(count: int) -> str:
    return (
        count
        and say_many(
            "{count} question waits until enough people have signed up that nobody can tell who asked it.",
            "{count} questions wait until enough people have signed up that nobody can tell who asked them.",
            count=count,
        )
    ) or ""


def _held(count: int) -> str:
    return (
        count
        and say_many(
            "{count} text waits for somebody to read it first.",
            "{count} texts wait for somebody to read them first.",
            count=count,
        )
    ) or ""
