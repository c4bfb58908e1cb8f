"""Notices: pages that say one thing, such as that a link is no longer good."""

from collections.abc import Sequence

from shared.language.catalogue import say
from shared.programme.model import Programme
from shared.templates.rendering import render


def notice_page(
    programme: Programme,
    title: str,
    words: Sequence[str],
    *,
    onward: tuple[str, str] | None = None,
) -> str:
    """A page with a heading, a few paragraphs, and a link onward (its words and address; else to the sessions)."""
    onward = onward or (say("Go to the sessions"), "/")
    return render("pages/notice.html", programme=programme, heading=title, words=words, onward=onward)


def unknown_page(programme: Programme) -> str:
    """For an address where nothing is (404)."""
    words = (
        say("If you typed the address, check it for slips. If you pasted it, check that it is whole."),
        say("If it was a link from one of our mails, please tell us: {contact}", contact=programme.about.contact),
    )
    return notice_page(programme, say("Page not found"), words)


def bad_link_page(programme: Programme) -> str:
    """For a personal link that was cut short, or was never ours (404)."""
    words = (
        say(
            "Mail programs sometimes cut a long link in two. Open the mail again and copy the whole link into "
            "your browser's address bar."
        ),
        say("If it still does not work, write to {contact} and we will help you.", contact=programme.about.contact),
    )
    return notice_page(programme, say("This link does not work"), words)


def elsewhere_page(programme: Programme) -> str:
    """For something that another site's page tried to do here (403)."""
    words = (say("Nothing was changed: the request came from another website. Open our page and try again."),)
    return notice_page(programme, say("We could not do that"), words)


def unclear_page(programme: Programme) -> str:
    """For a form that does not say what is wanted (400)."""
    words = (say("Nothing was changed. Go back to the page you came from, reload it and try again."),)
    return notice_page(programme, say("We did not understand that"), words)


def refused_page(programme: Programme, words: str) -> str:
    """For what cannot be done, in words that say why."""
    return notice_page(programme, say("We could not do that"), (words,))


def too_long_page(programme: Programme) -> str:
    """For a form with more in it than is read (413)."""
    words = (say("Nothing was changed: there is more text than we can take. Go back, shorten it and try again."),)
    return notice_page(programme, say("That is too long"), words)


def changed_page(programme: Programme) -> str:
    """For a change that met another one (409)."""
    words = (say("Somebody else made a change at the same moment. Go back to the page, reload it and try again."),)
    return notice_page(programme, say("Nothing was changed"), words)


def sign_in_page(programme: Programme) -> str:
    """For a page that needs somebody signed in (401)."""
    words = (say("Sign in with your work account, then open this page again."),)
    return notice_page(programme, say("Sign in first"), words)


def not_allowed_page(programme: Programme) -> str:
    """For somebody who is signed in and lacks the role (403)."""
    words = (
        say(
            "Your account is not set up for this page. If it should be, ask the team: {contact}",
            contact=programme.about.contact,
        ),
    )
    return notice_page(programme, say("You cannot open this page"), words)
