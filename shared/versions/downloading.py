"""A version of the programme as a file."""

from datetime import datetime

from shared.audit_trail.entering import enter
from shared.errors import NotThere, NotUsable
from shared.language.catalogue import say
from shared.programme.reading import NotAProgramme, programme_of
from shared.programme.writing import toml_of
from shared.services import Services
from shared.versions.drafting import open_draft
from shared.versions.standing import version_now


def as_toml(services: Services, number: int | None, who: str, now: datetime) -> str:
    """The version with this number as it would be in force today, or the draft. Raises `NotThere`, `NotUsable`."""
    if number is None:
        draft = open_draft(services)
        if draft is None:
            raise NotThere(say("There is no draft."))
        content, heading = draft.content, say("The draft of the programme")
    else:
        content, heading = version_now(services, number).standing.content, say("Version {number}", number=number)
    try:
        text = toml_of(programme_of(content), heading)
    except NotAProgramme as wrong:
        raise NotUsable(str(wrong)) from wrong
    enter(services, who, "download programme", f"programme.{'draft' if number is None else number}", "", now)
    return text
