"""What the pages of a section have in common: the section as somebody sees it, and what is said after an act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.entries.fields import Table
from shared.entries.handles import handle_of
from shared.entries.section import Entries, Section
from shared.keys import Keys
from shared.language.catalogue import Marked, say

SETTINGS = "/console/settings"

NOTICES: Mapping[str, Marked] = {
    "saved": Marked("Saved in the draft. Nothing changes for anybody until it is published."),
    "removed": Marked("Taken out of the draft. Nothing changes for anybody until it is published."),
}
"""What a page says after each act."""


@dataclass(frozen=True)
class Sight:
    """A section as somebody sees it."""

    section: Section
    data: Table
    """The draft, or what is in force."""
    is_draft: bool
    may_change: bool
    keys: Keys
    now: datetime

    @property
    def address(self) -> str:
        """The section's own page."""
        return f"{SETTINGS}/{self.section.name}"

    def address_of(self, entry_id: str) -> str:
        """The page of an entry."""
        return f"{self.address}/{handle_of(self.keys, self.section, entry_id)}"


def entries_in(section: Section) -> Entries:
    """How the section speaks of its entries. Raises `TypeError` if it is one table."""
    if section.entries is None:
        raise TypeError(f"{section.name} is no list")
    return section.entries


def name_of(section: Section, entry: Table) -> str:
    """What people call the entry."""
    return str(entry.get(entries_in(section).named_by, ""))


def said(done: str) -> str:
    """The sentence about the act of this name, or nothing."""
    return say(NOTICES[done]) if done in NOTICES else ""
