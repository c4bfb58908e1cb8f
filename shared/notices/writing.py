"""Writing to everyone who signed up for a session.

The act keeps the text. The queue's step announces one email to each person who is meant at that moment. Both are safe
to repeat: a notice is one row, and each person's email is one delivery.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.audit_trail.entering import enter
from shared.errors import NotPossible, NotUsable
from shared.gate.judging import Outcome, judge
from shared.gate.naming_nobody import must_name_nobody
from shared.language.catalogue import say
from shared.mail.deliveries import announce, forecast, purpose_of
from shared.mail.rows import Lane, MailKind
from shared.messages import NoticeDue
from shared.notices.paragraphs import without_links
from shared.notices.rows import ALL, HUB, REGISTERED, Notice
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.cancelling import IF_THE_PROCESS_DIES
from shared.sessions.rescheduling import the_session
from shared.sessions.rows import Session, SessionState, session_key
from shared.text.plain import in_lines, in_one_line

LONGEST_SUBJECT, LONGEST_TEXT = 150, 3_000
"""Most characters of each."""

ID = re.compile(r"^[0-9a-f]{16,64}$")
"""What an id looks like. The form draws it by lot."""


class NewNotice(BaseModel):
    """Whom it is for, and its words. `id` is drawn by lot, such as 32 hexadecimal digits: the same id is one notice."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    id: Annotated[str, Field(pattern=ID.pattern)]
    whom: str = REGISTERED
    subject: Annotated[str, AfterValidator(in_one_line), Field(min_length=1, max_length=LONGEST_SUBJECT)]
    text: Annotated[str, AfterValidator(in_lines), Field(min_length=1, max_length=LONGEST_TEXT)]


class NotNow(NotPossible):
    """The session is over, or is cancelled."""


def write_notice(services: Services, session_id: str, wanted: NewNotice, who: str, now: datetime) -> Notice:
    """Keep the notice and have it sent. However often it is asked for, each person gets one email."""
    session = writable(services, session_id, now)
    must_be_sendable(services, wanted)
    notice = Notice(session=session.id, at=now, **wanted.model_dump())
    enter(services, who, "write to everyone", f"session.{session.id}", wanted.subject, now, at=wanted.id)
    due = NoticeDue(session=notice.session, notice=notice.id)
    services.queues.send(due, delay=IF_THE_PROCESS_DIES)
    services.tables.insert(notice)
    services.queues.send(due)
    return notice


def writable(services: Services, session_id: str, now: datetime) -> Session:
    """The session, if one can write to its people. Raises `NoSuchSession`, `NotNow`."""
    session = the_session(services, session_id)
    if session.state is SessionState.CANCELLING:
        raise NotNow(say("This session is being cancelled. Restore it first."))
    if not session.is_to_come or now >= session.end:
        raise NotNow(say("This session is over or cancelled. Its people hear of it in other emails."))
    return session


def must_be_sendable(services: Services, wanted: NewNotice) -> None:
    """Raises `NotUsable` if it is for nobody that there is, or if its words identify somebody."""
    hub = wanted.whom.removeprefix(HUB) if wanted.whom.startswith(HUB) else ""
    if wanted.whom not in (REGISTERED, ALL) and services.programme.hub(hub) is None:
        message = say("Select who gets the email")
        raise NotUsable(message, [{"field": "whom", "message": message}])
    for field, words in (("subject", wanted.subject), ("text", wanted.text)):
        must_name_nobody(services.programme, without_links(words), field)


def is_doubtful(services: Services, wanted: NewNotice) -> bool:
    """Whether the gate cannot tell if the words identify somebody. Whoever wrote them reads them once more."""
    words = without_links(f"{wanted.subject}.\n{wanted.text}")
    return judge(words, services.programme).outcome is Outcome.HELD


def is_meant(place: Registration, whom: str) -> bool:
    """Whether the notice is for this person, as their place is now."""
    if whom == ALL:
        return place.is_told
    has_place = place.state is RegistrationState.REGISTERED
    return has_place and (whom == REGISTERED or place.details.hub == whom.removeprefix(HUB))


def last_at(services: Services, count: int, now: datetime) -> datetime:
    """About when the last of so many people gets it."""
    return forecast(services, Lane.TRANSACTIONAL, count, now)


def send_notice(services: Services, due: NoticeDue, now: datetime) -> None:
    """Announce one email to each person who is meant now. Whoever gives up their place before their turn gets none."""
    notice = services.tables.get(Notice, (due.session, due.notice))
    session = services.tables.get(Session, session_key(due.session))
    if notice is None or session is None or now >= session.end:
        return
    people = _meant(services.tables.partition(Registration, session.id), notice.whom)
    announce(services, MailKind.NOTICE, session.id, people, now, occasion=session.id, detail=notice.id)


def purpose_of_notice(notice: Notice) -> str:
    """The purpose of its deliveries. It holds no time, so that a move in between makes no second email."""
    return purpose_of(notice.session, MailKind.NOTICE, notice.id)


def _meant(places: Iterable[Registration], whom: str) -> list[str]:
    return [place.person for place in places if is_meant(place, whom)]
