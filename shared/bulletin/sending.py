"""Sending: an approved issue goes to its readers, one mail each.

docs/decisions/0006-bulletin-one-mail-each.md says why."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.bulletin.issues import find_issue, for_these, items_to_come
from shared.bulletin.rows import Issue, IssueState, Item
from shared.bulletin.subscriptions import readers
from shared.bulletin.telling import items_told
from shared.holding.holding import comes_back
from shared.mail.deliveries import announce, purpose_of, until
from shared.mail.rows import Lane, MailKind
from shared.messages import BulletinApproved
from shared.services import Services
from shared.storage.changing import repeat_if_changed

log = logging.getLogger(__name__)

GOES_OUT = timedelta(days=14)
"""How long after its approval an issue still goes out. Within a day it reaches 10,000 readers."""


def send_issue(services: Services, issue_id: str, now: datetime) -> None:
    """Have the issue sent to each reader, once even if they are in several audiences. Then mark it sent.

    An issue that may not begin yet comes back when it may. Before the first mail is announced the issue says that it
    has begun, so that nobody holds it any more. When a mail is composed, we look again who reads it and which items.
    If the process dies before the mark, this is done again, but no mail goes twice. If the issue is called off
    meanwhile, it stays called off.
    """
    repeat_if_changed(lambda: _send(services, issue_id, now))


def _send(services: Services, issue_id: str, now: datetime) -> None:
    issue = find_issue(services, issue_id)
    if issue is None or issue.state is not IssueState.APPROVED:
        return
    if issue.begins_at and now < issue.begins_at:
        services.queues.send(BulletinApproved(issue=issue.id), delay=until(issue.begins_at, now))
        return
    act = purpose_of(f"bulletin-{issue.id}", MailKind.BULLETIN)
    if comes_back(services, act, BulletinApproved(issue=issue.id), now):
        return
    if not items_to_come(services, issue, now):
        log.warning("an issue came too late to be sent: everything in it is past", extra={"issue": issue.id})
        services.tables.replace(issue.model_copy(update={"state": IssueState.TOO_LATE}))
        return
    if issue.begun_at is None:
        issue = services.tables.replace(issue.model_copy(update={"begun_at": now}))
    announced = announce(
        services,
        MailKind.BULLETIN,
        issue.id,
        readers_of(services, issue, now),
        now,
        occasion=f"bulletin-{issue.id}",
        lane=Lane.BULK,
    )
    items_told(services, issue)
    services.tables.replace(issue.model_copy(update={"state": IssueState.SENT, "last_at": announced.last_at}))


def readers_of(services: Services, issue: Issue, now: datetime) -> set[str]:
    """The key of everybody in an audience that the issue has something for."""
    return set(readers(services, audiences_of(services, issue, items_to_come(services, issue, now))))


def audiences_of(services: Services, issue: Issue, items: Iterable[Item]) -> list[str]:
    """The audiences that the issue goes to with these items, in the programme's order."""
    concerned = {audience for item in items for audience in item.audiences}
    return [audience for audience in for_these(services.programme, issue) if audience in concerned]
