"""The lists of what waits about people, a page at a time. Each list is read once, and a name costs one more read."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.attention.matters import matters
from shared.attention.rows import Matter, MatterKind
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.forms.mending import series_of
from shared.operations.waiting import series_of_matter, whose_name
from shared.services import Services
from shared.web.reach import Reach

A_PAGE = 8
"""Lines of one page."""


@dataclass(frozen=True)
class WaitingLists:
    """All that waits about people and that somebody may see, oldest first."""

    matters: Sequence[Matter]
    sign_ups: Sequence[FailedWork]

    def count(self, kinds: Sequence[MatterKind]) -> int:
        """How many matters of these kinds there are."""
        return sum(1 for one in self.matters if one.kind in kinds)


def waiting_lists(services: Services, reach: Reach) -> WaitingLists:
    """What waits in the series that somebody may see."""
    theirs = (one for one in matters(services) if reach.has(series_of_matter(services, one)))
    refused = failed_work.kept(services, failed_work.SIGN_UP)
    return WaitingLists(
        matters=sorted(theirs, key=lambda one: (one.at, one.id)),
        sign_ups=sorted(
            (row for row in refused if reach.has(series_of(services, row))), key=lambda row: (row.first_at, row.id)
        ),
    )


def names_of(services: Services, found: Sequence[Matter]) -> dict[str, str]:
    """The name of each matter's person by its id; empty where it takes more than one read to find."""
    return {one.id: whose_name(services, one) for one in found}
