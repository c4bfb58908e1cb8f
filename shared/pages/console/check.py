"""The page between a form and an act: it says what the act will do, and to whom. Nothing is done yet.

The form posts without `sure`. This page carries everything that was posted in hidden fields, and adds `sure=yes`. So an
act needs no row of its own for what was typed.
"""

from collections.abc import Sequence

from shared.pages.console.frame import Frame, render_in
from shared.web.requests import Fields, pairs_of

SURE = "sure"
"""The field that says that the person has seen this page."""


def is_sure(fields: Fields) -> bool:
    """Whether the person saw the page that says what the act will do."""
    return fields.get(SURE) == "yes"


def carried(fields: Fields) -> list[tuple[str, str]]:
    """The posted fields, one pair for each value, without `sure`."""
    return [(name, value) for name, value in pairs_of(fields) if name != SURE]


def check_page(  # noqa: PLR0913 - all but the first are by keyword
    frame: Frame,
    *,
    title: str,
    will: Sequence[str],
    action: str,
    fields: Fields,
    button: str,
    back: str,
    is_serious: bool = False,
) -> str:
    """The page that asks whether to go on.

    `will` are sentences that say what will happen and to how many. `action` is where the form posts, and `back` where
    the link "go back" leads. A `is_serious` act, such as an erasure, has a warning button.
    """
    return render_in(
        frame,
        "pages/console/check.html",
        title=title,
        will=will,
        action=action,
        fields=carried(fields),
        button_text=button,
        back_to=back,
        is_serious=is_serious,
    )
