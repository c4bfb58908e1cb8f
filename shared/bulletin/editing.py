"""Editing: the team changes a draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.audit_trail.entering import enter
from shared.bulletin.issues import find_issue
from shared.bulletin.rows import Issue, IssueState
from shared.errors import AnotherVersion, NotPossible, NotThere, NotUsable, VersionNeeded
from shared.feeds.identity import key_of
from shared.language.catalogue import Marked, say
from shared.services import Services
from shared.storage.tables import RowChanged
from shared.text.plain import in_lines

INTRODUCTION = 2_000
"""The most characters of an introduction."""

OPEN = (IssueState.DRAFT, IssueState.HELD)
"""The states in which an issue can be changed."""

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
    introduction: Annotated[str, AfterValidator(in_lines), Field(max_length=INTRODUCTION)] = ""
    items: tuple[ItemKey, ...]


class NoSuchIssue(NotThere):
    """The bulletin has no such issue."""


class NoDraftAnyMore(NotPossible):
    """The issue was approved or called off. It cannot be changed."""


def the_issue(services: Services, issue_id: str) -> Issue:
    """The issue with this id. Raises `NoSuchIssue`."""
    issue = find_issue(services, issue_id)
    if issue is None:
        raise NoSuchIssue(say("There is no such issue of the bulletin."))
    return issue


def version_of(issue: Issue) -> str:
    """The issue's version as an ETag. It is our own: storage has weak ETags, but If-Match needs a strong one."""
    return f'"{key_of(issue.etag)}"'


def about_issue(issue_id: str) -> str:
    """The issue as the audit trail calls it."""
    return f"issue.{issue_id}"


def edit_issue(services: Services, issue_id: str, edit: Edit, version: str, *, who: str, now: datetime) -> Issue:
    """Give the draft this introduction and these of its items, in this order. `version` is an If-Match value.

    Its other items are left out until an edit names them again. Raises `NoSuchIssue`, `NoDraftAnyMore`,
    `VersionNeeded`, `AnotherVersion`, or `NotUsable` if an item is named twice or is not in the draft.
    """
    issue = the_issue(services, issue_id)
    if issue.state not in OPEN:
        raise NoDraftAnyMore(say(CLOSED[issue.state]))
    if not version:
        raise VersionNeeded(say("Send If-Match with the ETag of the version that you read."))
    require_version(issue, version)
    items, known = tuple(item.key for item in edit.items), issue.items + issue.left_out
    if len(set(items)) < len(items) or not set(items) <= set(known):
        errors = [{"field": "items", "title": say("Items"), "message": say("Select items from the draft, each once")}]
        raise NotUsable(say("The body cannot be used."), errors)
    left_out = tuple(key for key in known if key not in items)
    change = {"introduction": edit.introduction, "items": items, "left_out": left_out}
    if issue.model_copy(update=change) == issue:
        return issue
    enter(services, who, "edit issue", about_issue(issue_id), "", now, at=now.isoformat())
    return replaced(services, issue, change)


def require_version(issue: Issue, if_match: str) -> None:
    """Raise `AnotherVersion` unless the If-Match value names this version of the issue."""
    wanted = {version.strip() for version in if_match.split(",")}
    if not wanted & {"*", version_of(issue)}:
        raise _changed()


def _changed() -> AnotherVersion:
    return AnotherVersion(say("Somebody changed this issue after you read it. Read it again."))


def replaced(services: Services, issue: Issue, change: Mapping[str, object]) -> Issue:
    """Replace the issue. Raises `AnotherVersion` if somebody changed it meanwhile."""
    try:
        return services.tables.replace(issue.model_copy(update=change))
    except RowChanged:
        raise _changed() from None
