"""Flash issues: somebody chooses items on any day, for whom they are, and writes an introduction."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from shared.audit_trail.entering import enter
from shared.bulletin.editing import INTRODUCTION, ItemKey, about_issue
from shared.bulletin.horizon import day_of_issue, in_order, items_for, may_be_told
from shared.bulletin.issues import LETTERS, audience_name
from shared.bulletin.rows import Issue, IssueState, Item
from shared.bulletin.telling import is_told
from shared.errors import NotPossible, NotUsable
from shared.language.catalogue import say
from shared.services import Services
from shared.text.plain import in_lines

MOST = 20
"""Most items of a flash issue. It tells little, and soon."""


class NewFlash(BaseModel):
    """A flash issue: its items, the audiences it goes to, and an introduction above the items."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    items: tuple[ItemKey, ...]
    audiences: tuple[str, ...]
    introduction: Annotated[str, AfterValidator(in_lines)] = ""


class TooManyToday(NotPossible):
    """The day has as many flash issues as it has letters for."""


def draft_flash(services: Services, new: NewFlash, who: str, now: datetime) -> Issue:
    """Draft a flash issue. The same one twice is one draft, as long as nobody changed it.

    Raises `NotUsable`, which names each wrong field, or `TooManyToday`.
    """
    items = _usable(services, new, now)
    chosen = [one for one in services.programme.audiences if one in new.audiences]
    first = Issue(
        id=day_of_issue(now, services.programme.zone),
        state=IssueState.DRAFT,
        introduction=new.introduction,
        items=tuple(item.key for item in in_order(items, services.programme.audiences)),
        audiences=tuple(chosen),
        drafted_at=now,
        made_by=who,
    )
    for letter in ("", *LETTERS):
        issue = first.model_copy(update={"id": f"{first.id}{letter}"})
        there = services.tables.get(Issue, issue.key)
        if there is None and services.tables.insert(issue):
            there = services.tables.get(Issue, issue.key)
        if there and _is_the_same(there, issue):
            enter(services, who, "draft flash issue", about_issue(issue.id), "", now)
            return there
    raise TooManyToday(say("There are too many flash issues today. Add the items to one of them, or wait."))


def _is_the_same(there: Issue, issue: Issue) -> bool:
    names = ("introduction", "items", "audiences", "made_by", "state")
    return all(getattr(there, name) == getattr(issue, name) for name in names)


def _usable(services: Services, new: NewFlash, now: datetime) -> Sequence[Item]:
    """The items. Raises `NotUsable`."""
    keys = dict.fromkeys(one.key for one in new.items)
    items = [item for key in [*keys][: MOST + 1] if (item := services.tables.get(Item, key))]
    errors = [{"field": field, "message": message} for field, message in _wrong(services, new, items, now)]
    if errors:
        raise NotUsable(say("There is a problem with this flash issue."), errors)
    return items


def _wrong(services: Services, new: NewFlash, items: Sequence[Item], now: datetime) -> Iterator[tuple[str, str]]:
    """Each field that is wrong and what to do about it, in the order of the form."""
    programme, today = services.programme, now.astimezone(services.programme.zone).date()
    if not items:
        yield "items", say("Select at least one item")
    elif len(items) > MOST:
        yield "items", say("Select at most {limit} items", limit=MOST)
    over = [item for item in items if is_told(item) or not may_be_told(item, today)]
    if over:
        titles = "; ".join(item.title for item in over)
        yield "items", say("These items cannot be told any more. Leave them out: {titles}", titles=titles)
    if not new.audiences or not set(programme.audiences).issuperset(new.audiences):
        yield "audiences", say("Select who gets this issue")
    else:
        yield from _for_nobody(services, new, items)
    if len(new.introduction) > INTRODUCTION:
        yield "introduction", say("Use {limit} characters or fewer", limit=INTRODUCTION)


def _for_nobody(services: Services, new: NewFlash, items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """An item for none of the chosen readers, and readers without an item."""
    nobodys = [item.title for item in items if not set(item.audiences).intersection(new.audiences)]
    if nobodys:
        titles = "; ".join(nobodys)
        yield "audiences", say("These items are for other readers. Select them too: {titles}", titles=titles)
    empty = [one for one in new.audiences if items and not items_for(items, [one])]
    if empty:
        names = "; ".join(audience_name(services.programme, one) for one in empty)
        yield "audiences", say("None of the items is for these readers. Leave them out: {names}", names=names)
