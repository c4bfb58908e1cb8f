"""Notices: pages that say one thing, such as that a link is no longer good."""

from collections.abc import Sequence

from shared.programme.model import Programme
from shared.templates.rendering import render


def notice_page(
    programme: Programme,
    title: str,
    words: Sequence[str],
    *,
    onward: tuple[str, str] = ("Go to the sessions", "/"),
) -> str:
    """A page with a heading, a few paragraphs, and a link onward (its words and address)."""
    return render("pages/notice.html", programme=programme, heading=title, words=words, onward=onward)


def unknown_page(programme: Programme) -> str:
    """For an address where nothing is (404)."""
    words = (
        "If you typed the address, check it for slips. If you pasted it, check that it is whole.",
        f"If it was a link from one of our mails, please tell us: {programme.programme.contact}",
    )
    return notice_page(programme, "Page not found", words)


def bad_link_page(programme: Programme) -> str:
    """For a personal link that was cut short, or was never ours (404)."""
    words = (
        "Mail programs sometimes cut a long link in two. Open the mail again and copy the whole link into "
        "your browser's address bar.",
        f"If it still does not work, write to {programme.programme.contact} and we will help you.",
    )
    return notice_page(programme, "This link does not work", words)


def elsewhere_page(programme: Programme) -> str:
    """For something that another site's page tried to do here (403)."""
    words = ("Nothing was changed: the request came from another website. Open our page and try again.",)
    return notice_page(programme, "We could not do that", words)


def unclear_page(programme: Programme) -> str:
    """For a form that does not say what is wanted (400)."""
    words = ("Nothing was changed. Go back to the page you came from, reload it and try again.",)
    return notice_page(programme, "We did not understand that", words)
