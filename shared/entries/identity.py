"""Ids of new entries: made of the name, as in "northmoor-general". Nobody is asked for one."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 30
"""One less than the model allows, so that a number has room."""

TITLES = ("dr", "professor", "prof", "mr", "mrs", "ms", "miss", "sir", "dame", "the")
"""What says nothing at the beginning of a name."""


def id_from(name: str, taken: Collection[str]) -> str:
    """The id for this name: lower-case words joined by hyphens, and none of those that are taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain)
    while len(words) > 1 and (words[0] in TITLES or words[0][0].isdecimal()):
        words = words[1:]
    wanted = words[0][: LONGEST - 3] if words else ""
    for word in words[1:]:
        if len(wanted) + 1 + len(word) > LONGEST - 3:
            break
        wanted += f"-{word}"
    if not re.match(r"[a-z][a-z0-9-]", wanted):
        wanted = f"entry-{wanted}".rstrip("-")
    numbered = (wanted, *(f"{wanted}-{number}" for number in range(2, 1_000)))
    return next(one for one in numbered if one not in taken)
