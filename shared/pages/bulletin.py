"""The bulletin's pages: the archive and its feed, and the pages to subscribe and unsubscribe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.bulletin.issues import ItemGroup, audience_name
from shared.language.catalogue import say
from shared.programme.model import Programme
from shared.templates.rendering import render

HERE = "/bulletin"


@dataclass(frozen=True)
class IssueWords:
    """An issue as a page prints it: its id, title and introduction (paragraphs)."""

    id: str
    title: str
    introduction: tuple[str, ...] = ()


def archive_page(programme: Programme, issues: Sequence[IssueWords]) -> str:
    """All issues that were sent, the newest first."""
    return render("pages/bulletin_archive.html", programme=programme, here=HERE, issues=issues)


def issue_page(programme: Programme, issue: IssueWords, groups: Sequence[ItemGroup]) -> str:
    """One issue, with all of its items."""
    return render("pages/bulletin_issue.html", programme=programme, here=HERE, issue=issue, groups=groups)


def subscribe_page(programme: Programme, values: Mapping[str, str], errors: Sequence[tuple[str, str]] = ()) -> str:
    """The form to subscribe, with what was filled in. `errors` are fields and what to do about each."""
    return render(
        "pages/bulletin_subscribe.html",
        programme=programme,
        here=HERE,
        audiences=[(one, audience_name(programme, one)) for one in programme.audiences],
        values={"name": "", "email": "", "audience": ""} | dict(values),
        errors=errors,
        error_of=dict(errors),
    )


def unsubscribe_page(programme: Programme, audiences: Sequence[str]) -> str:
    """One button to stop."""
    names = "; ".join(audience_name(programme, audience) for audience in audiences)
    return _one_button(
        programme,
        say("Stop getting the bulletin?"),
        say("You get the bulletin for: {audiences}. You can still read every issue on this website.", audiences=names),
        say("Stop sending me the bulletin"),
    )


def _one_button(programme: Programme, heading: str, words: str, button: str) -> str:
    return render(
        "pages/bulletin_button.html",
        programme=programme,
        here=HERE,
        heading=heading,
        words=words,
        button_words=button,
    )
