"""Reach: the series whose sessions, registrations and texts somebody who is signed in may see and change."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from shared.services import Services

type SeriesOf = Callable[[Services, Mapping[str, str]], Collection[str]]
"""The series that a request is about, from the parts of its address. Empty: it belongs to no one series."""


class OtherSeries(Exception):
    """What they ask for belongs to a series that they do not host."""


@dataclass(frozen=True)
class Reach:
    """The series that are somebody's own, or all."""

    series: frozenset[str] = frozenset()
    is_every: bool = False
    reads_held: bool = False
    """Whether the programme file names them as the person who reads held texts, which are of every series."""

    def has(self, series: Collection[str]) -> bool:
        """Whether all of these are theirs. What belongs to no series is only for people who have every one."""
        return self.is_every or (bool(series) and self.series.issuperset(series))

    def require(self, series: Collection[str]) -> None:
        """Raise `OtherSeries` unless all of these are theirs."""
        if not self.has(series):
            raise OtherSeries("This belongs to a series that you do not host. Ask a coordinator.")


def series_in_path(_: Services, path: Mapping[str, str]) -> Collection[str]:
    """The series that the address names."""
    return (path["series"],)
