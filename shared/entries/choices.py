"""Choices that depend on the programme: its series, and who a bulletin's item can be for."""

from collections.abc import Mapping, Sequence
from typing import cast

from shared.entries.fields import Option, Options, Table
from shared.language.catalogue import Marked, say
from shared.programme.model import STAKEHOLDERS


def tables(data: Table, key: str) -> Sequence[Table]:
    """The entries of a list of the programme's data."""
    return cast(Sequence[Table], data.get(key, ()))


def series_options(data: Table) -> Sequence[Option]:
    """The series, by their titles."""
    return [Option(str(one["id"]), str(one["title"])) for one in tables(data, "series")]


def audience_options(data: Table) -> Sequence[Option]:
    """The readers of a bulletin: each series' people, and the stakeholders."""
    people = [Option(str(one["id"]), str(one["audience"])) for one in tables(data, "series")]
    return [*people, Option(STAKEHOLDERS, say("Stakeholders"))]


def these(options: Mapping[str, Marked]) -> Options:
    """The same choices for every programme."""
    return lambda _: [Option(value, say(words)) for value, words in options.items()]
