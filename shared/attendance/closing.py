"""Closing: ending the sessions that are over, and settling who came. Later reports add to it."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from shared.attendance.evidence import Evidence, ask, is_all
from shared.attendance.merging import GUEST, merge
from shared.attendance.rows import Attendance, AttendanceTaken
from shared.forms.pots import release_questions
from shared.mail.deliveries import until
from shared.messages import DigestDue, FeedbackDue, SessionEnded
from shared.registrations.roll import roll_of
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import OpenSession, Session, SessionState, session_key
from shared.storage.changing import change
from shared.storage.tables import RowChanged

log = logging.getLogger(__name__)

DIGEST_AFTER = timedelta(hours=24)
"""How long after we ask for feedback we write the digest. Feedback has a day to come in."""

LOOKS = tuple(timedelta(hours=hours) for hours in (2, 4, 8, 24, 48, 72, 168))
"""How long after the end we look for later reports. Teams may make one long after the meeting."""


def close_sessions(services: Services, now: datetime) -> None:
    """End the sessions that are over. Ask for each one's attendance every time until it is settled, then at `LOOKS`."""
    for entry in services.tables.partition(OpenSession, OpenSession.PARTITION):
        if entry.look_again_at and now < entry.look_again_at:
            continue
        session = services.tables.get(Session, session_key(entry.id))
        if session is None or session.end > now:
            continue
        if session.state in (SessionState.PLANNED, SessionState.OPEN):
            release_questions(services, session.id, now)
            roll_of(services, session.id, anew=True)  # whoever came last is found by it from now on
            with suppress(RowChanged):  # somebody changed it: the next run looks again
                services.tables.replace(session.model_copy(update={"state": SessionState.ENDED}))
        services.queues.send(SessionEnded(session=session.id))


def take_attendance(services: Services, session_id: str, now: datetime) -> None:
    """Settle the session's attendance once its reports are all there, and add what comes later.

    If another report may come, do nothing: the timer asks again.
    """
    session = services.tables.get(Session, session_key(session_id))
    taken = services.tables.get(AttendanceTaken, session_key(session_id))
    if session is None or not _is_wanted(services, session, taken, now):
        return
    evidence = ask(services, session)
    if taken is None:
        if not is_all(evidence, session, now):
            return
        taken = _settle(services, session, evidence, now)
    elif evidence.reports > taken.reports:
        taken = _add(services, session, evidence, taken)
    _look_again(services, session, taken, now)


def _is_wanted(services: Services, session: Session, taken: AttendanceTaken | None, now: datetime) -> bool:
    """Whether to look at the reports now. A message may come twice, or late."""
    if taken is None:
        return session.state is SessionState.ENDED
    entry = services.tables.get(OpenSession, OpenSession(id=session.id).key)
    return entry is not None and (entry.look_again_at is None or entry.look_again_at <= now)


def _settle(services: Services, session: Session, evidence: Evidence, now: datetime) -> AttendanceTaken:
    taken = _taken(services, session, evidence, now)
    services.tables.insert(taken)
    if taken.reason:
        log.warning("attendance not taken: %s, %s", session.id, taken.reason.value)
    log.info("attendance settled", extra={"session": session.id, "reported": taken.reported})
    return taken


def _add(services: Services, session: Session, evidence: Evidence, before: AttendanceTaken) -> AttendanceTaken:
    """Count a later report too. Nobody is asked for feedback again: mails that have not gone say what is known now."""
    taken = _taken(services, session, evidence, before.at)
    taken = services.tables.replace(taken.model_copy(update={"etag": before.etag}))
    log.info("attendance added to", extra={"session": session.id})
    return taken


def _taken(services: Services, session: Session, evidence: Evidence, at: datetime) -> AttendanceTaken:
    """Keep who was there, and sum it up. Every report counts each time, so doing it again changes nothing."""
    places = {one.person: one.state for one in services.tables.partition(Registration, session.id)}
    rows = [
        Attendance(
            session=session.id,
            attendee=one.attendee,
            seconds=one.seconds,
            first_join=one.first_join,
            last_leave=one.last_leave,
            registered=places.get(one.attendee) is RegistrationState.REGISTERED,
        )
        for one in merge(evidence.seen, services.keys.person)
    ]
    marked = _keep(services, session, rows)
    known = places.keys() | _hosts(services, session)
    return AttendanceTaken(
        session=session.id,
        reported=evidence.missing is None,
        people=len(rows) + marked,
        unmatched=sum(1 for row in rows if row.attendee not in known),
        reports=evidence.reports,
        reason=evidence.missing,
        at=at,
    )


def _keep(services: Services, session: Session, rows: list[Attendance]) -> int:
    """Keep these rows. A guest whose address a later report gives has a row under their own key now.

    Returns how many others a member of the team noted by hand.
    """
    there = {row.attendee: row for row in services.tables.partition(Attendance, session.id)}
    services.tables.insert_all([row for row in rows if row.attendee not in there])
    now_there = {row.attendee: row for row in rows}
    for attendee, old in there.items():
        new = now_there.get(attendee)
        if new and new != old.model_copy(update={"etag": ""}):
            services.tables.replace(new.model_copy(update={"etag": old.etag}))
        if new is None and attendee.startswith(GUEST):
            services.tables.delete(old)
    return sum(old.by_hand for attendee, old in there.items() if attendee not in now_there)


def _hosts(services: Services, session: Session) -> set[str]:
    """The people who run the session, and the organiser's account."""
    programme = services.programme
    addresses = [one.email for one in programme.facilitators_of(session.series)]
    return {services.keys.person(one) for one in (*addresses, programme.organiser.mailbox)}


def _look_again(services: Services, session: Session, taken: AttendanceTaken, now: datetime) -> None:
    """Ask for feedback and for the digest, once it is settled. Then note when to look for later reports."""
    entry = services.tables.get(OpenSession, OpenSession(id=session.id).key)
    if entry is None or entry.look_again_at is None:
        services.queues.send(FeedbackDue(session=session.id))
        services.queues.send(DigestDue(session=session.id), delay=until(taken.at + DIGEST_AFTER, now))
    later = next((session.end + look for look in LOOKS if session.end + look > now), None)
    if later is None:
        services.tables.delete(OpenSession(id=session.id))
    elif entry:
        known = {"look_again_at": later, "settled_at": taken.at, "reported": taken.reported}
        known |= {"unmatched": taken.unmatched}
        change(services.tables, OpenSession, entry.key, lambda row: row.model_copy(update=known))
