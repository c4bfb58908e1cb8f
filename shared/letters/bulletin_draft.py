"""The draft of a bulletin: a facilitator is asked to read and approve it."""

from datetime import datetime, timedelta

from shared.bulletin.issues import find_issue, issue_title, item_groups, items_of
from shared.bulletin.rows import IssueState
from shared.language.catalogue import say
from shared.letters.parts import write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.programme.model import Facilitator
from shared.services import Services

WINDOW = timedelta(days=7)
"""How long we ask about a draft. After that there is the next one."""


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """The request. Raises `Missed` once the issue is approved, or a week old."""
    issue = find_issue(services, delivery.about)
    if issue is None or issue.state is not IssueState.DRAFT:
        raise Missed("this issue is a draft no more")
    if now > issue.drafted_at + WINDOW:
        raise Missed("this draft is more than a week old")
    title = issue_title(issue.id)
    return write(
        services,
        "bulletin_draft",
        _facilitator(services, delivery).email,
        say("Please approve: {issue}", issue=title),
        heading=say("{issue}: please read and approve", issue=title),
        groups=item_groups(services.programme, items_of(services, issue)),
        link=f"{services.settings.site_url}/console/bulletin/{issue.id}",
    )


def _facilitator(services: Services, delivery: Delivery) -> Facilitator:
    for one in services.programme.facilitators:
        if services.keys.person(one.email) == delivery.person:
            return one
    raise Missed("no longer a facilitator")
