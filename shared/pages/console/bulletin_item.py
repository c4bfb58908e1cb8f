"""The page of one item of the bulletin: it is added, edited, corrected, taken out and put back here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.bulletin.issues import audience_name
from shared.bulletin.item_form import TypedItem, as_typed_item
from shared.bulletin.items import SOURCE
from shared.bulletin.rows import Item
from shared.bulletin.telling import is_told
from shared.bulletin.writing import item_version
from shared.language.catalogue import say
from shared.language.dates import short_date
from shared.pages.console.bulletin import source_name
from shared.pages.console.frame import Frame, render_in
from shared.text.typed_dates import TypedDay
from shared.web.requests import Fields, all_of, first_of


@dataclass(frozen=True)
class ItemForm:
    """An item's form as it is shown. `errors` are fields and what to do about each."""

    typed: TypedItem
    item: Item | None = None
    """The item as it is now. None: it is a new one."""
    errors: Sequence[tuple[str, str]] = ()
    is_stale: bool = False
    """Whether somebody else changed the item since the form was opened."""
    then: str = ""
    """Where a new item leads: to the flash issue that it is for, if this is "flash"."""
    notice: str = ""


def item_page(frame: Frame, form: ItemForm) -> str:
    """The form of a new item, or an item with its form."""
    programme, item = frame.programme, form.item
    known = dict.fromkeys((*programme.audiences, *(item.audiences if item else ())))
    return render_in(
        frame,
        "pages/console/bulletin_item.html",
        item=item,
        typed=form.typed,
        audiences=[(one, audience_name(programme, one)) for one in known],
        version=item_version(item) if item else "",
        was_told=item is not None and item.told is not None,
        can_be_taken_out=item is not None and not is_told(item) and not item.taken_out,
        came_from=_came_from(frame, item),
        source_says=_source_in_lines(item) if item else "",
        yours=_in_lines(frame, form.typed) if form.is_stale else "",
        theirs=_in_lines(frame, as_typed_item(item)) if form.is_stale and item else "",
        is_stale=form.is_stale,
        then=form.then,
        errors=[(_first_box(field), words) for field, words in form.errors],
        error_of=dict(form.errors),
        done=form.notice,
    )


def typed_item(fields: Fields) -> TypedItem:
    """What was typed into the form."""
    return TypedItem(
        title=first_of(fields, "title"),
        summary=first_of(fields, "summary"),
        what_to_do=first_of(fields, "what_to_do"),
        link=first_of(fields, "link"),
        audiences=tuple(all_of(fields, "audiences")),
        changes_on=_day(fields, "changes_on"),
        review_by=_day(fields, "review_by"),
        correction=first_of(fields, "correction"),
    )


def _day(fields: Fields, name: str) -> TypedDay:
    return first_of(fields, f"{name}[day]"), first_of(fields, f"{name}[month]"), first_of(fields, f"{name}[year]")


def _first_box(field: str) -> str:
    """The id of the field, or of the first box of a date."""
    return f"{field}-day" if field in ("changes_on", "review_by") else field


def _came_from(frame: Frame, item: Item | None) -> str:
    if item is None:
        return ""
    day = short_date(item.published_at.astimezone(frame.programme.zone).date())
    source = source_name(frame.programme, item.source)
    if item.source == SOURCE:
        return say("The team added it on {date}.", date=day)
    return say("It came from {feed} on {date}.", feed=source, date=day)


def _source_in_lines(item: Item) -> str:
    """What the feed says, if the team wrote the item anew."""
    said = item.source_says
    if said is None:
        return ""
    when = say("Changes on {when}", when=short_date(date.fromisoformat(said.changes_on))) if said.changes_on else ""
    return "\n".join(filter(None, (said.title, said.summary, when, said.link)))


def _in_lines(frame: Frame, typed: TypedItem) -> str:
    """The item as text, to compare two versions."""
    lines = (
        typed.title,
        typed.summary,
        say("Changes on {when}", when=" ".join(typed.changes_on)) if any(typed.changes_on) else "",
        say("What to do: {words}", words=typed.what_to_do) if typed.what_to_do else "",
        say("For: {whom}", whom="; ".join(audience_name(frame.programme, one) for one in typed.audiences)),
        typed.link,
        say("Review by {when}", when=" ".join(typed.review_by)) if any(typed.review_by) else "",
        say("Correction: {words}", words=typed.correction) if typed.correction else "",
    )
    return "\n".join(filter(None, lines))
