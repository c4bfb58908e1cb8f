"""Looking: whoever looks at names is in the audit trail, once an hour for each thing that they look at."""

from datetime import datetime

from shared.audit_trail.entering import enter
from shared.registrations.by_hand import about_place
from shared.registrations.places import Place
from shared.registrations.roll import Entry, roll_of
from shared.registrations.rows import Registration
from shared.services import Services
from shared.sessions.rescheduling import the_session
from shared.sessions.rows import Session


def look_at_register(services: Services, session_id: str, who: str, now: datetime) -> tuple[Session, list[Entry]]:
    """The session, and everyone who has or had a place in it. Raises `NotThere`."""
    session = the_session(services, session_id)
    enter(services, who, "look at register", f"session.{session.id}", "", now, hourly=True)
    return session, roll_of(services, session.id)


def download_register(services: Services, session_id: str, who: str, now: datetime) -> list[Registration]:
    """Every place in the session, as it is kept. Raises `NotThere`."""
    session = the_session(services, session_id)
    enter(services, who, "download register", f"session.{session.id}", "", now, hourly=True)
    return list(services.tables.partition(Registration, session.id))


def look_at_place(services: Services, place: Place, who: str, now: datetime) -> None:
    """Somebody looks at one place."""
    about = about_place(place.session.id, place.registration.person)
    enter(services, who, "look at place", about, "", now, hourly=True)


def look_at_person(services: Services, person: str, who: str, now: datetime) -> None:
    """Somebody looks at the page of a person."""
    enter(services, who, "look at person", f"person.{person}", "", now, hourly=True)


def search_people(services: Services, who: str, now: datetime) -> None:
    """Somebody searches for people. What they typed is not kept."""
    enter(services, who, "search people", "people", "", now, at=now.isoformat())
