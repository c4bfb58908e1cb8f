"""The fields of a form: what each is called, what it holds, and which parts it is posted in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.language.catalogue import Marked
from shared.web.requests import all_of, first_of

type Table = Mapping[str, object]
"""A table of the programme's data, in the shape of `cafe.toml`."""


class Kind(StrEnum):
    """What a person fills in."""

    LINE = "line"
    EMAIL = "email"
    LINK = "link"
    TEXT = "text"
    LINES = "lines"
    """One thing on each line."""
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    SWITCH = "switch"
    DURATIONS = "durations"
    TIME = "time"
    DAY = "day"
    RULE = "rule"


@dataclass(frozen=True)
class Option:
    """One choice: what is posted, its words, and a hint."""

    value: str
    words: str
    hint: str = ""


type Options = Callable[[Table], Sequence[Option]]
"""The choices of a field, from the whole programme's data."""


@dataclass(frozen=True)
class Field:
    """One field of a form. `key` is its name in the programme's data."""

    key: str
    label: Marked
    kind: Kind = Kind.LINE
    hint: Marked | None = None
    missing: Marked | None = None
    """What to say if it is left empty. None: it may be."""
    nothing: Marked | None = None
    """What an empty value is in words. None: "None"."""
    options: Options | None = None
    least: int = 0
    most: int = 0
    """The limits of a number."""
    short: Marked | None = None
    """The label beside a value. None: the same as in the form."""
    is_asked: Callable[[Table], bool] | None = None
    """Whether this programme has it at all. None: every one has."""
    refuses: Callable[[object], Marked | None] | None = None
    """What else can be wrong with its value."""

    @property
    def brief(self) -> Marked:
        """The label beside a value."""
        return self.short or self.label


PARTS: Mapping[Kind, Sequence[str]] = {
    Kind.RULE: ("", "-day", "-other"),
    Kind.DAY: ("-day", "-month", "-year"),
}
"""The names in which a field is posted, after its key. Most have one."""


class WrongPart(ValueError):
    """What was filled in cannot be used, because of one part of the field."""

    def __init__(self, words: str, part: str) -> None:
        super().__init__(words)
        self.part = part


type Given = Sequence[str]
"""What a field holds as text: one for each part, or for each choice."""


def names_of(field: Field) -> tuple[str, ...]:
    """The names in which the field is posted."""
    return tuple(field.key + part for part in PARTS.get(field.kind, ("",)))


def given_in(field: Field, fields: Mapping[str, str | list[str]]) -> Given:
    """What was posted for this field."""
    if field.kind in PARTS:
        return [first_of(fields, name) for name in names_of(field)]
    values = all_of(fields, field.key)
    return values if field.kind is Kind.CHOICES else values[:1]
