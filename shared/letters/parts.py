"""What letters share: the rows they read again, the windows they keep, and the words they print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.graph.protocol import Attachment
from shared.keys import Link
from shared.language.catalogue import say
from shared.letters.calendar.invitation import Booking, Entry, Guest, Method, attachment, invite, sequence_of
from shared.mail.letter import Letter, Missed, NotYet
from shared.mail.rows import Delivery
from shared.programme.model import Facilitator, Hub, Programme
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from shared.templates.rendering import render


@dataclass(frozen=True)
class Place:
    """Where one person joins. Somebody who goes to a hub has the link too, in case they cannot get there."""

    where: str
    join_url: str
    hub_contact: str


# --- rows, as they are now ----------------------------------------------------------------------------------


def session_of(services: Services, delivery: Delivery) -> Session:
    """The session the letter is about. Raises `Missed` if it is not kept any more."""
    session = services.tables.get(Session, session_key(delivery.about))
    if session is None:
        raise Missed("the session is not kept any more")
    return session


def registration_of(services: Services, delivery: Delivery) -> Registration:
    """The place of the person the letter is for. Raises `Missed` if it is not kept any more."""
    registration = services.tables.get(Registration, (delivery.about, delivery.person))
    if registration is None:
        raise Missed("the registration is not kept any more")
    return registration


def facilitator_of(services: Services, delivery: Delivery, session: Session) -> Facilitator:
    """The facilitator the letter is for. Raises `Missed` if they no longer host the series."""
    for one in services.programme.facilitators_of(session.series):
        if services.keys.person(one.email) == delivery.person:
            return one
    raise Missed("this facilitator no longer hosts the series")


# --- windows ------------------------------------------------------------------------------------------------


def settled(session: Session) -> None:
    """Raises `NotYet` for a session that is being cancelled. It may be restored."""
    if session.state is SessionState.CANCELLING and session.cancel_at:
        raise NotYet(session.cancel_at)


def takes_place(session: Session) -> None:
    """Raises `Missed` for a session that was cancelled, `NotYet` for one that is being cancelled."""
    settled(session)
    if session.state is SessionState.CANCELLED:
        raise Missed("the session is cancelled")


def not_over(session: Session, now: datetime) -> None:
    """Raises `Missed` from the session's end on."""
    if now >= session.end:
        raise Missed("the session is over")


def not_begun(session: Session, now: datetime) -> None:
    """Raises `Missed` from the session's start on."""
    if now >= session.start:
        raise Missed("the session has begun")


def at_the_same_time(session: Session, delivery: Delivery) -> None:
    """Raises `Missed` if the session was moved since the letter was announced."""
    if not delivery.purpose.startswith(f"{session.occasion}."):
        raise Missed("the session was moved")


def still_coming(registration: Registration) -> None:
    """Raises `Missed` for a registration that was cancelled, or whose address nobody vouched for."""
    if registration.state is RegistrationState.CANCELLED:
        raise Missed("the registration is cancelled")
    if registration.state is RegistrationState.PROVISIONAL:
        raise Missed("nobody vouched for the address")


def unchanged(sequence: int, delivery: Delivery) -> None:
    """Raises `Missed` unless the letter is about this version. A later version has its own letter."""
    if delivery.detail != str(sequence):
        raise Missed("it changed since, and a later mail says how")


# --- words --------------------------------------------------------------------------------------------------


def place_of(services: Services, session: Session, registration: Registration) -> Place:
    """Where this person joins."""
    hub = services.programme.hub(registration.details.hub)
    if hub is None:
        return Place(say("Online, on Microsoft Teams"), session.join_url, "")
    return Place(hub_words(hub), session.join_url, hub.contact)


def hub_words(hub: Hub) -> str:
    """The hub's name and where it is."""
    return f"{hub.name}: {hub.address}"


def personal_link(services: Services, registration: Registration) -> str:
    """The page where this person sees or cancels this place."""
    token = services.keys.sign(Link.REGISTRATION, registration.session, registration.person)
    return f"{services.settings.site_url}/my/{token}"


def sign_up_link(services: Services) -> str:
    """The sign-up page."""
    return f"{services.settings.site_url}/sign-up"


# --- the mail -----------------------------------------------------------------------------------------------


def calendar_file(
    services: Services, session: Session, registration: Registration, method: Method, now: datetime
) -> Attachment:
    """The session for this person's calendar, or its removal."""
    one = booking(services, session, registration)
    return attachment(invite(session, services.programme, one.guest, one.entry, method=method, now=now), method)


def booking(services: Services, session: Session, registration: Registration) -> Booking:
    """This person's place, as their calendar shows it. Colleagues read calendars, so it has no personal link."""
    details, place = registration.details, place_of(services, session, registration)
    entry = Entry(
        location=place.where if place.hub_contact else place.join_url or place.where,
        description=_calendar_words(services.programme, session, place),
        url=place.join_url or services.settings.site_url,
    )
    guest = Guest(registration.person, details.name, details.email, sequence_of(session, registration))
    return Booking(session, guest, entry)


def theme_lines(session: Session) -> list[str]:
    """The line of a calendar entry that says what the session is about, if anything does."""
    return [say("Theme: {theme}", theme=session.theme)] if session.theme else []


def _calendar_words(programme: Programme, session: Session, place: Place) -> str:
    online = [say("Join on Microsoft Teams: {link}", link=place.join_url)] if place.join_url else []
    hub = (
        [place.where, say("Questions about the room: {contact}", contact=place.hub_contact)]
        if place.hub_contact
        else []
    )
    plans = say("To cancel, use the link in your confirmation or email {contact}.", contact=programme.about.contact)
    return "\n".join([*theme_lines(session), *hub, *online, plans])


def write(
    services: Services,
    template: str,
    to: str,
    subject: str,
    *,
    heading: str,
    attachments: Sequence[Attachment] = (),
    **words: object,
) -> Letter:
    """The letter made of `mail/<template>.html` with these words."""
    html = render(f"mail/{template}.html", cafe=services.programme.about, heading=heading, **words)
    return Letter(to=to, subject=" ".join(subject.split()), html=html, attachments=tuple(attachments))
