"""Calling off: an issue that is on its way goes to nobody else."""

from datetime import datetime, timedelta
from http import HTTPStatus

from shared.bulletin.editing import the_issue
from shared.bulletin.horizon import issue_id
from shared.bulletin.rows import Issue, IssueState
from shared.mail.mailboxes import call_off
from shared.mail.rows import Lane
from shared.services import Services
from shared.storage.tables import RowChanged
from shared.web.requests import Unacceptable

ATTEMPTS = 10
"""How often it is tried anew when the issue changes at the same moment, as when it is announced."""


LOOK_BACK = timedelta(weeks=5)
"""Issues older than this are on their way to nobody."""


def call_off_issue(services: Services, issue_id: str, who: str, now: datetime) -> Issue:
    """Call the issue off; called off again nothing changes.

    Raises `Unacceptable`: 404, 409 for a draft. Raises `RowChanged` if the issue keeps changing.
    """
    for _ in range(ATTEMPTS):
        issue = the_issue(services, issue_id)
        if issue.state is IssueState.DRAFT:
            raise Unacceptable(HTTPStatus.CONFLICT, "This issue is a draft: it goes to nobody until it is approved.")
        if issue.state is not IssueState.CALLED_OFF:
            change = {"state": IssueState.CALLED_OFF, "called_off_by": who}
            try:
                issue = services.tables.replace(issue.model_copy(update=change))
            except RowChanged:
                continue
        if not _others_under_way(services, now):
            call_off(services, Lane.BULK, now)
        return issue
    raise RowChanged(Issue.TABLE)


def _others_under_way(services: Services, now: datetime) -> bool:
    start = issue_id(now - LOOK_BACK, services.programme.zone)
    return any(
        issue.state is IssueState.APPROVED
        or (issue.state is IssueState.SENT and issue.last_at is not None and issue.last_at > now)
        for issue in services.tables.partition(Issue, Issue.PARTITION, start=start)
    )
