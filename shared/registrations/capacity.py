"""The capacity of one session: a person gives it more or fewer seats than its series has.

It stays until a person changes it. Nobody loses a seat: with fewer seats than people, nobody new gets one.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from shared.audit_trail.entering import enter
from shared.errors import AnotherVersion
from shared.language.catalogue import say
from shared.programme.values import MOST_SEATS
from shared.registrations.seats import fit_seats, tell_who_was_seated
from shared.services import Services
from shared.sessions.rescheduling import the_coming
from shared.sessions.rows import Session


class NewCapacity(BaseModel):
    """How many seats the session has. None: as many as its series. `was` is the number that the person read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    capacity: int | None = Field(ge=1, le=MOST_SEATS)
    was: str | None = None


def change_capacity(services: Services, session_id: str, wanted: NewCapacity, who: str, now: datetime) -> Session:
    """Give the session so many seats. People who wait get the new ones, and are told.

    Raises `AnotherVersion` if somebody else changed it meanwhile.
    """
    session = resizable(services, session_id, wanted, now)
    if session.capacity == wanted.capacity:
        tell_who_was_seated(services, session.id)
    else:
        about = f"session.{session.id}"
        enter(services, who, "change capacity", about, str(wanted.capacity or ""), now, at=now.isoformat())
        session = services.tables.replace(session.model_copy(update={"capacity": wanted.capacity}))
    fit_seats(services, session)
    return session


def seats_text(session: Session) -> str:
    """The session's own capacity as a form carries it: empty if it has as many seats as its series."""
    return str(session.capacity or "")


def resizable(services: Services, session_id: str, wanted: NewCapacity, now: datetime) -> Session:
    """The session, if it can have so many seats. Raises a `Refusal`."""
    session = the_coming(services, session_id, now)
    if session.capacity != wanted.capacity and wanted.was not in (None, seats_text(session)):
        raise AnotherVersion(say("Somebody else changed the number of places meanwhile."))
    return session
