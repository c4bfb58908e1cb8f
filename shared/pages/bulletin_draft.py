"""The page on which a facilitator reads, changes and approves a draft of the bulletin."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.bulletin.editing import CLOSED
from shared.bulletin.issues import ItemWords
from shared.bulletin.rows import IssueState
from shared.language.catalogue import say
from shared.programme.model import Programme
from shared.templates.rendering import render


@dataclass(frozen=True)
class DraftItem:
    """An item, and the name of its fields. An item that is not kept can be put back."""

    name: str
    words: ItemWords
    is_kept: bool


@dataclass(frozen=True)
class Draft:
    """A draft ready to print. The form sends `version` back, so that nobody overwrites what others changed."""

    title: str
    state: str
    introduction: str
    version: str
    items: Sequence[DraftItem]
    """The items of the issue in its order, then the items that were taken out."""
    today: str = ""
    """The ISO date of today, to tell which items are past."""
    last_at: str = ""
    """About when the last reader gets it, in words. Empty as long as it goes to nobody."""

    @property
    def is_open(self) -> bool:
        """True as long as it can be changed."""
        return self.state == "draft"

    @property
    def why_closed(self) -> str:
        """Why it cannot be changed. Empty if it can."""
        return "" if self.is_open else say(CLOSED[IssueState(self.state)])

    @property
    def is_on_its_way(self) -> bool:
        """True if it can be called off."""
        return self.state in ("approved", "sent")

    @property
    def kept(self) -> Sequence[ItemWords]:
        """The issue's own items."""
        return [item.words for item in self.items if item.is_kept]


def draft_page(programme: Programme, draft: Draft, notice: str = "", *, refused: bool = False) -> str:
    """The draft with its form. `notice` says what was done, or why it was `refused`."""
    return render(
        "pages/bulletin_draft.html", programme=programme, here="/bulletin", draft=draft, notice=notice, refused=refused
    )
