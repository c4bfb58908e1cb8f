"""An issue before it goes out: as a mail for each audience, and as the page on the website.

GET /console/bulletin/{issue}/mail?for= -> the mail as it would be sent now
GET /console/bulletin/{issue}/page      -> the page as everybody would read it
"""

import azure.functions as func

from functions.console.blueprint import blueprint
from shared.bulletin.editing import the_issue
from shared.bulletin.issues import introduction_of, issue_title, item_groups, items_to_come
from shared.language.catalogue import say
from shared.letters.bulletin import preview
from shared.pages.bulletin import IssueWords, issue_page
from shared.web.description import shows
from shared.web.doors import Asked, door
from shared.web.notices import notice_page
from shared.web.principal import Role
from shared.web.responses import mail_preview, page


@door(blueprint, "console/bulletin/{issue}/mail", shows(404, query=("for",), role=Role.LEAD))
def bulletin_mail_previewed(asked: Asked) -> func.HttpResponse:
    """The issue as a mail for one audience, for the team. Its link to unsubscribe leads nowhere."""
    issue = the_issue(asked.services, asked.path["issue"])
    letter = preview(asked.services, issue, asked.query.get("for", ""), asked.now)
    if letter:
        return mail_preview(letter.html)
    words = [say("This issue has nothing for these readers, so they get no email.")]
    onward = (say("Back to the issue"), f"/console/bulletin/{issue.id}")
    return page(notice_page(asked.services.programme, say("Nothing to send"), words, onward=onward))


@door(blueprint, "console/bulletin/{issue}/page", shows(404, role=Role.LEAD))
def bulletin_page_previewed(asked: Asked) -> func.HttpResponse:
    """The issue as the website would show it now, for the team."""
    services = asked.services
    issue = the_issue(services, asked.path["issue"])
    groups = item_groups(services.programme, items_to_come(services, issue, asked.now))
    words = IssueWords(issue.id, issue_title(issue.id), introduction_of(issue))
    return page(issue_page(services.programme, words, groups))
