"""The emails about somebody's place in words: which one, and what became of it, or why there is none."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import date_and_time, wall_time
from shared.mail.in_words import kind_words, outcome_words
from shared.mail.rows import AGAIN, Delivery, DeliveryState
from shared.reminders.due import offset_of
from shared.reminders.mails_of_place import MailOfPlace, WhyNot

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


def title_words(mail: MailOfPlace) -> str:
    """Which email it is: "Reminder, 7 days before"."""
    kind = kind_words(mail.kind)
    if mail.row and mail.row.is_again:
        number = int(mail.row.detail.removeprefix(AGAIN) or 0)
        return say("{email}, sent again ({number})", email=kind, number=number)
    if mail.subject:
        return say("{email}: {subject}", email=kind, subject=mail.subject)
    return say("{email}, {before}", email=kind, before=before_words(offset_of(mail.before))) if mail.before else kind


def before_words(before: timedelta) -> str:
    """As in "7 days before", "1 hour before", "90 minutes before"."""
    if not before % timedelta(days=1):
        return say_many("{count} day before", "{count} days before", count=before // timedelta(days=1))
    if not before % timedelta(hours=1):
        return say_many("{count} hour before", "{count} hours before", count=before // timedelta(hours=1))
    return say_many("{count} minute before", "{count} minutes before", count=before // timedelta(minutes=1))


def became_words(mail: MailOfPlace, now: datetime, zone: ZoneInfo) -> str:
    """What became of it: "Sent: …", "Refused: …", "Waits for its slot at 12:40pm", "Goes on …"."""
    if mail.row and mail.row.state is DeliveryState.PENDING:
        return _waits(mail.row, now, zone)
    if mail.row:
        return outcome_words(mail.row, zone)
    if mail.why_not is WhyNot.NOT_YET and mail.due:
        return say("Goes on {date}", date=date_and_time(mail.due, zone))
    return say(ABSENT[mail.why_not]) if mail.why_not else ""


def _waits(row: Delivery, now: datetime, zone: ZoneInfo) -> str:
    if row.due <= now:
        return say("Is about to go")
    if row.due - now < timedelta(hours=12):
        return say("Waits for its slot at {time}", time=wall_time(row.due, zone))
    return say("Waits for its slot on {date}", date=date_and_time(row.due, zone))
