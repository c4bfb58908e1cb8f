"""The page on which a facilitator reads, changes and approves a draft of the bulletin."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.issues import ItemWords
from shared.programme import Programme
from shared.rendering import render


@dataclass(frozen=True)
class Draft:
    """A draft ready to be printed; `version` comes back, so that nobody overwrites what others changed."""

    title: str
    state: str
    introduction: str
    version: str
    items: Sequence[tuple[str, ItemWords]]
    """Each item with the name that its fields have."""

    @property
    def is_open(self) -> bool:
        """True as long as it can be changed."""
        return self.state == "draft"


def draft_page(programme: Programme, draft: Draft, notice: str = "") -> str:
    """The draft with its form; `notice` says what was done, or why not."""
    return render("pages/bulletin_draft.html", programme=programme, here="/bulletin", draft=draft, notice=notice)
