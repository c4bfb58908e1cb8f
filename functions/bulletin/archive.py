"""The archive: what was sent, for everybody to read.

GET /bulletin           -> all issues
GET /bulletin/{issue}   -> one
GET /bulletin/feed.atom -> the last ones for news readers

The host tries routes in the order of their functions' names, so `issue_requested` has to come after every
`bulletin_…` whose route it would hide.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from shared.bulletin.issues import find_issue, issue_title, item_words, items_of, sent_issues
from shared.bulletin.rows import Issue, IssueState
from shared.pages.bulletin import IssueWords, archive_page, issue_page
from shared.pages.bulletin_feed import FeedIssue, bulletin_feed
from shared.pages.notice import unknown_page
from shared.services import Services, the_services
from shared.web.description import described, shows
from shared.web.requests import METHODS, answer
from shared.web.responses import PROTECTION, page

IN_FEED = 20
"""Issues in the feed: news readers ask often and keep what they have seen."""


@described(shows())
@blueprint.route(route="bulletin", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def bulletin_archive_requested(req: func.HttpRequest) -> func.HttpResponse:
    """All issues."""
    return read_only(req, lambda: show_archive(the_services()))


@described(shows(kind="application/atom+xml"))
@blueprint.route(route="bulletin/feed.atom", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def bulletin_feed_requested(req: func.HttpRequest) -> func.HttpResponse:
    """The last issues as a feed."""
    return read_only(req, lambda: show_feed(the_services()))


@described(shows(404))
@blueprint.route(route="bulletin/{issue}", methods=METHODS, auth_level=func.AuthLevel.ANONYMOUS)
def issue_requested(req: func.HttpRequest) -> func.HttpResponse:
    """One issue."""
    return read_only(req, lambda: show_issue(the_services(), req.route_params["issue"]))


def read_only(req: func.HttpRequest, show: Callable[[], func.HttpResponse]) -> func.HttpResponse:
    """What is shown, to those who only ask to see it."""
    return answer(req, dict.fromkeys(("GET", "HEAD"), lambda _: show()))


def show_archive(services: Services) -> func.HttpResponse:
    """The page of all issues that were sent."""
    issues = [_words(issue) for issue in sent_issues(services)]
    return page(archive_page(services.programme, issues))


def show_feed(services: Services) -> func.HttpResponse:
    """The feed of the last issues that were sent."""
    return func.HttpResponse(feed(services), headers=PROTECTION, mimetype="application/atom+xml", charset="utf-8")


def show_issue(services: Services, issue_id: str) -> func.HttpResponse:
    """The page of an issue that was sent; 404 for any other."""
    issue = find_issue(services, issue_id)
    if issue is None or issue.state is not IssueState.SENT:
        return page(unknown_page(services.programme), HTTPStatus.NOT_FOUND)
    items = item_words(services.programme, items_of(services, issue))
    return page(issue_page(services.programme, _words(issue), items))


def feed(services: Services) -> bytes:
    """The last issues as an Atom feed."""
    issues = [
        FeedIssue(_words(issue), item_words(services.programme, items_of(services, issue)), _sent_at(issue))
        for issue in sent_issues(services)[:IN_FEED]
    ]
    return bulletin_feed(services.programme, services.settings.site_url, issues)


def _words(issue: Issue) -> IssueWords:
    introduction = tuple(issue.introduction.split("\n\n")) if issue.introduction else ()
    return IssueWords(issue.id, issue_title(issue.id), introduction)


def _sent_at(issue: Issue) -> datetime:
    return issue.approved_at or issue.drafted_at
