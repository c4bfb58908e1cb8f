"""The home page: what the café is, what it is not, and the next sessions."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.programme.model import Programme
from shared.sessions.rows import Session, SessionState
from shared.sessions.words import SessionWords, session_words
from shared.templates.rendering import render


@dataclass(frozen=True)
class Date:
    """A session on the page, and whether it was cancelled."""

    words: SessionWords
    is_cancelled: bool


def home_page(programme: Programme, sessions: Sequence[Session]) -> str:
    """The café and these sessions, soonest first."""
    dates = [
        Date(session_words(programme, session), session.state is SessionState.CANCELLED)
        for session in sorted(sessions, key=lambda one: one.start)
    ]
    return render("pages/home.html", programme=programme, here="/", dates=dates)
