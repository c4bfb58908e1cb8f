"""The emails of one session: which go to many people, when each falls due, and how far they have come.

Each has a purpose that we know, so nothing is searched for. A confirmation belongs to a sign-up and not to a session:
the page of a person shows theirs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.mail.deliveries import purpose_of
from shared.mail.rows import DeliveryState, MailKind, Tally
from shared.mail.tallies import Come, come_so_far, counted, tallies_of
from shared.notices.rows import Notice
from shared.reminders.due import falls_due, offset_text
from shared.reminders.reminding import briefing_at
from shared.services import Services
from shared.sessions.rows import Session, SessionState

OVER_AFTER = timedelta(days=7)
"""So long after an email was due, it changes no more. A report of mail that came back may take a few days."""

AHEAD = timedelta(days=15)
"""An email that is due later was not sent yet: a person can send those of the next fourteen days ahead of time."""

NOTICES = 2
"""Of the emails that the team wrote itself, so many are shown, the newest."""


@dataclass(frozen=True)
class SessionMail:
    """One email about a session that goes to many people."""

    kind: MailKind
    detail: str = ""
    due: datetime | None = None
    """When it falls due. None: when something happens, such as a new time."""
    subject: str = ""
    """Of an email that the team wrote itself."""

    @property
    def name(self) -> str:
        """Its name among the emails of the session, for an address."""
        return f"{self.kind}-{self.detail}" if self.detail else self.kind.value


@dataclass(frozen=True)
class Sent:
    """An email with how far it has come."""

    mail: SessionMail
    counts: Counter[DeliveryState]


def mails_of_session(services: Services, session: Session) -> list[SessionMail]:
    """The emails about this session that go or went to many people, in the order of the month."""
    return [*_before(services, session), *_changes(services, session), *_after(session)]


def sent_so_far(services: Services, session: Session, now: datetime) -> list[Sent]:
    """Each email of the session with how far it has come. Costs an operation for each that is due, and three more."""
    kept = tallies_of(services, session.id)
    return [
        Sent(mail, counted(_come(services, session, mail, kept, now))) for mail in mails_of_session(services, session)
    ]


def latest_sent(
    services: Services, session: Session, now: datetime, most: int
) -> tuple[Sequence[SessionMail], Mapping[str, Counter[DeliveryState]]]:
    """The emails of the session, and by name how far those have come that began last. Costs `most` + 2 operations."""
    mails = mails_of_session(services, session)
    begun = [mail for mail in mails if mail.due is None or mail.due <= now]
    kept = tallies_of(services, session.id)
    counts = {mail.name: counted(_come(services, session, mail, kept, now)) for mail in begun[-most:]}
    return mails, counts


def come_of(services: Services, session: Session, mail: SessionMail, now: datetime) -> list[Come]:
    """How far one email of the session has come, by person."""
    return _come(services, session, mail, tallies_of(services, session.id), now)


def _come(
    services: Services, session: Session, mail: SessionMail, kept: Mapping[str, Tally], now: datetime
) -> list[Come]:
    if mail.due and mail.due > now + AHEAD:
        return []
    occasion = session.id if mail.kind is MailKind.NOTICE else session.occasion
    purpose = purpose_of(occasion, mail.kind, mail.detail)
    tally = kept.get(purpose) or Tally(session=session.id, purpose=purpose)
    return come_so_far(services, tally, is_over=(mail.due or session.end) + OVER_AFTER < now)


def _before(services: Services, session: Session) -> Iterator[SessionMail]:
    programme = services.programme
    offsets = next((one.reminders for one in programme.series if one.id == session.series), ())
    for due, before in sorted((falls_due(session.start, before, programme.zone), before) for before in offsets):
        yield SessionMail(MailKind.REMINDER, offset_text(before), due)
    yield SessionMail(MailKind.BRIEFING, due=briefing_at(programme, session))


def _changes(services: Services, session: Session) -> Iterator[SessionMail]:
    if session.state is SessionState.CANCELLED:
        yield SessionMail(MailKind.SESSION_CANCELLED, str(session.sequence))
    elif session.sequence:
        yield SessionMail(MailKind.CHANGED, str(session.sequence))
    notices = sorted(services.tables.partition(Notice, session.id), key=lambda one: one.at)
    for notice in notices[-NOTICES:]:
        yield SessionMail(MailKind.NOTICE, notice.id, subject=notice.subject)


def _after(session: Session) -> Iterator[SessionMail]:
    if session.state in (SessionState.ENDED, SessionState.CLOSED):
        yield SessionMail(MailKind.FEEDBACK, due=session.end)
        yield SessionMail(MailKind.DIGEST, due=session.end + timedelta(days=1))
