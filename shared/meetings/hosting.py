"""Hosting: facilitators have each session of their series in the calendar, and hear of moves and cancellations.

The rows follow the programme file. Whoever joins a series is invited to its coming sessions, and whoever leaves it has
them removed. Each acts first and notes it afterwards, so a second try after a crash announces the same delivery again.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from shared.holding.holding import is_held
from shared.mail.deliveries import announce, purpose_of
from shared.mail.rows import MailKind
from shared.meetings.rows import Host
from shared.programme.model import Facilitator
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.upcoming import upcoming
from shared.storage.changing import change
from shared.storage.tables import RowChanged

OFF = "off"
"""They were told that they need not come."""


def invite_hosts(services: Services, now: datetime) -> None:
    """Keep every coming session's hosts in step with the programme file."""
    for series in services.programme.series:
        for session in upcoming(services, series.id, now):
            with suppress(RowChanged):  # another process tells them at this moment
                tell_hosts(services, session, now)


def tell_hosts(services: Services, session: Session, now: datetime) -> None:
    """Tell the session's hosts what they do not know yet: that they host it, another time, or that it is off.

    While a facilitator may still change its time, nobody is told, nor while a person holds it.
    """
    if session.state not in (SessionState.OPEN, SessionState.CANCELLED) or _may_still_move(session, now):
        return
    to_tell = [host for host in _hosts(services, session) if _has_news(session, host)]
    act, is_open = purpose_of(session.occasion, MailKind.HOSTING), session.state is SessionState.OPEN
    if to_tell and is_open and is_held(services, act):  # that a session is off waits for nobody
        return
    for host in to_tell:
        version, about = str(version_of(session, host)), session.id
        announce(services, MailKind.HOSTING, about, [host.person], now, occasion=session.occasion, detail=version)
        told = {"told": _news(session, host), "told_in": purpose_of(session.occasion, MailKind.HOSTING, version)}
        change(services.tables, Host, host.key, partial(_noted, since=host.told, told=told))


def _has_news(session: Session, host: Host) -> bool:
    news = _news(session, host)
    return news != host.told and (bool(host.told) or news != OFF)


def hosts_of(services: Services, session_id: str) -> list[Host]:
    """Everyone who hosts the session, or did, in order of name."""
    return sorted(services.tables.partition(Host, session_id), key=lambda one: one.name)


def version_of(session: Session, host: Host) -> int:
    """The SEQUENCE of the host's invitation. Neither part ever falls."""
    return session.sequence + host.sequence


def _noted(row: Host, since: str, told: dict[str, str]) -> Host:
    """The host with what they were told now, unless another process noted something meanwhile."""
    return row.model_copy(update=told) if row.told == since else row


def _news(session: Session, host: Host) -> str:
    if session.state is SessionState.CANCELLED or not host.hosting:
        return OFF
    return f"{session.start:%Y-%m-%dT%H%M}/{session.end:%Y-%m-%dT%H%M}"


def _may_still_move(session: Session, now: datetime) -> bool:
    return session.state is SessionState.OPEN and session.tell_at is not None and now < session.tell_at


def _hosts(services: Services, session: Session) -> Iterator[Host]:
    """The session's hosts, in step with the programme file; those who left are among them."""
    wanted = {services.keys.person(one.email): one for one in services.programme.facilitators_of(session.series)}
    rows = {row.person: row for row in services.tables.partition(Host, session.id)}
    for row in rows.values():
        yield _in_step(services, session, row, wanted.get(row.person))
    if session.state is SessionState.OPEN:
        yield from _new(services, session, [(key, one) for key, one in wanted.items() if key not in rows])


def _in_step(services: Services, session: Session, row: Host, facilitator: Facilitator | None) -> Host:
    news: dict[str, object] = {}
    if row.hosting != (facilitator is not None):
        news = {"hosting": facilitator is not None, "sequence": row.sequence + 1}
        news |= {"first": session.sequence + row.sequence + 1} if facilitator else {}
    if facilitator:
        news |= {"name": facilitator.name, "email": facilitator.email}
    changed = row.model_copy(update=news)
    return row if changed == row else services.tables.replace(changed)


def _new(services: Services, session: Session, facilitators: Sequence[tuple[str, Facilitator]]) -> Iterator[Host]:
    for person, one in facilitators:
        row = Host(session=session.id, person=person, name=one.name, email=one.email, first=session.sequence)
        services.tables.insert(row)
        if kept := services.tables.get(Host, row.key):
            yield kept
