"""Editing: facilitators change and approve a draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.bulletin.horizon import is_past
from shared.bulletin.issues import find_issue, items_of
from shared.bulletin.rows import Issue, IssueState
from shared.bulletin.sending import readers_of
from shared.errors import AnotherVersion, NotPossible, NotThere, NotUsable, VersionNeeded
from shared.feeds.identity import key_of
from shared.language.catalogue import Marked, say
from shared.mail.deliveries import forecast
from shared.mail.rows import Lane
from shared.messages import BulletinApproved
from shared.services import Services
from shared.storage.tables import RowChanged
from shared.text.plain import in_lines

CLOSED = {
    IssueState.APPROVED: Marked("This issue is approved and cannot be changed any more."),
    IssueState.SENT: Marked("This issue is sent and cannot be changed any more."),
    IssueState.CALLED_OFF: Marked("This issue is called off and cannot be changed any more."),
    IssueState.TOO_LATE: Marked("This issue went to nobody, because the day of everything in it was past."),
}
"""What we say about an issue that is no longer a draft."""


class ItemKey(BaseModel):
    """The key of an item. Other fields of the item may come with it. They are not read."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
    source: str
    id: str

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.id


class Edit(BaseModel):
    """The new draft: the answer to GET, with changes. Only the introduction and the items are read."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
    introduction: Annotated[str, AfterValidator(in_lines), Field(max_length=2_000)] = ""
    items: tuple[ItemKey, ...]


class NoSuchIssue(NotThere):
    """The bulletin has no such issue."""


class NoDraftAnyMore(NotPossible):
    """The issue was approved or called off. It cannot be changed."""


class NothingToSend(NotPossible):
    """The issue has no items."""


class PastItems(NotPossible):
    """The issue has items whose day is past."""


class Overtaken(NotPossible):
    """A newer draft has the items of this one."""


def the_issue(services: Services, issue_id: str) -> Issue:
    """The issue with this id. Raises `NoSuchIssue`."""
    issue = find_issue(services, issue_id)
    if issue is None:
        raise NoSuchIssue(say("There is no such issue of the bulletin."))
    return issue


def version_of(issue: Issue) -> str:
    """The issue's version as an ETag. It is our own: storage has weak ETags, but If-Match needs a strong one."""
    return f'"{key_of(issue.etag)}"'


def edit_issue(services: Services, issue_id: str, edit: Edit, version: str) -> Issue:
    """Give the draft this introduction and these of its items, in this order. `version` is an If-Match value.

    Its other items are left out until an edit names them again. Raises `NoSuchIssue`, `NoDraftAnyMore`,
    `VersionNeeded`, `AnotherVersion`, or `NotUsable` if an item is named twice or is not in the draft.
    """
    issue = the_issue(services, issue_id)
    if issue.state is not IssueState.DRAFT:
        raise NoDraftAnyMore(say(CLOSED[issue.state]))
    if not version:
        raise VersionNeeded(say("Send If-Match with the ETag of the version that you read."))
    _same_version(issue, version)
    items, known = tuple(item.key for item in edit.items), issue.items + issue.left_out
    if len(set(items)) < len(items) or not set(items) <= set(known):
        errors = [{"field": "items", "title": say("Items"), "message": say("Select items from the draft, each once")}]
        raise NotUsable(say("The body cannot be used."), errors)
    left_out = tuple(key for key in known if key not in items)
    return _replaced(services, issue, {"introduction": edit.introduction, "items": items, "left_out": left_out})


def approve_issue(services: Services, issue_id: str, approver: str, now: datetime, version: str = "*") -> Issue:
    """Approve the draft and have it sent. A second time changes nothing, and the issue is still sent once.

    Raises `NoSuchIssue`, `NothingToSend`, `PastItems`, `Overtaken`, `AnotherVersion`.
    """
    issue = the_issue(services, issue_id)
    if issue.state is IssueState.DRAFT:
        _same_version(issue, version)
        if not issue.items:
            raise NothingToSend(say("This issue has no items, so there is nothing to send."))
        _nothing_is_past(services, issue, now)
        _is_the_newest(services, issue)
        last_at = forecast(services, Lane.BULK, len(readers_of(services, issue, now)), now)
        approval = {"approved_at": now, "approved_by": approver, "last_at": last_at}
        issue = _replaced(services, issue, approval | {"state": IssueState.APPROVED})
    if issue.state is IssueState.APPROVED:
        services.queues.send(BulletinApproved(issue=issue.id))
    return issue


def _nothing_is_past(services: Services, issue: Issue, now: datetime) -> None:
    today = now.astimezone(services.programme.zone).date()
    past = [item.title for item in items_of(services, issue) if is_past(item, today)]
    if past:
        words = say(
            "The day of these items is past. Take them out, then approve the issue: {titles}.", titles="; ".join(past)
        )
        raise PastItems(words)


def _is_the_newest(services: Services, issue: Issue) -> None:
    later = services.tables.partition(Issue, Issue.PARTITION, start=issue.id)
    newer = next((one for one in later if one.id > issue.id), None)
    if newer:
        words = say(
            "There is a newer draft, which has the items of this one too. Approve that one: {issue}.", issue=newer.id
        )
        raise Overtaken(words)


def _same_version(issue: Issue, if_match: str) -> None:
    wanted = {version.strip() for version in if_match.split(",")}
    if not wanted & {"*", version_of(issue)}:
        raise _changed()


def _changed() -> AnotherVersion:
    return AnotherVersion(say("Somebody changed this issue after you read it. Read it again."))


def _replaced(services: Services, issue: Issue, change: Mapping[str, object]) -> Issue:
    try:
        return services.tables.replace(issue.model_copy(update=change))
    except RowChanged:
        raise _changed() from None
