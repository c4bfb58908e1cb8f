"""The page to upload a programme file as the draft."""

from collections.abc import Sequence

from shared.language.catalogue import say
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.programme import HERE


def upload_page(frame: Frame, mark: str, text: str = "", errors: Sequence[str] = (), warning: str = "") -> str:
    """The form. `mark` stands for the draft that it replaces. `errors` are the reader's own messages."""
    return render_in(
        frame,
        "pages/console/programme_upload.html",
        mark=mark,
        text=text,
        errors=errors,
        at_field=_at_field(errors),
        warn=warning,
        here=f"{HERE}/upload",
        versions_address=HERE,
    )


def _at_field(errors: Sequence[str]) -> str:
    """The one mistake, or that there are several: the summary lists them."""
    if len(errors) < 2:
        return "".join(errors)
    return say("There are {count} mistakes. They are listed at the top of this page.", count=len(errors))
