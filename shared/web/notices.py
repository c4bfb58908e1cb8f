"""Notices: pages that say one thing, such as "This link does not work"."""

from collections.abc import Mapping, Sequence

from shared.language.catalogue import say
from shared.programme.model import Programme
from shared.templates.rendering import render
from shared.web.requests import pairs_of


def notice_page(
    programme: Programme,
    title: str,
    words: Sequence[str],
    *,
    onward: tuple[str, str] | None = None,
) -> str:
    """A page with a heading, a few paragraphs and a link. `onward` is its words and address, or else the sessions'."""
    onward = onward or (say("Go to the sessions"), "/")
    return render("pages/notice.html", programme=programme, heading=title, words=words, onward=onward)


def unknown_page(programme: Programme) -> str:
    """For an address where there is nothing (404)."""
    words = (
        say("If you typed the web address, check it is correct. If you pasted it, check you copied all of it."),
        say("If you used a link in one of our emails, email us: {contact}", contact=programme.about.contact),
    )
    return notice_page(programme, say("Page not found"), words)


def bad_link_page(programme: Programme) -> str:
    """For a personal link that has a part missing, or that we did not make (404)."""
    words = (
        say(
            "Some email programs cut a long link in two. Open the email again and copy the whole link into your "
            "browser's address bar."
        ),
        say("If it still does not work, email {contact} and we will help you.", contact=programme.about.contact),
    )
    return notice_page(programme, say("This link does not work"), words)


def elsewhere_page(programme: Programme) -> str:
    """For a change that a page of another site tried to make (403)."""
    words = (say("Nothing was changed. The request came from another website. Open our page and try again."),)
    return notice_page(programme, say("We could not do that"), words)


def unclear_page(programme: Programme) -> str:
    """For a form that does not say what the person wants (400)."""
    words = (say("Nothing was changed. Go back to the page you came from, reload it and try again."),)
    return notice_page(programme, say("We did not understand that"), words)


def refused_page(programme: Programme, words: str) -> str:
    """For a request that we cannot do. The words say why."""
    return notice_page(programme, say("We could not do that"), (words,))


def too_long_page(programme: Programme) -> str:
    """For a form with more text than we read (413)."""
    words = (say("Nothing was changed, because there is too much text. Go back, shorten it and try again."),)
    return notice_page(programme, say("That is too long"), words)


def changed_page(programme: Programme) -> str:
    """For a change that clashed with another one (409)."""
    words = (say("Somebody else made a change at the same moment. Go back to the page, reload it and try again."),)
    return notice_page(programme, say("Nothing was changed"), words)


def sign_in_page(programme: Programme) -> str:
    """For a page that people must sign in to (401)."""
    words = (say("Sign in with your work account, then open this page again."),)
    return notice_page(programme, say("Sign in first"), words)


def signed_out_page(programme: Programme, fields: Mapping[str, str | list[str]], address: str, sign_in: str) -> str:
    """For a form that was posted after the sign-in had ended (401). It holds the fields, so that nothing is lost.

    `address` is where the form posts again, and `sign_in` where people sign in.
    """
    return render(
        "pages/signed_out.html", programme=programme, fields=pairs_of(fields), address=address, sign_in=sign_in
    )


def no_role_page(programme: Programme) -> str:
    """For somebody who is signed in and has no role in the café at all (403)."""
    words = (
        say("You are signed in, but your account has no role in the café yet."),
        say("Ask the people who run it to give you one: {operations}", operations=programme.about.operations),
        say("If you have another work account, sign out and use that one."),
    )
    onward = (say("Sign out"), "/.auth/logout?post_logout_redirect_uri=/")
    return notice_page(programme, say("You need a role to open this page"), words, onward=onward)


def not_allowed_page(programme: Programme) -> str:
    """For somebody who is signed in but does not have the role (403)."""
    words = (
        say(
            "Your account is not set up for this page. If it should be, email the team: {contact}",
            contact=programme.about.contact,
        ),
    )
    return notice_page(programme, say("You cannot open this page"), words)


def other_series_page(programme: Programme) -> str:
    """For a facilitator who asks for something of a series that they do not host (403)."""
    words = (
        say("You can see and change what belongs to the series that you host. This belongs to another series."),
        say("If you host it too, email the team: {contact}", contact=programme.about.contact),
    )
    return notice_page(programme, say("You cannot open this page"), words)
