"""The draft: what the team wants to change in the programme. There is one at a time, for the whole team.

It begins as what is in force. Every change is checked by the model that reads the programme file, with its messages.
Two people can change it at once: each change is made to the newest content, and is refused if its own entry is no
longer as the form showed it.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from shared.audit_trail.entering import enter
from shared.errors import AnotherVersion, NotPossible, NotUsable
from shared.language.catalogue import say
from shared.programme import content as contents
from shared.programme.content import content_of
from shared.programme.merging import MARK, ONLY_DEPLOYED, value_at
from shared.programme.model import Programme
from shared.programme.reading import NotAProgramme, programme_of
from shared.programme.rows import Draft
from shared.services import Services
from shared.storage.changing import repeat_if_changed
from shared.storage.tables import RowChanged
from shared.versions.erasing import NOBODY, places_with
from shared.versions.standing import in_force_now, marking

ABOUT = "programme"
"""What the audit trail says these acts are about."""

type How = Callable[[dict[str, object]], dict[str, object]]
"""A change: it gets the newest content, and returns it changed. It may raise `AnotherVersion`."""


@dataclass(frozen=True)
class Content:
    """The draft's content, or that of the version in force, in the shape of the programme file."""

    data: contents.Content
    is_draft: bool
    version: int
    """The version that is in force, or that the draft was made on."""


def draft_or_in_force(services: Services) -> Content:
    """What a form shows: the draft, or if there is none what is in force."""
    if draft := open_draft(services):
        return Content(draft.content, True, draft.made_on)
    now = in_force_now(services)
    return Content(now.standing.content, False, now.number)


def edit_draft(services: Services, how: How, who: str, now: datetime) -> Content:
    """Change the draft as `how` says. Without a draft, one is opened from what is in force.

    If somebody else saved meanwhile, `how` is asked again with their content. Raises `NotUsable` with each mistake and
    its place ("series.0.reminders"), and whatever `how` raises.
    """
    changed = repeat_if_changed(lambda: _edit_once(services, how, who, now))
    enter(services, who, "edit draft", ABOUT, "", now, at=now.isoformat())
    return changed


def discard_draft(services: Services, shown: str, who: str, now: datetime) -> None:
    """Throw the draft away. `shown` is the mark of the draft that the person saw. A second time changes nothing.

    Raises `AnotherVersion` if somebody changed it meanwhile.
    """
    draft = open_draft(services)
    if draft is None:
        return
    if mark_of(services, draft) != shown:
        raise AnotherVersion(say("Somebody changed the draft meanwhile."))
    enter(services, who, "discard draft", ABOUT, "", now, at=now.isoformat())
    services.tables.replace(closed(draft, who, now))


def open_draft(services: Services) -> Draft | None:
    """The draft, if there is one."""
    draft = services.tables.get(Draft, Draft.KEY)
    return draft if draft and draft.is_open else None


def closed(draft: Draft, who: str, now: datetime) -> Draft:
    """The draft without its content."""
    return Draft(etag=draft.etag, is_open=False, made_on=draft.made_on, who=who, at=now)


def checked(services: Services, content: contents.Content) -> Programme:
    """The programme with this content. Raises `NotUsable` with each mistake and its place."""
    try:
        programme = programme_of(content)
    except NotAProgramme as wrong:
        errors = [{"field": ".".join(map(str, place)), "message": words} for place, words in wrong.mistakes]
        raise NotUsable(say("The programme cannot be used like this."), errors) from wrong
    files, whole = content_of(services.deployed), content_of(programme)
    message = say("Only a new deployment can change this")
    fixed = [place for place in ONLY_DEPLOYED if value_at(whole, place) != value_at(files, place)]
    if fixed:
        raise NotUsable(message, [{"field": ".".join(place), "message": message} for place in fixed])
    if gone := list(places_with(content, NOBODY)):
        message = say("Somebody was erased who stood here: enter another email address")
        raise NotUsable(message, [{"field": ".".join(place), "message": message} for place in gone])
    return programme


def draft_to_change(services: Services) -> Draft:
    """The draft, or a new one that is not kept yet."""
    row = services.tables.get(Draft, Draft.KEY)
    return row if row and row.is_open else _opened(services, row)


def mark_of(services: Services, draft: Draft) -> str:
    """What stands for this state of the draft on a page."""
    return services.keys.of("programme-draft", draft.etag)[:MARK]


def _edit_once(services: Services, how: How, who: str, now: datetime) -> Content:
    draft = draft_to_change(services)
    changed = content_of(checked(services, how(deepcopy(dict(draft.content)))))
    if changed == draft.content:
        return Content(changed, draft.at is not None, draft.made_on)
    save(services, draft.model_copy(update={"content": changed, "who": who, "at": now}))
    return Content(changed, True, draft.made_on)


def save(services: Services, draft: Draft) -> None:
    """Write the draft. Raises `RowChanged` if it is not as it was read."""
    if draft.etag:
        services.tables.replace(draft)
    elif not services.tables.insert(draft):
        raise RowChanged(Draft.TABLE)


def _opened(services: Services, row: Draft | None) -> Draft:
    """A new draft with what is in force. It takes the place of a closed one."""
    now = in_force_now(services)
    if now.standing.not_used:
        raise NotPossible(say("The version in force cannot be used. Go back to another one first."))
    return Draft(
        etag=row.etag if row else "",
        content=now.standing.content,
        deployed=now.deployed,
        made_on=now.number,
        began_as=marking(services).marks_of(now.standing.content),
    )
