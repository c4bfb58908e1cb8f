"""The home page: what the café is, what it is not, and the next sessions."""

from collections.abc import Sequence

from shared.programme.model import Programme
from shared.sessions.words import SessionWords
from shared.templates.rendering import render


def home_page(programme: Programme, sessions: Sequence[SessionWords]) -> str:
    """The café and its next sessions, soonest first."""
    return render("pages/home.html", programme=programme, here="/", sessions=sessions)
