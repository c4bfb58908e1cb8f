"""Saving in the draft what somebody did in a form: an entry changed, added, put in another one's place, or removed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from shared.entries.changing import How, added, changed, removed
from shared.entries.fields import Table
from shared.entries.filling import Texts, fill
from shared.entries.mistakes import at_fields
from shared.entries.section import Section
from shared.errors import NotUsable
from shared.services import Services
from shared.versions.drafting import edit_draft


@dataclass(frozen=True)
class Posted:
    """A form as it was posted."""

    section: Section
    texts: Texts
    entry_id: str = ""
    """The entry that it is about. Empty: a new one, or the section's one table."""
    mark: str = ""
    """The content of that entry from which the form was made."""
    is_instead: bool = False
    """Whether it is about a new entry in the place of that one."""

    def how(self, values: Mapping[str, object]) -> How:
        """The change of the draft that it asks for."""
        if self.section.entries is None:
            return changed(self.section, "", self.mark, values)
        if self.is_instead or not self.entry_id:
            return added(self.section, values, instead_of=self.entry_id)
        return changed(self.section, self.entry_id, self.mark, values)


def save(services: Services, posted: Posted, data: Table, who: str, now: datetime) -> None:
    """Put the form into the draft. `data` is the programme that it was made from.

    Raises `NotUsable` with each mistake at its field, and `AnotherVersion` if somebody else changed the entry.
    """
    values = fill(posted.section, posted.texts, data).values
    with _mistakes_at_fields(posted) as noting:
        edit_draft(services, noting(posted.how(values)), who, now)


def remove(services: Services, posted: Posted, who: str, now: datetime) -> None:
    """Take the entry out of the draft, whatever else the form holds. Raises like `save`."""
    with _mistakes_at_fields(posted) as noting:
        edit_draft(services, noting(removed(posted.section, posted.entry_id, posted.mark)), who, now)


@contextmanager
def _mistakes_at_fields(posted: Posted) -> Iterator[Callable[[How], How]]:
    """Names the form's fields in the errors of an edit. It notes the data of which the errors speak."""
    changed_data: list[Table] = []

    def noting(how: How) -> How:
        def how_and_note(data: dict[str, object]) -> dict[str, object]:
            after = how(data)
            changed_data[:] = [after]
            return after

        return how_and_note

    try:
        yield noting
    except NotUsable as wrong:
        after = changed_data[0] if changed_data else {}
        errors = at_fields(posted.section, posted.entry_id, after, wrong.errors)
        raise NotUsable(wrong.words, errors) from wrong
