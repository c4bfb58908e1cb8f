"""Emails in words: which one, and what became of it. Each that did not arrive has its reason, as people say it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import date_and_time, wall_time
from shared.mail.rows import AGAIN, Delivery, DeliveryState, MailKind
from shared.reminders.due import offset_of
from shared.reminders.mails_of_place import MailOfPlace, WhyNot

KINDS: Mapping[MailKind, Marked] = {
    MailKind.ADDRESS: Marked("Question whose address it is"),
    MailKind.CONFIRMATION: Marked("Confirmation"),
    MailKind.SEAT: Marked("A seat from the waiting list"),
    MailKind.CANCELLATION: Marked("Their cancellation"),
    MailKind.STOPPED: Marked("The end of coming every time"),
    MailKind.CHANGED: Marked("The new time"),
    MailKind.SESSION_CANCELLED: Marked("The session is cancelled"),
    MailKind.REDIRECTED: Marked("Where to turn with a question"),
    MailKind.REMINDER: Marked("Reminder"),
    MailKind.FEEDBACK: Marked("Request for feedback"),
}
"""The emails that people get about a place. Any other kind has its own name."""

REASONS: Mapping[str, Marked] = {
    "the session is not kept any more": Marked("the session is not kept any more"),
    "the registration is not kept any more": Marked("the sign-up is not kept any more"),
    "this facilitator no longer hosts the series": Marked("this facilitator no longer hosts the café"),
    "the session is cancelled": Marked("the session was cancelled before it went"),
    "the session is planned": Marked("the session had no Teams link yet"),
    "the session is ended": Marked("the session was over"),
    "the session is closed": Marked("the session was over"),
    "the session is over": Marked("the session was over"),
    "the session has begun": Marked("the session had begun"),
    "the session was moved": Marked("the session was moved, and another email says so"),
    "the registration is cancelled": Marked("they cancelled before it went"),
    "nobody vouched for the address": Marked("nobody has confirmed the address"),
    "it changed since, and a later mail says how": Marked(
        "something changed before it went, and a later email says so"
    ),
    "the person has no seat": Marked("they had no seat"),
    "a later reminder is due": Marked("a later reminder was due"),
    "a mail about this session went just before": Marked("another email about this session went just before"),
    "the session takes place": Marked("the session takes place after all"),
    "the person came back": Marked("they came back"),
    "the session is more than a week ago": Marked("the session was more than a week ago"),
    "the person had no seat": Marked("they had no seat"),
    "nothing waits for an answer": Marked("nothing waited for an answer"),
    "asked for more than a day ago": Marked("it was asked for more than a day before"),
}
"""Why an email was not sent any more (`Missed`), in words."""

REFUSALS: Mapping[str, Marked] = {
    "bounced": Marked("It came back: the mailbox does not exist or takes nothing"),
    "not allowed here": Marked("Not sent: this copy of the café may not email this address"),
    "ErrorInvalidRecipients": Marked("Refused: the mailbox does not exist"),
    "ErrorRecipientNotFound": Marked("Refused: the mailbox does not exist"),
    "ErrorInvalidAddress": Marked("Refused: this is not an address that can get email"),
    "ErrorMessageSizeExceeded": Marked("Refused: the email was too large"),
}
"""Why Exchange, or we, refused an email, in words."""

ABSENT: Mapping[WhyNot, Marked] = {
    WhyNot.NOT_YET: Marked("Not due yet"),
    WhyNot.JUST_TOLD: Marked("Not needed: they signed up, or heard of a change, shortly before"),
    WhyNot.NO_SEAT: Marked("None, because they have no seat"),
    WhyNot.UNCONFIRMED: Marked("None, because nobody has confirmed the address"),
    WhyNot.CALLED_OFF: Marked("None, because the session is cancelled"),
    WhyNot.LATER_MAIL: Marked("The next email that they get tells them of this date"),
    WhyNot.MISSING: Marked("Missing. The café checks its books each morning and reports it"),
}
"""Why there is no email."""


def kind_words(mail: MailOfPlace) -> str:
    """Which email it is: "Reminder, 7 days before"."""
    kind = say(KINDS[mail.kind]) if mail.kind in KINDS else mail.kind.value
    if mail.row and mail.row.is_again:
        number = int(mail.row.detail.removeprefix(AGAIN) or 0)
        return say("{email}, sent again ({number})", email=kind, number=number)
    return say("{email}, {before}", email=kind, before=before_words(offset_of(mail.before))) if mail.before else kind


def before_words(before: timedelta) -> str:
    """As in "7 days before", "1 hour before", "90 minutes before"."""
    if not before % timedelta(days=1):
        return say_many("{count} day before", "{count} days before", count=before // timedelta(days=1))
    if not before % timedelta(hours=1):
        return say_many("{count} hour before", "{count} hours before", count=before // timedelta(hours=1))
    return say_many("{count} minute before", "{count} minutes before", count=before // timedelta(minutes=1))


def became_words(mail: MailOfPlace, now: datetime, zone: ZoneInfo) -> str:
    """What became of it: "Sent on …", "Refused: the mailbox does not exist", "Goes on …"."""
    if mail.row:
        return state_words(mail.row, now, zone)
    if mail.why_not is WhyNot.NOT_YET and mail.due:
        return say("Goes on {date}", date=date_and_time(mail.due, zone))
    return say(ABSENT[mail.why_not]) if mail.why_not else ""


def state_words(row: Delivery, now: datetime, zone: ZoneInfo) -> str:
    """What became of this email."""
    match row.state:
        case DeliveryState.SENT:
            return say("Sent on {date}", date=date_and_time(row.settled_at or row.due, zone))
        case DeliveryState.REFUSED:
            return _refused(row)
        case DeliveryState.MISSED:
            return say("Not sent: {reason}", reason=say(REASONS[row.reason]) if row.reason in REASONS else row.reason)
        case DeliveryState.UNKNOWN:
            return say("Nobody knows whether it went: the mailbox did not say")
        case DeliveryState.SENDING:
            return say("Is being sent now")
        case DeliveryState.PENDING:
            return _waits(row, now, zone)


def _waits(row: Delivery, now: datetime, zone: ZoneInfo) -> str:
    if row.due <= now:
        return say("Is about to go")
    if row.due - now < timedelta(hours=12):
        return say("Waits for its slot at {time}", time=wall_time(row.due, zone))
    return say("Waits for its slot on {date}", date=date_and_time(row.due, zone))


def _refused(row: Delivery) -> str:
    if row.reason in REFUSALS:
        return say(REFUSALS[row.reason])
    return say("Refused by the mail service ({code})", code=row.reason)
