"""The theme of a session: what it is about, in a few words. It stands wherever people read of the session.

Nobody gets an email because of a theme. Calendars show it from the next email on that brings a file anyway.
docs/decisions/0026-cancelling-and-restoring.md says why.
"""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.audit_trail.entering import enter
from shared.errors import AnotherVersion
from shared.gate.naming_nobody import must_name_nobody
from shared.language.catalogue import say
from shared.services import Services
from shared.sessions.rescheduling import the_coming
from shared.sessions.rows import Session
from shared.text.plain import in_one_line

LONGEST = 100
"""Most characters of a theme."""

type Theme = Annotated[str, AfterValidator(in_one_line), Field(max_length=LONGEST)]


class NewTheme(BaseModel):
    """What the session is about. Empty: it has no theme. `was` is the theme that the person read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    theme: Theme
    was: str | None = None


def set_theme(services: Services, session_id: str, wanted: NewTheme, who: str, now: datetime) -> Session:
    """Give the session this theme. Raises `AnotherVersion` if somebody else set another one meanwhile."""
    session = themable(services, session_id, wanted, now)
    if session.theme == wanted.theme:
        return session
    enter(services, who, "set theme", f"session.{session.id}", "", now, at=now.isoformat())
    return services.tables.replace(session.model_copy(update={"theme": wanted.theme}))


def themable(services: Services, session_id: str, wanted: NewTheme, now: datetime) -> Session:
    """The session, if it can have this theme. Raises a `Refusal`."""
    session = the_coming(services, session_id, now)
    if session.theme != wanted.theme and wanted.was not in (None, session.theme):
        raise AnotherVersion(say("Somebody else changed the theme meanwhile."))
    must_name_nobody(services.programme, wanted.theme, "theme")
    return session
