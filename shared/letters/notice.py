"""Notice: what the team wrote to the people of a session, with the facts of the session below."""

from datetime import datetime

from shared.language.catalogue import say
from shared.letters.parts import not_over, personal_link, place_of, registration_of, session_of, takes_place, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.notices.paragraphs import paragraphs_of
from shared.notices.rows import Notice
from shared.notices.writing import NewNotice, is_meant
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.sign_up import SignUp
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.words import session_words


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`detail` is the notice's id. Wanted until the session ends, by everyone who is still meant."""
    session, registration = session_of(services, delivery), registration_of(services, delivery)
    notice = services.tables.get(Notice, (session.id, delivery.detail))
    if notice is None:
        raise Missed("the message is not kept any more")
    takes_place(session)
    not_over(session, now)
    if not is_meant(registration, notice.whom):
        raise Missed("the message is not for this person any more")
    return _letter(services, notice, session, registration)


def sample(services: Services, session: Session, wanted: NewNotice, now: datetime) -> Letter:
    """The letter to somebody who does not exist, to be looked at before it goes. Its personal link leads nowhere."""
    details = SignUp(name=say("(their name)"), email=services.programme.about.contact, series=session.series)
    place = Registration(
        session=session.id, person="nobody", details=details, state=RegistrationState.REGISTERED, changed_at=now
    )
    return _letter(services, Notice(session=session.id, at=now, **wanted.model_dump()), session, place)


def _letter(services: Services, notice: Notice, session: Session, registration: Registration) -> Letter:
    waiting = registration.state is RegistrationState.WAITING
    return write(
        services,
        "notice",
        registration.details.email,
        notice.subject,
        heading=notice.subject,
        name=registration.details.name,
        paragraphs=paragraphs_of(notice.text),
        session=session_words(services.programme, session),
        place=None if waiting else place_of(services, session, registration),
        personal_link=personal_link(services, registration),
    )
