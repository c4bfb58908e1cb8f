"""Changed: the session has a new time. The entry in the calendar gets it too."""

from datetime import datetime

from shared.language.catalogue import say
from shared.language.dates import date_and_time
from shared.letters.dates import still_wanted
from shared.letters.parts import calendar_file, personal_link, place_of, unchanged, write
from shared.mail.letter import Letter
from shared.mail.rows import Delivery
from shared.registrations.rows import Registration
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.words import session_words


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`detail` is the session's sequence. Wanted until the session ends, unless it was moved again."""
    own = still_wanted(services, delivery, now)
    session, registration = own.session, own.registration
    unchanged(session.sequence, delivery)
    words = session_words(services.programme, session)
    before = _known(session, registration)
    return write(
        services,
        "changed",
        registration.details.email,
        say("New time: {session}", session=words.subject),
        heading=say("The session has a new time"),
        attachments=[] if own.waiting else [calendar_file(services, session, registration, "REQUEST", now)],
        name=registration.details.name,
        session=words,
        before=before and date_and_time(before, services.programme.zone),
        waiting=own.waiting,
        place=place_of(services, session, registration),
        personal_link=personal_link(services, registration),
    )


def _known(session: Session, registration: Registration) -> datetime | None:
    """The start that this person was told before. None if that is not certain, or if only the length changed."""
    if session.moving_since and registration.changed_at >= session.moving_since:
        return None
    return session.moved_from if session.moved_from != session.start else None
