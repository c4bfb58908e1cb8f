"""Reminding everyone who still comes, at the series' offsets, and briefing the facilitators.

They get the briefing on the evening before, and an update an hour before the start if there are new questions.
"""

from contextlib import suppress
from datetime import datetime, time, timedelta

from shared.clock import from_wall
from shared.forms.pots import release_questions
from shared.holding.holding import is_held
from shared.mail.deliveries import announce, purpose_of, until
from shared.mail.rows import MailKind
from shared.messages import ReminderDue
from shared.programme.model import Programme
from shared.questions.since_briefing import new_questions, question_ids
from shared.registrations.rows import Registration, RegistrationState
from shared.reminders.due import due_reminder, falls_due, offset_of, offset_text, quiet_before
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState, session_key
from shared.storage.changing import change
from shared.storage.tables import RowChanged

BRIEFING_AT = time(17)
"""When facilitators get their briefing on the evening before, by the programme's wall clock."""


UPDATE_BEFORE = timedelta(hours=1)
"""How long before the start facilitators hear of the questions that came after their briefing."""


AGAIN = timedelta(minutes=1)
"""A reminder of a session that is being cancelled waits at least this long before it looks again."""


BRIEFING = "briefing"
"""The mark in an index row for a briefing that was sent."""


TOLD = "told"
"""The mark for the questions of a briefing that were noted."""


UPDATE = "briefing-update"
"""The mark for the look at later questions."""


def start_reminders(services: Services, now: datetime) -> None:
    """Start each open session's reminder and briefing, once they are due. Each starts once for the present time.

    One that a person holds starts when it is let go, if it is still due then.
    """
    known = {series.id for series in services.programme.series}
    for entry in services.tables.partition(OpenSession, OpenSession.PARTITION):
        if entry.look_again_at is not None:
            continue  # it is over
        session = services.tables.get(Session, session_key(entry.id))
        if session is None or session.state is not SessionState.OPEN or session.series not in known:
            continue
        occasion, before = session.occasion, due_now(services.programme, session, now)
        new = [f"{occasion}.{before}"] if before else []
        new += [f"{occasion}.{BRIEFING}"] if is_briefing_due(services.programme, session, now) else []
        new += [f"{occasion}.{UPDATE}"] if _is_update_due(entry, session, now) else []
        new = [mark for mark in new if mark not in entry.announced and not is_held(services, act_of(session, mark))]
        with suppress(RowChanged):  # it was cancelled at this moment, and left the index
            if f"{occasion}.{before}" in new:
                services.queues.send(ReminderDue(session=session.id, before=before))
            if f"{occasion}.{BRIEFING}" in new:
                entry = _brief(services, session, entry, now)  # noqa: PLW2901 - the same entry, with its new ETag
            if f"{occasion}.{UPDATE}" in new:
                _tell_of_new_questions(services, session, now)
            if new:
                services.tables.replace(entry.model_copy(update={"announced": (*entry.announced, *new)}))


def remind(services: Services, due: ReminderDue, now: datetime) -> None:
    """Remind everyone who has a seat and asked for it a day before the reminder was due, or earlier.

    Whoever asked since has a confirmation that is as new. Do nothing if another reminder is due now: the session has
    moved since, or this reminder comes too late. One that a person asked for goes before it is due.
    """
    session = services.tables.get(Session, session_key(due.session))
    if session and session.state is SessionState.CANCELLING and session.cancel_at:
        services.queues.send(due, delay=max(AGAIN, until(session.cancel_at, now)))  # it may be restored
        return
    if session is None or session.state is not SessionState.OPEN:
        return
    offset = offset_of(due.before)
    falls = falls_due(session.start, offset, services.programme.zone)
    asked = datetime.fromisoformat(due.asked_at) if due.asked_at else falls
    if asked >= falls and due.before != due_now(services.programme, session, now):
        return
    known = min(asked, falls) - quiet_before(offset)
    people = [
        place.person
        for place in services.tables.partition(Registration, session.id)
        if place.state is RegistrationState.REGISTERED and place.changed_at < known
    ]
    announce(services, MailKind.REMINDER, session.id, people, now, occasion=session.occasion, detail=due.before)


