"""The emails of one session by kind: when each is due, and how far it has come.

The purposes follow from the session, as the steps announce them. So nothing is searched for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from shared.clock import from_wall
from shared.mail.deliveries import purpose_of
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.notices.rows import Notice
from shared.notices.writing import purpose_of_notice
from shared.programme.model import Programme
from shared.reminders.due import falls_due, offset_text
from shared.reminders.reminding import BRIEFING_AT
from shared.services import Services
from shared.sessions.rows import Session, SessionState

LOOKED_AT = 200
"""So many emails of a kind are counted. Of more, the page says "200 or more"."""

COUNTED = 6
"""The emails of so many kinds are counted, the latest ones. The others are there as links."""


@dataclass(frozen=True)
class SessionMail:
    """One kind of email about a session."""

    kind: MailKind
    purpose: str
    due: datetime
    detail: str = ""
    """A reminder's offset, or the subject of a message to everyone."""
    states: Mapping[DeliveryState, int] | None = None
    """How many there are of each state. None if they were not counted."""

    @property
    def is_more(self) -> bool:
        """Whether there may be more than we counted."""
        return self.states is not None and sum(self.states.values()) >= LOOKED_AT


def mails_of_session(services: Services, session: Session, now: datetime) -> list[SessionMail]:
    """The emails of the session in the order in which they are due. Costs at most `COUNTED` + 1 operations."""
    notices = list(services.tables.partition(Notice, session.id))
    mails = sorted(_mails(services.programme, session, notices), key=lambda one: one.due)
    begun = [one for one in mails if one.due <= now]
    counted = {one.purpose: _count(services, one.purpose) for one in begun[-COUNTED:]}
    return [replace(one, states=counted.get(one.purpose)) for one in mails]


def _mails(programme: Programme, session: Session, notices: Sequence[Notice]) -> Iterator[SessionMail]:
    for notice in notices:
        yield SessionMail(MailKind.NOTICE, purpose_of_notice(notice), notice.at, notice.subject)
    if session.state is SessionState.CANCELLED:
        told = session.cancel_at or session.start
        yield _mail(session, MailKind.SESSION_CANCELLED, told, str(session.sequence))
        return
    if session.tell_at:
        yield _mail(session, MailKind.CHANGED, session.tell_at, str(session.sequence))
    zone = programme.zone
    evening_before = session.start.astimezone(zone).date() - timedelta(days=1)
    yield _mail(session, MailKind.BRIEFING, from_wall(evening_before, BRIEFING_AT, zone))
    for offset in _reminders(programme, session):
        text = offset_text(offset)
        yield replace(_mail(session, MailKind.REMINDER, falls_due(session.start, offset, zone), text), detail=text)
    yield _mail(session, MailKind.FEEDBACK, session.end)
    yield _mail(session, MailKind.DIGEST, session.end + timedelta(days=1))


def _reminders(programme: Programme, session: Session) -> Sequence[timedelta]:
    return next((one.reminders for one in programme.series if one.id == session.series), ())


def _mail(session: Session, kind: MailKind, due: datetime, detail: str = "") -> SessionMail:
    return SessionMail(kind, purpose_of(session.occasion, kind, detail), due)


def _count(services: Services, purpose: str) -> Mapping[DeliveryState, int]:
    rows = services.tables.partition(Delivery, purpose, most=LOOKED_AT)
    return Counter(row.state for row in islice(rows, LOOKED_AT))
