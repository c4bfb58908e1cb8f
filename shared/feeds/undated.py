"""Undated: when an entry without a date was published, as far as anything else tells."""

import re
from collections.abc import Sequence
from datetime import datetime

from shared.feeds.dates import MONTH, moment_of

_IN_ADDRESS = re.compile(r"/(20\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/\-.?#]|$)")
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH})\.?,?\s+\d{{4}}|(?:{MONTH})\.?\s+\d{{1,2}},?\s+\d{{4}}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d)"
)
_IN_WORDS = re.compile(
    rf"\b(?:published|posted|issued|updated|last updated|reviewed|written|dated|date|news of)\b[\s:,]*(?:on\s+|at\s+)?"
    rf"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?({_DAY})",
    re.IGNORECASE,
)
LOOKED_AT = 2_000
"""How many characters of a text we search."""


def moment_from_elsewhere(texts: Sequence[str], of_feed: Sequence[str], now: datetime) -> datetime | None:
    """The day in the entry's address or id, or after "Published" in its words; else the feed's own date.

    An entry cannot be younger than the feed that carries it. None if nothing tells.
    """
    for text in texts:
        if match := _IN_ADDRESS.search(text[:LOOKED_AT]):
            found = moment_of("-".join(f"{int(part):02}" for part in match.groups() if part), now)
        else:
            said = _IN_WORDS.search(text[:LOOKED_AT])
            found = moment_of(said[1], now) if said else None
        if found:
            return min(found, now)
    moments = [moment for text in of_feed if (moment := moment_of(text, now))]
    return min(*moments, now) if moments else None
