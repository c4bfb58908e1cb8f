"""Queue messages: what one step tells another. They carry ids only. A step reads the rows again when it acts."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

VERSION = 1


class Message(BaseModel):
    """A message of one queue. The queue adds `version` and `trace` when it sends the message."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
    QUEUE: ClassVar[str]


class SessionPlanned(Message):
    """A session exists and needs its Teams meeting."""

    QUEUE: ClassVar[str] = "session-planned"
    session: str


class SessionChanged(Message):
    """A session has another time; the meeting is moved and everyone registered is told."""

    QUEUE: ClassVar[str] = "session-changed"
    session: str


class SessionCancelled(Message):
    """A session will not take place; the meeting is cancelled and everyone registered is told."""

    QUEUE: ClassVar[str] = "session-cancelled"
    session: str


class ResponseReceived(Message):
    """A response from the sign-up Form (or page) is kept and can now become registrations."""

    QUEUE: ClassVar[str] = "response-received"
    form: str
    response: str


class RegistrationMade(Message):
    """A sign-up made somebody's places: `session` and those in `also`; without `sign_up`, a free seat went to them."""

    QUEUE: ClassVar[str] = "registration-made"
    session: str
    person: str
    sequence: int
    """Of the registration for `session`."""
    sign_up: str = ""
    """The occasion of the sign-up's confirmation, which is one mail for all of its dates."""
    also: tuple[str, ...] = ()


class AddressConfirmed(Message):
    """The owner of an address vouched for it; what waited for that can go on. `at` is the moment, in ISO 8601."""

    QUEUE: ClassVar[str] = "address-confirmed"
    person: str
    at: str


class RegistrationCancelled(Message):
    """Somebody is no longer coming; with `stopped`, to none of `session` and `also`: they stopped coming every time."""

    QUEUE: ClassVar[str] = "registration-cancelled"
    session: str
    person: str
    sequence: int
    stopped: str = ""
    """The occasion of the one mail that confirms it."""
    also: tuple[str, ...] = ()


class NoticeDue(Message):
    """The team wrote to the people of a session; each of them gets one mail."""

    QUEUE: ClassVar[str] = "notice-due"
    session: str
    notice: str


class ReminderDue(Message):
    """A reminder is due to everyone registered; `before` is how long before the session, in ISO 8601."""

    QUEUE: ClassVar[str] = "reminder-due"
    session: str
    before: str
    asked_at: str = ""
    """When a person asked for it before it is due, in ISO 8601."""


class DeliveryDue(Message):
    """One mail to one person is due; the two fields are the keys of its delivery row."""

    QUEUE: ClassVar[str] = "delivery-due"
    purpose: str
    person: str


class SessionEnded(Message):
    """A session is over; its attendance can be fetched."""

    QUEUE: ClassVar[str] = "session-ended"
    session: str


class FeedbackDue(Message):
    """We know who came to a session; those who came and those who did not can be asked for feedback."""

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


class ProgrammePublished(Message):
    """A version of the programme is in force; sessions, seats and hosts can follow it."""

    QUEUE: ClassVar[str] = "programme-published"
    number: int
