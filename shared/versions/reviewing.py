"""What somebody has to see before they publish a draft or go back: the changes, who is affected, what is in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.colleagues.knowing import names_of_team
from shared.errors import NotUsable
from shared.programme.content import LISTS
from shared.programme.in_force import Standing
from shared.programme.merging import Conflict
from shared.programme.rows import Draft, Version
from shared.services import Services
from shared.versions.affected import Coming, affected
from shared.versions.changing import conflicts_of
from shared.versions.differences import Change, differences
from shared.versions.drafting import mark_of, open_draft
from shared.versions.listing import newest_first, the_version
from shared.versions.publishing import is_news, must_be_publishable
from shared.versions.standing import in_force_now, marking, version_now


@dataclass(frozen=True)
class Overview:
    """Every version, a page of them, and what is in force."""

    number: int
    """The version in force."""
    standing: Standing
    draft: Draft | None
    listed: Sequence[Version]
    newest: int
    """The newest version of this page of the list."""
    names: Mapping[str, str]
    """The names of the team by object id."""


@dataclass(frozen=True)
class DraftReview:
    """The draft against what is in force."""

    number: int
    """The version in force."""
    standing: Standing
    draft: Draft | None
    mark: str
    """What stands for this state of the draft."""
    changes: Sequence[Change]
    is_news: bool
    """Whether publishing it would change anything: what is in force, or what was decided about a conflict."""
    affected: Mapping[str, Coming]
    conflicts: Sequence[tuple[str, Conflict]]
    """Each conflict with the deployed file, after the mark of its place."""
    mistakes: Sequence[str]
    """Why it cannot be published."""
    names: Mapping[str, str]


@dataclass(frozen=True)
class VersionReview:
    """A version against the one before it, and against what is in force."""

    number: int
    version: Version | None
    """None: the deployed file."""
    in_force: int
    changed: Sequence[Change]
    """What it changed when it was published."""
    going_back: Sequence[Change]
    """What would change if it were in force again."""
    affected: Mapping[str, Coming]
    problem: str
    """Why it cannot be in force again."""
    names: Mapping[str, str]


def overview(services: Services, newest: int | None) -> Overview:
    """The versions from `newest` down, or from the one in force. Costs five operations."""
    now = in_force_now(services)
    first = now.number if newest is None else min(newest, now.number)
    listed = newest_first(services, first) if now.number else []
    return Overview(now.number, now.standing, open_draft(services), listed, first, names_of_team(services.tables))


def review_draft(services: Services, now: datetime) -> DraftReview:
    """The draft, if there is one. Costs four operations, and two for each series that it touches."""
    in_force, draft = in_force_now(services), open_draft(services)
    changes = differences(in_force.standing.content, draft.content) if draft else []
    conflicts = conflicts_of(services, draft) if draft else in_force.standing.conflicts
    mistakes: list[str] = []
    if draft:
        try:
            must_be_publishable(services, in_force, draft.content, now)
        except NotUsable as refused:
            mistakes = [_mistake(error) for error in refused.errors]
    return DraftReview(
        number=in_force.number,
        standing=in_force.standing,
        draft=draft,
        mark=mark_of(services, draft) if draft else "",
        changes=changes,
        is_news=draft is not None and is_news(in_force, draft),
        affected=affected(services, changes, now),
        conflicts=[(marking(services).of_place(one.place), one) for one in conflicts],
        mistakes=mistakes,
        names=names_of_team(services.tables),
    )


def _mistake(error: Mapping[str, str]) -> str:
    """What is wrong, after its place. A sentence about a whole list says itself what it is about."""
    return error["message"] if error["field"] in LISTS else f"{error['field']}: {error['message']}"


def review_version(services: Services, number: int, now: datetime) -> VersionReview:
    """The version with this number. Costs six operations, and two for each series that it touches."""
    in_force, one = in_force_now(services), the_version(services, number) if number else None
    standing = version_now(services, number).standing
    going_back = differences(in_force.standing.content, standing.content) if number != in_force.number else []
    return VersionReview(
        number=number,
        version=one.version if one else None,
        in_force=in_force.number,
        changed=differences(one.content.before, one.content.content) if one and one.content.before else [],
        going_back=going_back,
        affected=affected(services, going_back, now),
        problem=standing.not_used,
        names=names_of_team(services.tables),
    )
