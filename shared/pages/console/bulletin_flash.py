"""The page on which somebody drafts a flash issue."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.bulletin.horizon import in_order
from shared.bulletin.issues import audience_name, item_words
from shared.bulletin.rows import Item
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.issue_form import name_of

MOST = 25
"""How many of the items that no issue carried can be chosen from, the earliest change first."""


@dataclass(frozen=True)
class FlashForm:
    """The form as it is shown. `errors` are fields and what to do about each."""

    fresh: Sequence[Item]
    items: Sequence[str] = ()
    """The names of the items that are chosen."""
    audiences: Sequence[str] = ()
    introduction: str = ""
    errors: Sequence[tuple[str, str]] = ()


def flash_page(frame: Frame, form: FlashForm) -> str:
    """The form of a flash issue, with what was chosen."""
    programme = frame.programme
    shown = in_order(form.fresh, programme.audiences)
    shown.sort(key=lambda item: name_of(item.key) not in form.items)
    shown = shown[:MOST]
    words = item_words(programme, shown)
    return render_in(
        frame,
        "pages/console/bulletin_flash.html",
        items=[
            (name_of(item.key), said, name_of(item.key) in form.items) for item, said in zip(shown, words, strict=True)
        ],
        audiences=[(one, audience_name(programme, one), one in form.audiences) for one in programme.audiences],
        introduction=form.introduction,
        errors=form.errors,
        error_of=dict(reversed(form.errors)),
    )
