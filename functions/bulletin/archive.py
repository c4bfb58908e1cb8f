"""The archive: the issues that were sent, for everybody to read.

GET /bulletin           -> all issues
GET /bulletin/{issue}   -> one
GET /bulletin/feed.atom -> the last ones, for feed readers
GET /bulletin/{issue}/draft -> on to the console

The host tries routes in the order of their functions' names. So the name `issue_requested` must come after every
`bulletin_…` whose route it would hide.
"""

from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote

import azure.functions as func

from functions.bulletin.blueprint import blueprint
from shared.bulletin.issues import find_issue, introduction_of, issue_title, item_groups, items_of, sent_issues
from shared.bulletin.rows import Issue, IssueState
from shared.pages.bulletin import IssueWords, archive_page, issue_page
from shared.pages.bulletin_feed import FeedIssue, bulletin_feed
from shared.services import Services
from shared.web.description import moves, shows
from shared.web.doors import Asked, door
from shared.web.notices import unknown_page
from shared.web.responses import PROTECTION, moved_permanently, page

IN_FEED = 20
"""Issues in the feed. Feed readers ask often, and keep the issues that they have read."""


@door(blueprint, "bulletin", shows())
def bulletin_archive_requested(asked: Asked) -> func.HttpResponse:
    """All issues."""
    return show_archive(asked.services)


@door(blueprint, "bulletin/feed.atom", shows(kind="application/atom+xml"))
def bulletin_feed_requested(asked: Asked) -> func.HttpResponse:
    """The last issues, as a feed."""
    return show_feed(asked.services)


@door(blueprint, "bulletin/{issue}", shows(404))
def issue_requested(asked: Asked) -> func.HttpResponse:
    """One issue."""
    return show_issue(asked.services, asked.path["issue"])


@door(blueprint, "bulletin/{issue}/draft", moves())
def bulletin_draft_page_moved(asked: Asked) -> func.HttpResponse:
    """The old address of the draft's page. Links in older mails lead on to the console."""
    return moved_permanently(f"/console/bulletin/{quote(asked.path['issue'], safe='')}")


def show_archive(services: Services) -> func.HttpResponse:
    """The page of all issues that were sent."""
    issues = [_words(issue) for issue in sent_issues(services)]
    return page(archive_page(services.programme, issues))


def show_feed(services: Services) -> func.HttpResponse:
    """The feed of the last issues that were sent."""
    return func.HttpResponse(feed(services), headers=PROTECTION, mimetype="application/atom+xml", charset="utf-8")


def show_issue(services: Services, issue_id: str) -> func.HttpResponse:
    """The page of an issue that was sent; 404 for any other issue."""
    issue = find_issue(services, issue_id)
    if issue is None or issue.state is not IssueState.SENT:
        return page(unknown_page(services.programme), HTTPStatus.NOT_FOUND)
    items = item_groups(services.programme, items_of(services, issue))
    return page(issue_page(services.programme, _words(issue), items))


def feed(services: Services) -> bytes:
    """The last issues as an Atom feed."""
    issues = [
        FeedIssue(_words(issue), item_groups(services.programme, items_of(services, issue)), _sent_at(issue))
        for issue in sent_issues(services)[:IN_FEED]
    ]
    return bulletin_feed(services.programme, services.settings.site_url, issues)


def _words(issue: Issue) -> IssueWords:
    return IssueWords(issue.id, issue_title(issue.id), introduction_of(issue))


def _sent_at(issue: Issue) -> datetime:
    return issue.approved_at or issue.drafted_at
