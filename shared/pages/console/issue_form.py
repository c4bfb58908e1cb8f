"""The form of an issue: what somebody typed, and the edit that it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.bulletin.editing import INTRODUCTION, Edit, ItemKey
from shared.bulletin.rows import Issue
from shared.errors import NotUsable
from shared.language.catalogue import say
from shared.text.plain import in_lines
from shared.web.requests import Fields, all_of, first_of

LARGEST_PLACE = 3
"""Most digits of the number beside an item."""

PLACE = "place-"
"""The field with the number beside an item begins with this."""


@dataclass(frozen=True)
class Typed:
    """What somebody typed: the introduction, the items to keep, and the number beside each item."""

    introduction: str
    keep: Sequence[str]
    places: dict[str, str]


def typed_in(fields: Fields) -> Typed | None:
    """What was typed into the form. None if another form of the page was sent."""
    if "introduction" not in fields and "keep" not in fields:
        return None
    places = {name.removeprefix(PLACE): first_of(fields, name) for name in fields if name.startswith(PLACE)}
    return Typed(first_of(fields, "introduction"), all_of(fields, "keep"), places)


def edit_in(issue: Issue, fields: Fields) -> Edit:
    """The form as an edit. Kept items go by the number beside each. Without a number they stay where they were.

    Raises `NotUsable`.
    """
    known = issue.items + issue.left_out
    kept = [key for key in known if name_of(key) in all_of(fields, "keep")]
    kept.sort(key=lambda key: _place(fields, key, known.index(key)))
    introduction = in_lines(first_of(fields, "introduction"))
    if len(introduction) > INTRODUCTION:
        words = say("Use {limit} characters or fewer", limit=INTRODUCTION)
        raise NotUsable(words, [{"field": "introduction", "message": words}])
    return Edit(introduction=introduction, items=tuple(ItemKey(source=source, id=item) for source, item in kept))


def name_of(key: tuple[str, str]) -> str:
    """The item as the form's fields name it."""
    return ".".join(key)


def _place(fields: Fields, key: tuple[str, str], position: int) -> tuple[int, int, int]:
    """Where an item goes. If it moves up, it comes before the item with that number; if it moves down, after it."""
    written, had = first_of(fields, f"{PLACE}{name_of(key)}").strip(), position + 1
    number = int(written) if written.isdecimal() and len(written) <= LARGEST_PLACE else had
    return number, (number > had) - (number < had), position
