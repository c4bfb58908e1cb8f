"""The field of a hub's or a series' form for the words by which people choose it at sign-up."""

from shared.entries.fields import Field, Kind
from shared.entries.joining import WORDS, is_asked
from shared.language.catalogue import Marked


def choice_words(key: str) -> Field:
    """The field, for the entries of this list."""
    return Field(
        WORDS,
        Marked("Words of the choice at sign-up (optional)"),
        Kind.LINES,
        Marked(
            "One on each line. The sign-up page shows the first. A choice of the Microsoft Form counts if its words "
            "stand here. Without any, it is the name"
        ),
        short=Marked("Choice at sign-up"),
        is_asked=lambda data: is_asked(data, key),
    )
