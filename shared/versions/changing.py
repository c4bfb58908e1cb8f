"""The other ways to change the draft: a whole file, a newer version in force, and conflicts with the deployed file."""

from datetime import datetime

from shared.audit_trail.entering import enter
from shared.errors import AnotherVersion, NotUsable
from shared.language.catalogue import say
from shared.programme.content import content_of
from shared.programme.merging import Conflict, Merging, with_value
from shared.programme.reading import ProgrammeError, parse_programme
from shared.programme.rows import Draft
from shared.services import Services
from shared.storage.changing import repeat_if_changed
from shared.versions.drafting import ABOUT, checked, draft_to_change, mark_of, open_draft, save
from shared.versions.standing import in_force_now, marking

FILE = "cafe.toml"
"""What the messages call the file that somebody uploads."""


def read_file(services: Services, text: str) -> dict[str, object]:
    """The content of a TOML text. Raises `NotUsable` with the reader's own messages, each with line and place."""
    try:
        programme = parse_programme(text, FILE)
    except ProgrammeError as wrong:
        errors = [{"field": "text", "message": line} for line in str(wrong).splitlines()]
        raise NotUsable(say("The file cannot be used."), errors) from wrong
    content = content_of(programme)
    checked(services, content)
    return content


def current_mark(services: Services) -> str:
    """What stands for the draft as it is now. Empty: there is none."""
    draft = open_draft(services)
    return mark_of(services, draft) if draft else ""


def upload(services: Services, text: str, shown: str, who: str, now: datetime) -> None:
    """Make this TOML text the draft. `shown` is the mark of the draft that it replaces; empty: there was none.

    Raises `NotUsable`, and `AnotherVersion` if somebody changed the draft meanwhile.
    """
    content = read_file(services, text)
    draft = draft_to_change(services)
    if draft.content != content and current_mark(services) != shown:
        raise AnotherVersion(say("Somebody changed the draft meanwhile."))
    enter(services, who, "upload draft", ABOUT, "", now, at=now.isoformat())
    save(services, draft.model_copy(update={"content": content, "who": who, "at": now}))


def catch_up(services: Services, who: str, now: datetime) -> None:
    """Work the version that was published meanwhile into the draft. What the draft changes stays as the draft has it.

    Raises `NotUsable` if the two do not fit together.
    """
    draft, in_force = open_draft(services), in_force_now(services)
    if draft is None or draft.made_on == in_force.number:
        return
    marks, theirs = marking(services), in_force.standing.content
    merged = Merging(marks, draft.began_as).merge(draft.content, theirs)
    checked(services, merged.content)
    enter(services, who, "catch up draft", ABOUT, "", now, at=now.isoformat())
    news = {"content": merged.content, "deployed": in_force.deployed, "made_on": in_force.number}
    save(services, draft.model_copy(update={**news, "began_as": marks.marks_of(theirs), "who": who, "at": now}))


def conflicts_of(services: Services, draft: Draft) -> tuple[Conflict, ...]:
    """Where the deployed file wants something else than the draft."""
    return Merging(marking(services), draft.deployed).merge(draft.content, content_of(services.deployed)).conflicts


def settle_conflict(services: Services, place: str, who: str, now: datetime, *, takes_file: bool) -> None:
    """Decide a conflict in the draft: take what the deployed file says, or keep ours. `place` is the place's mark.

    A conflict that is settled already stays so. Raises `NotUsable` if what the file says does not fit.
    """
    repeat_if_changed(lambda: _settle_once(services, place, who, now, takes_file=takes_file))
    enter(services, who, "settle conflict", ABOUT, "", now, at=now.isoformat())


def _settle_once(services: Services, place: str, who: str, now: datetime, *, takes_file: bool) -> None:
    draft, marks = draft_to_change(services), marking(services)
    for conflict in conflicts_of(services, draft):
        if marks.of_place(conflict.place) == place:
            content = with_value(draft.content, conflict.place, conflict.files) if takes_file else draft.content
            content = content_of(checked(services, content))
            inner = [key for value in (conflict.ours, conflict.files) for key in marks.marks_at(conflict.place, value)]
            kept = {key: mark for key, mark in draft.deployed.items() if key not in inner}
            deployed = kept | marks.marks_at(conflict.place, conflict.files)
            save(services, draft.model_copy(update={"content": content, "deployed": deployed, "who": who, "at": now}))
