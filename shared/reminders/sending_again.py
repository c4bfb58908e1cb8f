"""Sending again: a member of the team has a confirmation or a reminder sent to one person once more.

Each is a mail of its own with a number, so two presses of one page are one mail. The place notes it before the mail is
announced.
"""

from enum import StrEnum

from shared.audit_trail.entering import enter
from shared.errors import NotPossible
from shared.language.catalogue import say
from shared.mail.deliveries import announce, purpose_of
from shared.mail.rows import AGAIN, MailKind
from shared.registrations.by_hand import ByHand, about_place, is_coming
from shared.registrations.places import Place
from shared.registrations.rows import Registration, RegistrationState
from shared.services import Services
from shared.sessions.rows import SessionState
from shared.storage.changing import change

MOST = 5
"""So often one kind of mail about one place can be sent again."""


class Again(StrEnum):
    """The mails that can be sent again."""

    CONFIRMATION = "confirmation"
    REMINDER = "reminder"


def next_number(place: Registration, kind: Again) -> int:
    """The number of the mail that would be sent now. The first is 1."""
    return 1 + sum(f".{kind}-{AGAIN}" in purpose for purpose in place.again)


def send_again(services: Services, place: Place, kind: Again, number: int, by: ByHand) -> None:
    """Have the mail with this number sent once. Raises `NotPossible` if the person would get nothing from it."""
    session, there = place.session, place.registration
    if session.state is not SessionState.OPEN or not is_coming(session, by.now):
        raise NotPossible(say("This session is not open. Nobody is emailed about it now."))
    if there.state is not RegistrationState.REGISTERED and not (kind is Again.CONFIRMATION and there.is_told):
        raise NotPossible(say("This person has no seat, so this email would not go."))
    if not 1 <= number <= min(MOST, next_number(there, kind)):
        raise NotPossible(say("This email was sent again {count} times. Ask them to look for it.", count=MOST))
    detail = f"{AGAIN}{number}"
    purpose = purpose_of(session.occasion, MailKind(kind), detail)
    about = about_place(session.id, there.person)
    enter(services, by.who, "send again", about, by.reason, by.now, at=by.now.isoformat())
    change(services.tables, Registration, there.key, lambda row: _noted(row, purpose))
    people = [there.person]
    announce(services, MailKind(kind), session.id, people, by.now, occasion=session.occasion, detail=detail)


def _noted(row: Registration, purpose: str) -> Registration:
    return row if purpose in row.again else row.model_copy(update={"again": (*row.again, purpose)})
