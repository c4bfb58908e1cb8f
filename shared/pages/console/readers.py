"""How many people read the bulletin, as pages print it: by audience, by the rule of small numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.bulletin.issues import audience_name
from shared.bulletin.readership import count_of
from shared.bulletin.rows import Readership
from shared.figures.disclosure import printed
from shared.figures.in_words import about
from shared.language.catalogue import say
from shared.language.dates import short_date
from shared.programme.model import Programme


@dataclass(frozen=True)
class Readers:
    """The readers of some audiences: rows of an audience and its printed count, and when they were counted."""

    rows: list[tuple[str, str]]
    counted: str


def readers_in_words(programme: Programme, counted: Readership | None, audiences: Iterable[str]) -> Readers:
    """The readers of these audiences, each audience by itself. Their sum is never printed: it could give one away."""
    if counted is None:
        return Readers([], say("Nobody has counted the readers yet. We count them every night."))
    rule = programme.small_numbers
    rows = [(audience_name(programme, one), about(printed(count_of(counted, [one]), rule), rule)) for one in audiences]
    day = short_date(counted.counted_at.astimezone(programme.zone).date())
    return Readers(rows, say("Counted on {date}. Somebody who reads for two audiences counts in both.", date=day))
