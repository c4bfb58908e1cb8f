"""What the pages of emails read: the sessions to choose from, and who an email of a session went to, by name."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.audit_trail.entering import enter
from shared.errors import NotThere
from shared.mail.rows import DeliveryState
from shared.mail.tallies import Come
from shared.operations.session_mails import SessionMail, come_of, mails_of_session
from shared.registrations.roll import roll_of
from shared.services import Services
from shared.sessions.rows import Session
from shared.text.plain import folded
from shared.web.paging import PageOf, paged

BACK, AHEAD = timedelta(days=62), timedelta(days=31)
"""The sessions that a person can choose: those of the last two months and of the next."""

PAGE = 50
"""How many people a page lists."""


@dataclass(frozen=True)
class Recipient:
    """Somebody whom an email is for. The name is empty if nothing about them is kept."""

    person: str
    name: str
    come: Come
    has_place: bool = True
    """Whether they stand in the session's register. A facilitator does not, and has no page."""


@dataclass(frozen=True)
class Recipients:
    """A page of the people whom an email is for, in this state or in any."""

    mail: SessionMail
    people: PageOf[Recipient]


def sessions_to_choose(services: Services, now: datetime) -> list[Session]:
    """The sessions around now of every series, the next first, then the past ones. Costs an operation a series."""
    found = []
    for series in services.programme.series:
        first, end = (f"{series.id}-{day:%Y-%m-%d}" for day in (now - BACK, now + AHEAD))
        found += list(services.tables.partition(Session, series.id, start=first, end=end))
    return sorted(found, key=lambda one: (one.end < now, abs(one.start - now)))


def recipients_of(
    services: Services, session: Session, name: str, state: DeliveryState | None, page: int, now: datetime
) -> Recipients:
    """A page of whom this email of the session is for, by name. Raises `NotThere`."""
    mail = next((one for one in mails_of_session(services, session) if one.name == name), None)
    if mail is None:
        raise NotThere("There is no such email.")
    names = {one.person: one.name for one in roll_of(services, session.id)}
    hosts = {services.keys.person(one.email): one.name for one in services.programme.facilitators}
    come = [one for one in come_of(services, session, mail, now) if state in (None, one.state)]
    people = sorted(
        (
            Recipient(one.person, (hosts | names).get(one.person, ""), one, has_place=one.person in names)
            for one in come
        ),
        key=lambda one: (folded(one.name), one.person),
    )
    return Recipients(mail, paged(people, page, PAGE))


def enter_look_at_recipients(services: Services, who: str, session: Session, now: datetime) -> None:
    """Enter that somebody looks at the names behind a session's emails: once a person, session and hour."""
    enter(services, who, "look at emails", f"session.{session.id}", "", now, hourly=True)