def remind_now(services: Services, session: Session, before: str, now: datetime) -> None:
    """Remind everyone at once, before it is due. It then does not start again by itself. It is safe to repeat."""
    services.queues.send(ReminderDue(session=session.id, before=before, asked_at=now.isoformat()))
    _mark(services, session, before)


def brief_now(services: Services, session: Session, now: datetime) -> None:
    """Brief the facilitators at once, before it is due. It is safe to repeat."""
    entry = services.tables.get(OpenSession, OpenSession(id=session.id).key)
    if entry is not None:
        _brief(services, session, entry, now)
        _mark(services, session, BRIEFING)


def tell_of_new_questions_now(services: Services, session: Session, now: datetime) -> None:
    """Tell the facilitators at once of the questions since their briefing. It is safe to repeat."""
    _tell_of_new_questions(services, session, now)
    _mark(services, session, UPDATE)


def _mark(services: Services, session: Session, what: str) -> None:
    """Note that this was started, so that the timer does not start it too."""
    mark = f"{session.occasion}.{what}"
    change(services.tables, OpenSession, OpenSession(id=session.id).key, lambda row: _with_mark(row, mark))


def _with_mark(row: OpenSession, mark: str) -> OpenSession:
    return row if mark in row.announced else row.model_copy(update={"announced": (*row.announced, mark)})


def act_of(session: Session, mark: str) -> str:
    """The id of what a mark stands for: the purpose of its emails."""
    what = mark.removeprefix(f"{session.occasion}.")
    return mark if what in (BRIEFING, UPDATE) else purpose_of(session.occasion, MailKind.REMINDER, what)


def due_now(programme: Programme, session: Session, now: datetime) -> str:
    """The offset of the reminder that is due, as `offset_text` writes it; empty if none is."""
    offsets, zone = programme.series_of(session.series).reminders, programme.zone
    offset = due_reminder(session.start, offsets, now, zone)
    is_due = offset is not None and not told_since(
        session, falls_due(session.start, offset, zone) - quiet_before(offset)
    )
    return offset_text(offset) if offset and is_due else ""


def briefing_at(programme: Programme, session: Session) -> datetime:
    """When the briefing of this session falls due."""
    evening_before = session.start.astimezone(programme.zone).date() - timedelta(days=1)
    return from_wall(evening_before, BRIEFING_AT, programme.zone)


def is_briefing_due(programme: Programme, session: Session, now: datetime) -> bool:
    """Whether the evening before has begun, and the session has not."""
    return briefing_at(programme, session) <= now < session.start


def _is_update_due(entry: OpenSession, session: Session, now: datetime) -> bool:
    """Whether the last hour has begun for facilitators who were briefed before."""
    was_briefed = f"{session.occasion}.{BRIEFING}" in entry.announced
    return was_briefed and session.start - UPDATE_BEFORE <= now < session.start


def told_since(session: Session, known: datetime) -> bool:
    """Whether everyone is told of the session's new time after this. Then they need no reminder too."""
    return session.tell_at is not None and session.tell_at >= known


def _brief(services: Services, session: Session, entry: OpenSession, now: datetime) -> OpenSession:
    """Brief the facilitators. The questions that wait come out first, however few people could have asked them.

    Then note the questions that there are, so that the mail has at least these.
    """
    release_questions(services, session.id, now)
    mark = f"{session.occasion}.{TOLD}"
    if mark not in entry.announced:
        noted = {"told": question_ids(services, session.id), "announced": (*entry.announced, mark)}
        entry = services.tables.replace(entry.model_copy(update=noted))
    announce(services, MailKind.BRIEFING, session.id, _hosts(services, session), now, occasion=session.occasion)
    return entry


def _tell_of_new_questions(services: Services, session: Session, now: datetime) -> None:
    release_questions(services, session.id, now)
    if new_questions(services, session.id):
        hosts = _hosts(services, session)
        announce(services, MailKind.BRIEFING_UPDATE, session.id, hosts, now, occasion=session.occasion)


def _hosts(services: Services, session: Session) -> list[str]:
    return [services.keys.person(one.email) for one in services.programme.facilitators_of(session.series)]
