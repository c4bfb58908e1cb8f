"""A form that meets a mistake, or what somebody else saved: it comes again with everything that was typed."""

from dataclasses import replace

from shared.entries.changing import GONE, entry_of, mark_of
from shared.entries.fields import Table
from shared.entries.filling import fill
from shared.entries.saving import Posted
from shared.language.catalogue import say
from shared.pages.console.section_form import Form, form_of
from shared.pages.console.section_words import Sight


def form_again(sight: Sight, posted: Posted) -> Form:
    """The form as it was posted."""
    entry = entry_of(posted.section, sight.data, posted.entry_id)
    if entry is None and posted.entry_id:
        entry = _as_typed(posted)
    return Form(posted.texts, entry, posted.mark, posted.is_instead)


def both_forms(sight: Sight, posted: Posted, words: str) -> Form:
    """The form as it was posted, beside what somebody else saved meanwhile. `words` say what happened."""
    form = form_again(sight, posted)
    newest = entry_of(posted.section, sight.data, posted.entry_id)
    if newest is not None:
        values = fill(posted.section, posted.texts, sight.data).values
        form = replace(form, mark=mark_of(posted.section, newest), typed=values)
        more = say("Nothing of yours is saved yet. Save the form below to put what you typed in place of theirs.")
    elif posted.is_instead:
        form = Form(posted.texts)
        more = say("Nothing of yours is saved yet. Save the form below to add it to the list.")
    else:
        form = replace(form, mark=GONE)
        more = say("Nothing of yours is saved yet. Save the form below to put it back.")
    return replace(form, warning=f"{words} {more}")


def not_removed(sight: Sight, posted: Posted, words: str) -> Form:
    """The form of an entry that was not removed, because it is not as it was shown. `words` say what happened."""
    entry = entry_of(posted.section, sight.data, posted.entry_id) or {"id": posted.entry_id}
    more = say("It is not removed. Look at it again first.")
    return replace(form_of(posted.section, entry), warning=f"{words} {more}")


def _as_typed(posted: Posted) -> Table:
    """An entry that is gone, with the names by which the page speaks of it."""
    return {"id": posted.entry_id, **{key: next(iter(given), "") for key, given in posted.texts.items()}}
