"""Cancellation: the person is no longer coming. The entry in their calendar goes too."""

from datetime import datetime

from shared.language.catalogue import say
from shared.letters.parts import (
    calendar_file,
    not_over,
    registration_of,
    session_of,
    sign_up_link,
    unchanged,
    write,
)
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.registrations.rows import RegistrationState, Standing
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.words import session_words


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`detail` is the registration's sequence. Wanted until the session ends, unless the person came back."""
    session, registration = session_of(services, delivery), registration_of(services, delivery)
    if registration.state is not RegistrationState.CANCELLED:
        raise Missed("the person came back")
    unchanged(registration.sequence, delivery)
    not_over(session, now)
    words = session_words(services.programme, session)
    return write(
        services,
        "cancellation",
        registration.details.email,
        say("Your place is cancelled: {session}", session=words.subject),
        heading=say("Your place is cancelled"),
        attachments=[calendar_file(services, session, registration, "CANCEL", now)],
        name=registration.details.name,
        session=words,
        standing=comes_to_every_session(services, session, delivery.person),
        sign_up_link=sign_up_link(services),
    )


def comes_to_every_session(services: Services, session: Session, person: str) -> bool:
    """True if the person is still signed up for every session of this series."""
    standing = services.tables.get(Standing, (session.series, person))
    return standing is not None and not standing.ended
