"""Queue messages: what one step tells another. They carry ids only; rows are read again at the moment of acting."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

VERSION = 1


class Message(BaseModel):
    """A message of one queue. `version` and `trace` are stamped by the queue that sends it."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    QUEUE: ClassVar[str]


class SessionPlanned(Message):
    """A session exists and needs its Teams meeting."""

    QUEUE: ClassVar[str] = "session-planned"
    session: str


class SessionChanged(Message):
    """A session has another time; the meeting and everyone registered follow."""

    QUEUE: ClassVar[str] = "session-changed"
    session: str


class SessionCancelled(Message):
    """A session will not take place; the meeting is cancelled and everyone registered is told."""

    QUEUE: ClassVar[str] = "session-cancelled"
    session: str


class ResponseReceived(Message):
    """A usable response of the sign-up Form (or page) is kept and waits to become registrations."""

    QUEUE: ClassVar[str] = "response-received"
    form: str
    response: str


class RegistrationMade(Message):
    """Somebody has a seat, or a place on the waiting list; `sequence` is the registration's."""

    QUEUE: ClassVar[str] = "registration-made"
    session: str
    person: str
    sequence: int


class RegistrationCancelled(Message):
    """Somebody is no longer coming."""

    QUEUE: ClassVar[str] = "registration-cancelled"
    session: str
    person: str
    sequence: int


class ReminderDue(Message):
    """One reminder of a session is due to everyone registered; `before` is its ISO 8601 offset."""

    QUEUE: ClassVar[str] = "reminder-due"
    session: str
    before: str


class DeliveryDue(Message):
    """One mail to one person is due: the delivery's row."""

    QUEUE: ClassVar[str] = "delivery-due"
    purpose: str
    person: str


class SessionEnded(Message):
    """A session is over; its attendance can be fetched."""

    QUEUE: ClassVar[str] = "session-ended"
    session: str


class FeedbackDue(Message):
    """A session's attendance is settled; those who came and those who did not can be asked."""

    QUEUE: ClassVar[str] = "feedback-due"
    session: str


class DigestDue(Message):
    """A session's digest can be written."""

    QUEUE: ClassVar[str] = "digest-due"
    session: str


class BulletinApproved(Message):
    """A facilitator approved an issue of the bulletin; it goes to its subscribers."""

    QUEUE: ClassVar[str] = "bulletin-approved"
    issue: str
