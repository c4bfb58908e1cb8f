"""Hosting: a facilitator hosts a session, at another time than before, or no longer. Their calendar gets it too."""

from datetime import datetime

from shared.graph.protocol import Attachment
from shared.language.catalogue import Marked, say
from shared.language.dates import date_and_time
from shared.letters.calendar.invitation import Entry, Guest, Method, attachment, invite
from shared.letters.parts import not_over, session_of, settled, theme_lines, unchanged, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.meetings.hosting import version_of
from shared.meetings.rows import Host
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.sessions.words import session_words

HOSTS = Marked("You are hosting: {session}"), Marked("You are hosting this session")
MOVED = Marked("New time: {session}"), Marked("The session has a new time")
CANCELLED = Marked("Session cancelled: {session}"), Marked("This session is cancelled")
LEFT = Marked("You no longer host: {session}"), Marked("You no longer host this session")


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`detail` is the invitation's SEQUENCE. Wanted until the session ends, unless there is later news."""
    session = session_of(services, delivery)
    host = services.tables.get(Host, (session.id, delivery.person))
    if host is None:
        raise Missed("the facilitator is not kept any more")
    settled(session)
    not_over(session, now)
    unchanged(version_of(session, host), delivery)
    subject, heading = news = _news(session, host)
    words = session_words(services.programme, session)
    return write(
        services,
        "hosting",
        host.email,
        say(subject, session=words.subject),
        heading=say(heading),
        attachments=[_calendar_file(services, session, host, now, off=news in (CANCELLED, LEFT))],
        name=host.name,
        session=words,
        state=("hosts", "moved", "cancelled", "left")[(HOSTS, MOVED, CANCELLED, LEFT).index(news)],
        before=_before(services, session),
        reason=session.reason,
        join_url=session.join_url,
    )


def _news(session: Session, host: Host) -> tuple[Marked, Marked]:
    """What the letter is about: the words of its subject and of its heading."""
    if session.state is SessionState.CANCELLED:
        return CANCELLED
    if not host.hosting:
        return LEFT
    return HOSTS if version_of(session, host) == host.first else MOVED


def _before(services: Services, session: Session) -> str:
    """The start that was told before, in words; empty if there is no other."""
    if session.moved_from is None or session.moved_from == session.start:
        return ""
    return date_and_time(session.moved_from, services.programme.zone)


def _calendar_file(services: Services, session: Session, host: Host, now: datetime, *, off: bool) -> Attachment:
    guest = Guest(host.person, host.name, host.email, version_of(session, host), hosts=True)
    online = [say("Join on Microsoft Teams: {link}", link=session.join_url)] if session.join_url else []
    entry = Entry(
        location=session.join_url or say("Online, on Microsoft Teams"),
        description="\n".join([say("You host this session."), *theme_lines(session), *online]),
        url=session.join_url or services.settings.site_url,
    )
    method: Method = "CANCEL" if off else "REQUEST"
    return attachment(invite(session, services.programme, guest, entry, method=method, now=now), method)
