"""Every mail about one person's place in one session: what went, what waits, what will go, and why one did not.

Each mail has a purpose that we know, so each is a point read. A mail without a row says why it has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.mail.deliveries import purpose_of
from shared.mail.rows import Delivery, MailKind
from shared.notices.rows import Notice
from shared.notices.writing import purpose_of_notice
from shared.registrations.places import Place
from shared.registrations.rows import RegistrationState
from shared.registrations.telling import sign_up_occasion, stop_occasion
from shared.reminders.due import falls_due, offset_text, quiet_before
from shared.reminders.reminding import told_since
from shared.services import Services
from shared.sessions.rows import SessionState

LAST_AGAIN, LAST_NOTICES = 1, 1
"""Of the mails that were sent again before the session, and of the messages to everyone, so many newest are shown."""


class WhyNot(StrEnum):
    """Why there is no mail, as far as the rows say."""

    NOT_YET = "not-yet"
    JUST_TOLD = "just-told"
    """They heard of the session so shortly before that this reminder was needless."""
    NO_SEAT = "no-seat"
    UNCONFIRMED = "unconfirmed"
    CALLED_OFF = "called-off"
    LATER_MAIL = "later-mail"
    """The place came by itself; the next mail that goes to the person tells of it."""
    MISSING = "missing"


@dataclass(frozen=True)
class MailOfPlace:
    """One mail: its row, or why there is none."""

    kind: MailKind
    due: datetime | None = None
    """When a mail that is not announced yet falls due."""
    before: str = ""
    """A reminder's offset, as `offset_text` writes it."""
    subject: str = ""
    """The subject of a message to everyone."""
    row: Delivery | None = None
    why_not: WhyNot | None = None


def mails_of_place(services: Services, place: Place, now: datetime) -> list[MailOfPlace]:
    """Every mail about this place that went, waits or will go, in the order of the month."""
    there, is_over = place.registration, place.session.end < now
    mails = [*_first_word(services, place), *_changes(services, place, is_over=is_over)]
    mails += [*_reminders(services, place, now), *_notices(services, place)]
    if is_over and there.state is RegistrationState.REGISTERED:
        row = _own(services, place, MailKind.FEEDBACK)
        mails.append(MailOfPlace(MailKind.FEEDBACK, row=row, why_not=None if row else WhyNot.NOT_YET))
    elif not is_over:
        again = _rows(services, there.again[-LAST_AGAIN:], there.person)
        mails += [MailOfPlace(row.kind, row=row) for row in again]
    return mails


def _notices(services: Services, place: Place) -> Iterator[MailOfPlace]:
    """The last messages that the team wrote to everyone, if they were for this person."""
    notices = sorted(services.tables.partition(Notice, place.session.id), key=lambda one: one.at)
    for notice in notices[-LAST_NOTICES:]:
        key = purpose_of_notice(notice), place.registration.person
        if row := services.tables.get(Delivery, key):
            yield MailOfPlace(MailKind.NOTICE, subject=notice.subject, row=row)


def _first_word(services: Services, place: Place) -> Iterator[MailOfPlace]:
    """The mail that told of the place."""
    there = place.registration
    if there.state is RegistrationState.PROVISIONAL:
        yield MailOfPlace(MailKind.CONFIRMATION, why_not=WhyNot.UNCONFIRMED)
        return
    if there.told_in:
        purpose, _, person = there.told_in.rpartition("/")
        yield from (MailOfPlace(row.kind, row=row) for row in _rows(services, [purpose], person))
    elif there.told_in == "":
        yield MailOfPlace(MailKind.CONFIRMATION, why_not=WhyNot.LATER_MAIL)
    elif there.sign_up_at:
        purpose = purpose_of(sign_up_occasion(services.keys, there.person, there.sign_up_at), MailKind.CONFIRMATION)
        row = services.tables.get(Delivery, (purpose, there.person))
        yield MailOfPlace(MailKind.CONFIRMATION, row=row, why_not=None if row else WhyNot.MISSING)


def _changes(services: Services, place: Place, *, is_over: bool) -> Iterator[MailOfPlace]:
    """The mails about what changed since: a seat, a new time, the end of the place or of the session.

    After the session a seat that became free before it is of no interest.
    """
    session, there = place.session, place.registration
    wanted = []
    if there.state is RegistrationState.REGISTERED and there.sequence != there.sign_up_sequence and not is_over:
        wanted.append((MailKind.SEAT, there.sequence))
    if there.state is RegistrationState.CANCELLED:
        wanted.append((MailKind.CANCELLATION, there.sequence))
    elif session.sequence:
        is_off = session.state is SessionState.CANCELLED
        wanted.append((MailKind.SESSION_CANCELLED if is_off else MailKind.CHANGED, session.sequence))
    for kind, sequence in wanted:
        row = _own(services, place, kind, str(sequence))
        if row is None and kind is MailKind.CANCELLATION and there.standing:
            stop = purpose_of(stop_occasion(services.keys, there.person, there.changed_at), MailKind.STOPPED)
            row = services.tables.get(Delivery, (stop, there.person))
        if row:
            yield MailOfPlace(row.kind, row=row)


def _reminders(services: Services, place: Place, now: datetime) -> Iterator[MailOfPlace]:
    """The reminders of the series as it is now, the earliest first."""
    session, zone = place.session, services.programme.zone
    offsets = next((one.reminders for one in services.programme.series if one.id == session.series), ())
    for due, before in sorted((falls_due(session.start, before, zone), before) for before in offsets):
        text = offset_text(before)
        row = _own(services, place, MailKind.REMINDER, text) if due <= now else None
        quiet = due - quiet_before(before)
        known = place.registration.changed_at < quiet and not told_since(session, quiet)
        why_not = None if row else _why_no_reminder(place, is_due=due <= now, is_known=known)
        yield MailOfPlace(MailKind.REMINDER, due=due, before=text, row=row, why_not=why_not)


def _why_no_reminder(place: Place, *, is_due: bool, is_known: bool) -> WhyNot:
    match place.registration.state:
        case RegistrationState.PROVISIONAL:
            return WhyNot.UNCONFIRMED
        case RegistrationState.WAITING | RegistrationState.CANCELLED:
            return WhyNot.NO_SEAT
    if place.session.state in (SessionState.CANCELLING, SessionState.CANCELLED):
        return WhyNot.CALLED_OFF
    if not is_known:
        return WhyNot.JUST_TOLD
    return WhyNot.MISSING if is_due else WhyNot.NOT_YET


def _own(services: Services, place: Place, kind: MailKind, detail: str = "") -> Delivery | None:
    key = purpose_of(place.session.occasion, kind, detail), place.registration.person
    return services.tables.get(Delivery, key)


def _rows(services: Services, purposes: tuple[str, ...] | list[str], person: str) -> Iterator[Delivery]:
    for purpose in purposes:
        if row := services.tables.get(Delivery, (purpose, person)):
            yield row
