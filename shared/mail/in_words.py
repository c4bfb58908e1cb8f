"""Emails in words: what each kind is, how far one has come, and why it did not go."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from shared.language.catalogue import Marked, say
from shared.language.dates import date_and_time
from shared.mail.rows import Delivery, DeliveryState, MailKind

KINDS: Mapping[MailKind, Marked] = {
    MailKind.ADDRESS: Marked("Is this your address?"),
    MailKind.CONFIRMATION: Marked("Confirmation"),
    MailKind.SEAT: Marked("A place became free"),
    MailKind.CANCELLATION: Marked("Place cancelled"),
    MailKind.STOPPED: Marked("Stopped coming to every session"),
    MailKind.CHANGED: Marked("New time"),
    MailKind.SESSION_CANCELLED: Marked("Session cancelled"),
    MailKind.REDIRECTED: Marked("A question goes elsewhere"),
    MailKind.NOTICE: Marked("Message to everyone"),
    MailKind.REMINDER: Marked("Reminder"),
    MailKind.HOSTING: Marked("Invitation to host"),
    MailKind.BRIEFING: Marked("Briefing"),
    MailKind.BRIEFING_UPDATE: Marked("Questions after the briefing"),
    MailKind.FEEDBACK: Marked("Request for feedback"),
    MailKind.DIGEST: Marked("Digest"),
    MailKind.HELD: Marked("Texts that wait for a person"),
    MailKind.BULLETIN_DRAFT: Marked("Draft of the bulletin"),
    MailKind.BULLETIN: Marked("Bulletin"),
    MailKind.MEND: Marked("A sign-up that could not be used"),
    MailKind.AUDIENCE: Marked("A sign-up that was refused"),
    MailKind.ALERT: Marked("Alert about failed work"),
}
"""What each kind of email is."""

STATES: Mapping[DeliveryState, Marked] = {
    DeliveryState.PENDING: Marked("Waiting"),
    DeliveryState.SENDING: Marked("Being sent"),
    DeliveryState.SENT: Marked("Sent"),
    DeliveryState.REFUSED: Marked("Refused"),
    DeliveryState.MISSED: Marked("Not sent"),
    DeliveryState.UNKNOWN: Marked("Outcome not known"),
}
"""How far an email has come, in a word or two."""

REASONS: Mapping[str, Marked] = {
    # it was not sent
    "a later reminder is due": Marked("a later reminder was due"),
    "a mail about this session went just before": Marked("another email about this session went just before"),
    "asked for more than a day ago": Marked("it was asked for more than a day before"),
    "everything in this issue for this reader is past": Marked("everything in this issue for this reader is past"),
    "it changed since, and a later mail says how": Marked("something changed since, and a later email says what"),
    "it has no usable address": Marked("the sign-up has no address that can be used"),
    "it is more than a day old": Marked("it is more than a day old"),
    "it was dealt with meanwhile": Marked("somebody dealt with it meanwhile"),
    "it was mended or dropped meanwhile": Marked("the sign-up was corrected or dropped meanwhile"),
    "it was refused more than a week ago": Marked("the sign-up is more than a week old"),
    "no longer a facilitator": Marked("the person is no longer a facilitator"),
    "no longer subscribed": Marked("the person no longer gets the bulletin"),
    "no question came after the briefing": Marked("no question came after the briefing"),
    "no text waits any more": Marked("no text waits any more"),
    "nobody vouched for the address": Marked("the person did not confirm their address"),
    "nothing in this issue concerns this reader": Marked("nothing in this issue concerns this reader"),
    "nothing waits for an answer": Marked("nothing waits for an answer"),
    "somebody else operates the café now": Marked("somebody else operates the café now"),
    "somebody else reads held texts now": Marked("somebody else reads held texts now"),
    "the facilitator is not kept any more": Marked("the facilitator is not kept any more"),
    "the message is not for this person any more": Marked("the message is not for this person any more"),
    "the message is not kept any more": Marked("the message is not kept any more"),
    "the person came back": Marked("the person came back"),
    "the person had no seat": Marked("the person had no seat"),
    "the person has no seat": Marked("the person had no seat"),
    "the registration is cancelled": Marked("the person cancelled"),
    "the registration is not kept any more": Marked("the sign-up is not kept any more"),
    "the session has begun": Marked("the session had begun"),
    "the session has no digest": Marked("the session has no digest"),
    "the session is cancelled": Marked("the session is cancelled"),
    "the session is cancelling": Marked("the session is being cancelled"),
    "the session is closed": Marked("the session is over"),
    "the session is ended": Marked("the session is over"),
    "the session is more than a week ago": Marked("the session was more than a week before"),
    "the session is not kept any more": Marked("the session is not kept any more"),
    "the session is over": Marked("the session is over"),
    "the session is planned": Marked("the session was not open"),
    "the session takes place": Marked("the session takes place after all"),
    "the session was moved": Marked("the session was moved"),
    "the sign-up was accepted or removed meanwhile": Marked("the sign-up was accepted or removed meanwhile"),
    "the sign-up was decided about meanwhile": Marked("somebody decided about the sign-up meanwhile"),
    "there is no news": Marked("there is no news"),
    "this draft is more than a week old": Marked("the draft is more than a week old"),
    "this facilitator no longer hosts the series": Marked("the person no longer hosts these sessions"),
    "this issue is a draft no more": Marked("this issue is a draft no more"),
    "this issue is not approved": Marked("this issue is not approved"),
    "this issue is too old": Marked("this issue is too old"),
    "this issue was called off": Marked("this issue was called off"),
    # it was refused, or came back
    "bounced": Marked("it came back, because the other side did not take it"),
    "not allowed here": Marked("this café may not email this address (it is not the live one)"),
    "ErrorInvalidRecipients": Marked("the mail system does not take this address"),
    "ErrorRecipientNotFound": Marked("the mail system does not know this address"),
    "ErrorMessageSizeExceeded": Marked("the email is too large"),
    # nobody knows
    "the mailbox did not say whether it was sent": Marked("the mailbox did not say whether it was sent"),
}
"""Every reason that a delivery can have, in words for the team. What Graph says besides stays as it is."""


def kind_words(kind: MailKind) -> str:
    """What kind of email it is."""
    return say(KINDS[kind])


def state_words(state: DeliveryState) -> str:
    """How far the email has come, in a word or two."""
    return say(STATES[state])


def reason_words(reason: str) -> str:
    """Why it did not go. Empty if there is no reason to give."""
    return say(REASONS[reason]) if reason in REASONS else reason


def outcome_words(delivery: Delivery, zone: ZoneInfo) -> str:
    """How far the email has come, with the time or the reason, as in "Not sent: the session was moved"."""
    reason = reason_words(delivery.reason)
    match delivery.state:
        case DeliveryState.PENDING:
            return say("Waits for its turn: {when}", when=date_and_time(delivery.due, zone))
        case DeliveryState.SENT if delivery.settled_at:
            return say("Sent: {when}", when=date_and_time(delivery.settled_at, zone))
        case DeliveryState.REFUSED if reason:
            return say("Refused: {reason}", reason=reason)
        case DeliveryState.MISSED if reason:
            return say("Not sent: {reason}", reason=reason)
        case DeliveryState.UNKNOWN:
            return say("Nobody knows whether it was sent. An admin decides.")
    return state_words(delivery.state)
