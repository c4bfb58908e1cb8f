"""A person's place in a session, found through their personal link."""

from dataclasses import dataclass
from datetime import datetime

from shared.keys import BadLink, Link
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.services import Services
from shared.sessions.rows import Session, session_key
from shared.sessions.upcoming import upcoming


@dataclass(frozen=True)
class Place:
    """A person's place in a session, with its rows."""

    session: Session
    registration: Registration
    standing: Standing | None
    """The standing registration in the session's series, unless it has ended."""

    def is_ahead(self, now: datetime) -> bool:
        """Whether the session is still to come."""
        return self.session.is_to_come and now < self.session.start


def find_place(services: Services, token: str) -> Place | None:
    """The place that the link is for; None if the link is not ours or the rows are gone."""
    try:
        session_id, person = services.keys.unsign(Link.REGISTRATION, token)
    except (BadLink, ValueError):
        return None
    session = services.tables.get(Session, session_key(session_id))
    registration = services.tables.get(Registration, (session_id, person))
    if session is None or registration is None:
        return None
    standing = services.tables.get(Standing, (session.series, person))
    return Place(session, registration, standing if standing and not standing.ended else None)


def standing_dates(services: Services, place: Place, now: datetime) -> list[Session]:
    """The future sessions in which the person has a place because they come to every session."""
    coming = upcoming(services, place.session.series, now)
    person = place.registration.person
    places = ((session, services.tables.get(Registration, (session.id, person))) for session in coming)
    return [session for session, one in places if one and one.standing and one.state is not RegistrationState.CANCELLED]
