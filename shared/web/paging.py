"""Paging: the part of a list that one page shows."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PageOf[T]:
    """One page of a list. Pages count from 1, and an empty list has one."""

    items: Sequence[T]
    number: int
    last: int
    """The number of the last page."""


def paged[T](items: Sequence[T], number: int, size: int) -> PageOf[T]:
    """The page with this number, or the nearest that there is. `size` is how many items a page shows."""
    last = max(1, -(-len(items) // size))
    number = min(max(number, 1), last)
    return PageOf(items[(number - 1) * size : number * size], number, last)
