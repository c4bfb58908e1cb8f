"""The personal page: where one stands with one session, and what one can do about it without logging in."""

from dataclasses import dataclass

from shared.programme.model import Hub, Programme
from shared.sessions.words import SessionWords
from shared.templates.rendering import render


@dataclass(frozen=True)
class MyRegistration:
    """What the page says. An empty text or None leaves its part out."""

    session: SessionWords
    status: str
    """Where one stands, in a word or two."""
    colour: str
    """Of the status: a colour of NHS.UK's tag."""
    explanation: str
    """What the status means for the reader."""
    join_url: str = ""
    hub: Hub | None = None
    can_cancel: bool = False
    waiting: bool = False
    comes_always: bool = False
    """Whether one comes to every session of the series, until one says stop."""
    losing: tuple[str, ...] = ()
    """The days of the sessions which one would no longer come to after saying stop."""


def my_registration_page(programme: Programme, mine: MyRegistration) -> str:
    """The page behind a personal link."""
    return render("pages/my_registration.html", programme=programme, mine=mine)
