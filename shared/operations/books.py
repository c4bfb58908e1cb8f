"""The audit of the books: everybody got what we promised them, once, or there is a reason.

It reads the rows of recent sessions and says what does not add up. It changes nothing.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.attendance.rows import AttendanceTaken
from shared.figures.rows import Digest
from shared.mail.deliveries import purpose_of
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.meetings.rows import Host
from shared.operations.rows import BooksAudited
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.telling import hears_of_move, sign_up_occasion, stop_occasion
from shared.reminders.due import falls_due, offset_text, quiet_before
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key
from shared.sessions.schedule import FARTHEST

log = logging.getLogger(__name__)

PATIENCE = timedelta(hours=2)
"""A mail may wait this long after its slot before something is wrong."""

SETTLED_AFTER = timedelta(hours=50)
"""The attendance is settled this long after the end. We wait for Graph for two days."""

DIGEST_AFTER = timedelta(hours=26)
"""The digest is written this long after that. Feedback has a day, and mails have their slots."""


@dataclass(frozen=True)
class Amiss:
    """Something about a session that does not add up. It names people by their keys."""

    about: str
    what: str


def audit(services: Services, since: datetime, now: datetime) -> Iterator[Amiss]:
    """What is wrong with the sessions of every series that end after `since`."""
    for series in services.programme.series:
        start = f"{series.id}-{since - FARTHEST:%Y-%m-%d}"
        for session in services.tables.partition(Session, series.id, start=start):
            if session.end > since:
                yield from _session(services, session, since, now)


def _session(services: Services, session: Session, since: datetime, now: datetime) -> Iterator[Amiss]:
    deliveries = _Deliveries(services, session, since, now)
    for place in services.tables.partition(Registration, session.id):
        yield from deliveries.check_person(place)
    for host in services.tables.partition(Host, session.id):
        yield from deliveries.check_host(host)
    if session.state is SessionState.CANCELLING and session.cancel_at and session.cancel_at + PATIENCE < now:
        yield Amiss(session.id, "is cancelled but nobody was told")
    if session.is_to_come and session.end + PATIENCE < now:
        yield Amiss(session.id, "is over but was not closed")
    if session.state is SessionState.ENDED:
        yield from _ended(services, session, now)
    if session.state is SessionState.CLOSED:
        yield from _closed(services, session, deliveries)


def _ended(services: Services, session: Session, now: datetime) -> Iterator[Amiss]:
    taken = services.tables.get(AttendanceTaken, session_key(session.id))
    if taken is None and session.end + SETTLED_AFTER < now:
        yield Amiss(session.id, "ended but its attendance was not settled")
    if taken and taken.at + DIGEST_AFTER < now:
        yield Amiss(session.id, "ended but has no digest")


def _closed(services: Services, session: Session, deliveries: "_Deliveries") -> Iterator[Amiss]:
    if services.tables.get(AttendanceTaken, session_key(session.id)) is None:
        yield Amiss(session.id, "is closed but its attendance was not settled")
    if services.tables.get(Digest, session_key(session.id)) is None:
        yield Amiss(session.id, "is closed but has no digest")
    for host in services.programme.facilitators_of(session.series):
        person = services.keys.person(host.email)
        yield from deliveries.check(MailKind.DIGEST, "", person)
        yield from deliveries.check(MailKind.BRIEFING, "", person)


class _Deliveries:
    """The deliveries of one session. We read one purpose at a time."""

    def __init__(self, services: Services, session: Session, since: datetime, now: datetime) -> None:
        self._services, self._session, self._since, self._now = services, session, since, now
        self._read: dict[str, dict[str, Delivery]] = {}

    def check_host(self, host: Host) -> Iterator[Amiss]:
        """A facilitator was told that they host the session before it began, and of each change."""
        if host.told_in:
            yield from self._check(host.told_in, host.person)
        elif host.hosting and self._session.state is not SessionState.CANCELLED and self._session.start < self._now:
            yield Amiss(self._session.id, f"{host.person} was not invited to host it")

    def check_person(self, place: Registration) -> Iterator[Amiss]:
        """A registered person was told of the place and has every later reminder, and was asked for feedback."""
        session, now = self._session, self._now
        if place.state is RegistrationState.PROVISIONAL:
            return
        if place.state is RegistrationState.CANCELLED:
            if place.changed_at + PATIENCE < now and place.changed_at < session.end:
                yield from self._check_cancellation(place)
            return
        if session.state is SessionState.CANCELLED:
            if now > session.start:
                yield from self.check(MailKind.SESSION_CANCELLED, str(session.sequence), place.person)
            return
        if place.known_since + PATIENCE < now:
            yield from self._check_told(place)
        if place.state is RegistrationState.REGISTERED:
            yield from self._check_reminders(place)
            if session.state is SessionState.CLOSED:
                yield from self._check_feedback(place)

    def _check_cancellation(self, place: Registration) -> Iterator[Amiss]:
        """Whoever stopped coming to every session has one mail for all of its dates."""
        detail = str(place.sequence)
        if place.standing and not self._one(MailKind.CANCELLATION, detail, place.person):
            stop = stop_occasion(self._services.keys, place.person, place.changed_at)
            yield from self._check(purpose_of(stop, MailKind.STOPPED), place.person)
        else:
            yield from self._check_unless_moved(MailKind.CANCELLATION, detail, place.person)

    def _check_unless_moved(self, kind: MailKind, detail: str, person: str) -> Iterator[Amiss]:
        """If the session has moved since, the mail belongs to the old occasion, and it need not be among these."""
        if not self._session.sequence or self._one(kind, detail, person):
            yield from self.check(kind, detail, person)

    def _check_told(self, place: Registration) -> Iterator[Amiss]:
        """A sign-up has a confirmation, a seat that became free has its mail, and so has a new time."""
        session = self._session
        if place.told_in == "" and self._was_reminded(place):
            yield Amiss(session.id, f"{place.person} was reminded but never told of the place")
        if place.told_in is None and place.sign_up_at and place.sign_up_at >= self._since:
            sign_up = sign_up_occasion(self._services.keys, place.person, place.sign_up_at)
            yield from self._check(purpose_of(sign_up, MailKind.CONFIRMATION), place.person)
        if place.state is RegistrationState.REGISTERED and place.sequence != place.sign_up_sequence:
            yield from self._check_unless_moved(MailKind.SEAT, str(place.sequence), place.person)
        if place.told_in is None and self._is_told_of_move(place):
            yield from self.check(MailKind.CHANGED, str(session.sequence), place.person)

    def _is_told_of_move(self, place: Registration) -> bool:
        tell_at = self._session.tell_at
        return tell_at is not None and tell_at + PATIENCE <= self._now and hears_of_move(self._session, place)

    def _was_reminded(self, place: Registration) -> bool:
        offsets = self._services.programme.series_of(self._session.series).reminders
        sent = (self._one(MailKind.REMINDER, offset_text(offset), place.person) for offset in offsets)
        return any(mail is not None and mail.state is DeliveryState.SENT for mail in sent)

    def _check_reminders(self, place: Registration) -> Iterator[Amiss]:
        since = self._told_at(place)
        programme, start = self._services.programme, self._session.start
        offsets = programme.series_of(self._session.series).reminders
        dues = sorted((falls_due(start, offset, programme.zone), offset) for offset in offsets)
        stales = [*(due for due, _ in dues[1:]), start]
        for (due, offset), stale in zip(dues, stales, strict=True):
            if since < due - quiet_before(offset) and stale < self._now:
                yield from self.check(MailKind.REMINDER, offset_text(offset), place.person)

    def _told_at(self, place: Registration) -> datetime:
        """When the person last heard about their place. A seat from the waiting list or a new time has its own mail."""
        news = (
            self._one(MailKind.SEAT, str(place.sequence), place.person),
            self._one(MailKind.CHANGED, str(self._session.sequence), place.person),
        )
        return max([place.known_since, *(mail.due for mail in news if mail)])

    def _check_feedback(self, place: Registration) -> Iterator[Amiss]:
        yield from self.check(MailKind.FEEDBACK, "", place.person)

    def check(self, kind: MailKind, detail: str, person: str) -> Iterator[Amiss]:
        """The delivery must exist. Once its slot has passed, it must be settled, and its outcome known."""
        yield from self._check(purpose_of(self._session.occasion, kind, detail), person)

    def _check(self, purpose: str, person: str) -> Iterator[Amiss]:
        delivery = self._of(purpose, person)
        if delivery is None:
            yield Amiss(self._session.id, f"{person} has no delivery {purpose}")
        elif delivery.state is DeliveryState.UNKNOWN:
            yield Amiss(self._session.id, f"nobody knows whether {person} got {purpose}")
        elif delivery.settled_at is None and delivery.due + PATIENCE < self._now:
            yield Amiss(self._session.id, f"{person} still waits for {purpose}")

    def _one(self, kind: MailKind, detail: str, person: str) -> Delivery | None:
        return self._of(purpose_of(self._session.occasion, kind, detail), person)

    def _of(self, purpose: str, person: str) -> Delivery | None:
        if purpose not in self._read:
            rows = self._services.tables.partition(Delivery, purpose)
            self._read[purpose] = {row.person: row for row in rows}
        return self._read[purpose].get(person)


LOOK_BACK = timedelta(days=14)
"""How far back the daily audit looks. It sees each session from its planning until its digest is sent."""


SHOWN = 50
"""So many of the things that are wrong are kept for the page of the café's health."""


def audit_books(services: Services, now: datetime) -> int:
    """Audit the books of the recent sessions, and keep what is wrong. Returns how many things are."""
    amiss = list(audit(services, now - LOOK_BACK, now))
    for one in amiss:
        log.warning("the books do not balance", extra={"about": one.about, "what": one.what})
    shown = tuple((one.about, one.what) for one in amiss[:SHOWN])
    services.tables.put_latest(BooksAudited(at=now, wrong=len(amiss), shown=shown))
    return len(amiss)
