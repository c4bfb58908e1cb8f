"""The digest: we count the figures once, keep them for comparison, and tell the facilitators."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from shared.attendance.rows import Attendance, AttendanceTaken
from shared.feedback.releasing import release_feedback
from shared.feedback.rows import Feedback
from shared.figures.counting import Figures, as_briefed, figures_of
from shared.figures.disclosure import is_few
from shared.figures.quarters import Quarter, quarter_of
from shared.figures.rows import Briefed, Digest
from shared.holding.holding import comes_back
from shared.mail.deliveries import announce, purpose_of
from shared.mail.rows import MailKind
from shared.messages import DigestDue
from shared.registrations.rows import Registration
from shared.services import Services
from shared.sessions.rows import Session, SessionState, session_key

LOOK_BACK = timedelta(days=200)
"""How far back we look for the digest before. What was held back longer ago stays untold."""


def figures_for_briefing(services: Services, session: Session, now: datetime) -> Figures:
    """The session's figures as its first briefing told them. Every briefing tells the same."""
    places = list(services.tables.partition(Registration, session.id))
    figures = figures_of(session, places, [], [])
    row = Briefed(session=session.id, occasion=session.occasion, figures=figures.model_dump_json(), at=now)
    if services.tables.insert(row):
        return figures
    return _briefed(services, session) or figures


def write_digest(services: Services, session_id: str, now: datetime) -> None:
    """Count the figures, keep them, close the session, and tell its facilitators, unless a person holds that."""
    session = services.tables.get(Session, session_key(session_id))
    if session is None or session.state not in (SessionState.ENDED, SessionState.CLOSED):
        return
    hosts = [services.keys.person(one.email) for one in services.programme.facilitators_of(session.series)]
    if session.state is SessionState.ENDED:
        release_feedback(services, session.id, now)
        figures = as_briefed(_count(services, session, hosts), _briefed(services, session))
        services.tables.insert(_with_own_words(services, session, figures, now))
        session = services.tables.replace(session.model_copy(update={"state": SessionState.CLOSED}))
    act = purpose_of(session.occasion, MailKind.DIGEST)
    if not comes_back(services, act, DigestDue(session=session.id), now):
        announce(services, MailKind.DIGEST, session.id, hosts, now, occasion=session.occasion)


def digests_before(services: Services, session: Session, look_back: timedelta) -> list[Digest]:
    """The digests of the series' sessions before this one, oldest first."""
    since = f"{session.series}-{session.start - look_back:%Y-%m-%d}"
    return list(services.tables.partition(Digest, session.series, start=since, end=session.id))


def _briefed(services: Services, session: Session) -> Figures | None:
    row = services.tables.get(Briefed, (session.series, session.occasion))
    return Figures.model_validate_json(row.figures) if row else None


def _with_own_words(services: Services, session: Session, figures: Figures, now: datetime) -> Digest:
    """The digest, with the sessions whose words it tells. The words of few people wait, since they show how few.

    They wait for a session in which enough people answered, or for the next quarter, if by then enough people did. An
    earlier look would tell in which session somebody answered.
    """
    before = next(iter(digests_before(services, session, LOOK_BACK)[-1:]), None)
    held, answers = (before.held, before.held_answers) if before else ((), 0)
    rule = services.programme.small_numbers
    told: tuple[str, ...] = ()
    if not is_few(figures.answers, rule):
        told, held, answers = (*held, session.id), (), 0
    else:
        if before and _quarter(before.session) != _quarter(session.id) and not is_few(answers, rule):
            told, held, answers = held, (), 0
        held, answers = (*held, session.id), answers + figures.answers
    return Digest(
        session=session.id, figures=figures.model_dump_json(), told=told, held=held, held_answers=answers, at=now
    )


def _quarter(session_id: str) -> Quarter:
    return quarter_of(date.fromisoformat(session_id[-10:]))


def _count(services: Services, session: Session, hosts: Sequence[str]) -> Figures:
    taken = services.tables.get(AttendanceTaken, session_key(session.id))
    return figures_of(
        session,
        list(services.tables.partition(Registration, session.id)),
        list(services.tables.partition(Attendance, session.id)),
        [one for one in services.tables.partition(Feedback, session.id) if not one.is_late_text],
        hosts=hosts,
        reported=taken is not None and taken.reported,
    )
