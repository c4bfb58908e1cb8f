"""One-off sessions: a person makes a session that no rule gives. From then on it is a session like any other."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from shared.audit_trail.entering import enter
from shared.clock import in_utc
from shared.errors import NotPossible, NotThere, NotUsable
from shared.gate.naming_nobody import must_name_nobody
from shared.language.catalogue import say
from shared.language.dates import long_date
from shared.messages import SessionPlanned
from shared.programme.model import Series
from shared.services import Services
from shared.sessions.cancelling import IF_THE_PROCESS_DIES
from shared.sessions.rows import OpenSession, Session, SessionState, session_key
from shared.sessions.schedule import FARTHEST, planned
from shared.sessions.themes import Theme

LATEST = timedelta(days=366)
"""A session can be made no further ahead than this. A search by id looks as far."""


class OneOff(BaseModel):
    """The new session: when it starts, how long it lasts, and what it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    start: Annotated[AwareDatetime, AfterValidator(in_utc)]
    minutes: int = Field(60, ge=5, le=480)
    theme: Theme = ""


class DayTaken(NotPossible):
    """The series has a session on this day already."""


def make_session(services: Services, series_id: str, wanted: OneOff, who: str, now: datetime) -> Session:
    """Make the session. If it is there already as it is wanted, only have its meeting made again."""
    session, there = makeable(services, series_id, wanted, now)
    if there is None:
        enter(services, who, "make session", f"session.{session.id}", "", now, at=now.isoformat())
        services.queues.send(SessionPlanned(session=session.id), delay=IF_THE_PROCESS_DIES)
        if not services.tables.insert(session):
            raise _taken(services, session.start)
    services.tables.insert(OpenSession(id=session.id))
    services.queues.send(SessionPlanned(session=session.id))
    return there or session


def makeable(services: Services, series_id: str, wanted: OneOff, now: datetime) -> tuple[Session, Session | None]:
    """The session as it would be made, and as it is if somebody made it so already. Raises a `Refusal`."""
    series = _series(services, series_id)
    _must_be_near(wanted.start, now)
    session = _session(services, series, wanted)
    there = services.tables.get(Session, session_key(session.id))
    if there and _is_same(there, session):
        return session, there
    _must_be_free(services, series, session)
    must_name_nobody(services.programme, wanted.theme, "theme")
    return session, None


def _series(services: Services, series_id: str) -> Series:
    for one in services.programme.series:
        if one.id == series_id:
            return one
    raise NotThere(say("There is no such café."))


def _session(services: Services, series: Series, wanted: OneOff) -> Session:
    day = wanted.start.astimezone(services.programme.zone).date()
    return Session(
        series=series.id,
        id=f"{series.id}-{day.isoformat()}",
        title=series.title,
        start=wanted.start,
        end=wanted.start + timedelta(minutes=wanted.minutes),
        theme=wanted.theme,
        one_off=True,
    )


def _is_same(there: Session, session: Session) -> bool:
    """Whether an earlier try made it."""
    is_alike = (there.start, there.end, there.theme) == (session.start, session.end, session.theme)
    return is_alike and there.one_off and there.state in (SessionState.PLANNED, SessionState.OPEN)


def _must_be_near(start: datetime, now: datetime) -> None:
    if start <= now:
        _refuse(say("The date must be in the future"))
    if start > now + LATEST:
        _refuse(say("The date must be within the next 12 months"))


def _must_be_free(services: Services, series: Series, session: Session) -> None:
    zone = services.programme.zone
    day = session.start.astimezone(zone).date()
    if planned(series, zone, day, 1) or any(
        one.start.astimezone(zone).date() == day or one.id == session.id for one in _near(services, series, day)
    ):
        raise _taken(services, session.start)


def _near(services: Services, series: Series, day: date) -> Sequence[Session]:
    """The sessions of the series that may be held on this day: a move leads no further than `FARTHEST`."""
    first, last = (f"{series.id}-{one.isoformat()}" for one in (day - FARTHEST, day + FARTHEST))
    return list(services.tables.partition(Session, series.id, start=first, end=f"{last}."))


def _taken(services: Services, start: datetime) -> DayTaken:
    day = long_date(start, services.programme.zone)
    message = say("This café has a session on {date} already, or had one that was moved or cancelled", date=day)
    return DayTaken(message, [{"field": "start", "message": message}])


def _refuse(message: str) -> None:
    raise NotUsable(message, [{"field": "start", "message": message}])
