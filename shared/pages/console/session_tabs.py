"""The parts of a session in the console, as links above each of them."""

from collections.abc import Sequence
from enum import StrEnum

from shared.language.catalogue import Marked, say


class SessionTab(StrEnum):
    """The parts, each with the end of its address."""

    OVERVIEW = ""
    REGISTER = "/register"
    QUESTIONS = "/questions"
    AFTER = "/after"


TITLES = {
    SessionTab.OVERVIEW: Marked("Overview"),
    SessionTab.REGISTER: Marked("Register"),
    SessionTab.QUESTIONS: Marked("Questions"),
    SessionTab.AFTER: Marked("Afterwards"),
}


def session_address(session_id: str, tab: SessionTab = SessionTab.OVERVIEW) -> str:
    """The address of this part of the session."""
    return f"/console/sessions/{session_id}{tab.value}"


def session_tabs(session_id: str, here: SessionTab) -> Sequence[tuple[str, str, bool]]:
    """The parts as (words, address, is_here), for the macro `subnav`."""
    return [(say(TITLES[tab]), session_address(session_id, tab), tab is here) for tab in SessionTab]
