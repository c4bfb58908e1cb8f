"""What scenarios have in common."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from local.memory.builders import a_registration, a_session, a_sign_up
from local.memory.services import KEYS, the_programme
from shared.meetings.rows import Host
from shared.meetings.words import invitation
from shared.messages import Message
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import OpenSession, Session
from tests.faults.world import World

BEN = "ben.okafor@example.nhs.uk"
"""Somebody besides the builders' Amara."""

MOMENT = timedelta(minutes=1)
"""A host has started within it, and what comes up at its end is still to come."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in December 2026."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def bens_place(*, state: RegistrationState = RegistrationState.REGISTERED) -> Registration:
    """Ben's place in the builders' session."""
    return a_registration(details=a_sign_up(name="Ben Okafor", email=BEN), state=state)


def keep_met(world: World, session: Session | None = None) -> Session:
    """Keep the session (the builders' own, if none is given) with a meeting that Graph really has, in the index."""
    session = session or a_session()
    meeting = world.services.graph.create_meeting(invitation(world.services.programme, session))
    session = session.model_copy(update={"event_id": meeting.event_id, "join_url": meeting.join_url})
    world.keep(session, OpenSession(id=session.id))
    return session


def hosts_of(session: Session) -> list[Host]:
    """The facilitators of the session, who were invited to it."""
    told = f"{session.start:%Y-%m-%dT%H%M}/{session.end:%Y-%m-%dT%H%M}"
    return [
        Host(
            session=session.id,
            person=KEYS.person(one.email),
            name=one.name,
            email=one.email,
            told=told,
            told_in=f"{session.occasion}.hosting-0",
        )
        for one in the_programme().facilitators_of(session.series)
    ]


def told(message: Message) -> Callable[[World], object]:
    """Another step says this."""
    return lambda world: world.services.queues.send(message)


def until(moment: datetime) -> Callable[[World], object]:
    """Time passes until two seconds after this moment, at which a timer goes off."""
    return lambda world: world.advance_to(moment + timedelta(seconds=2))
