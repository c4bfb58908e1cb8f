"""A section of the programme: what one page of the settings changes, as one declaration."""

from dataclasses import dataclass

from shared.entries.fields import Field, Table
from shared.language.catalogue import Marked
from shared.programme.values import Part


@dataclass(frozen=True)
class Entries:
    """How a page speaks of a list of entries and of one of them."""

    add: Marked
    """As in "Add a hub"."""
    none: Marked
    """The list in words if it is empty."""
    order: Marked | None = None
    """What the order means. None: it means nothing, so nobody needs to change it."""
    named_by: str = "name"
    """The field that names an entry."""
    id_from: str = ""
    """The field of which a new entry's id is made, if it is not the one that names it."""
    advice: Marked | None = None
    """What else to do when one is added."""
    columns: tuple[str, ...] = ()
    """The fields that the list shows beside the name."""
    replace: Marked | None = None
    """As in "Somebody else instead of {name}". None: an entry is removed and another added."""
    when_replaced: Marked | None = None
    """What follows if somebody else comes in the place of {name}."""
    when_removed: Marked | None = None
    """What follows if one goes."""
    taken_over: tuple[str, ...] = ()
    """The fields that whoever comes in an entry's place begins with."""
    are_people: bool = False
    """Whether an id can be a person's name. Then no address of a page holds it."""


@dataclass(frozen=True)
class Section:
    """One table of the programme's data, or one list of tables."""

    name: str
    """In the page's address."""
    key: str
    """In the programme's data."""
    title: Marked
    brief: Marked
    """What it is, in a few words."""
    about: Marked
    """What it is for, and what a change does."""
    model: type[Part]
    fields: tuple[Field, ...]
    entries: Entries | None = None
    """None: it is one table."""

    def field(self, key: str) -> Field:
        """The field with this key. Raises `KeyError` if there is none."""
        return next(one for one in self.fields if one.key == key)

    def value(self, entry: Table, key: str) -> object:
        """What the entry says, or what the model takes if it says nothing. None if that is nothing either."""
        if key in entry:
            return entry[key]
        field = self.model.model_fields.get(key)
        default = field.get_default() if field else None
        return default if isinstance(default, (*_SIMPLE, tuple)) else None


_SIMPLE = (str, int, bool)
