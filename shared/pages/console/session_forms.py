"""The forms of what a team changes about one session: what stands in their fields, and what was typed there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex

from shared.clock import from_wall
from shared.errors import NotUsable
from shared.language.catalogue import Marked, say
from shared.notices.rows import REGISTERED
from shared.notices.writing import ID, LONGEST_SUBJECT, LONGEST_TEXT, NewNotice
from shared.programme.model import Programme
from shared.programme.values import MOST_SEATS
from shared.registrations.capacity import NewCapacity, seats_text
from shared.sessions.cancelling import LONGEST_REASON
from shared.sessions.one_off import OneOff
from shared.sessions.rescheduling import Move, span_of
from shared.sessions.rows import Session
from shared.sessions.themes import LONGEST as LONGEST_THEME
from shared.sessions.themes import NewTheme
from shared.text.plain import in_lines, in_one_line
from shared.text.typed_dates import NotADay, TypedDay, as_typed, day_typed
from shared.text.typed_times import NotATime, number_typed, time_typed
from shared.web.requests import Fields, first_of

LEAST, MOST = 5, 480
"""How many minutes a session may last."""

type Typed = Mapping[str, str]
"""What stands in the fields, by their names."""


class SessionAct(StrEnum):
    """What a person can do about a session, as the end of its address."""

    MOVE = "move"
    CANCEL = "cancel"
    RESTORE = "restore"
    CAPACITY = "capacity"
    THEME = "theme"
    MESSAGE = "message"


TITLES: Mapping[SessionAct, Marked] = {
    SessionAct.MOVE: Marked("Move this session"),
    SessionAct.CANCEL: Marked("Cancel this session"),
    SessionAct.RESTORE: Marked("Restore this session"),
    SessionAct.CAPACITY: Marked("Change the number of places"),
    SessionAct.THEME: Marked("Set the theme"),
    SessionAct.MESSAGE: Marked("Write to everyone registered"),
}

FIELDS = ("on[day]", "on[month]", "on[year]", "at", "minutes", "reason", "capacity", "theme", "was")
MESSAGE_FIELDS = ("message", "whom", "subject", "text")
"""The fields of the forms, by name."""


def typed_in(fields: Fields) -> Typed:
    """What was typed, as it was."""
    return {name: first_of(fields, name) for name in fields}


def filled_from(programme: Programme, session: Session, act: SessionAct) -> Typed:
    """What stands in the act's fields at first: how the session is now."""
    match act:
        case SessionAct.MOVE:
            start = session.start.astimezone(programme.zone)
            minutes = (session.end - session.start) // timedelta(minutes=1)
            day = as_typed(start.date())
            times = {"at": f"{start:%H:%M}", "minutes": str(minutes), "was": span_of(session)}
            return dict(zip(FIELDS[:3], day, strict=True)) | times
        case SessionAct.CAPACITY:
            return {"capacity": seats_text(session), "was": seats_text(session)}
        case SessionAct.THEME:
            return {"theme": session.theme, "was": session.theme}
        case SessionAct.MESSAGE:
            return {"message": token_hex(16), "whom": REGISTERED}
    return {}


# --- what was typed -----------------------------------------------------------------------------------------


def move_of(programme: Programme, fields: Fields) -> Move:
    """The new time. Raises `NotUsable` with each field that is wrong."""
    start, minutes = _time_of(programme, fields)
    return Move(start=start, minutes=minutes, was=_was(fields))


def one_off_of(programme: Programme, fields: Fields) -> OneOff:
    """The new session. Raises `NotUsable` with each field that is wrong."""
    start, minutes = _time_of(programme, fields)
    return OneOff(start=start, minutes=minutes, theme=theme_of(fields).theme)


def reason_of(fields: Fields) -> str:
    """Why the session is cancelled. Raises `NotUsable`."""
    reason = in_one_line(first_of(fields, "reason"))
    if not reason:
        _refuse("reason", say("Enter why the session will not take place"))
    if len(reason) > LONGEST_REASON:
        _refuse("reason", say("Use {count} characters or fewer", count=LONGEST_REASON))
    return reason


def capacity_of_form(fields: Fields) -> NewCapacity:
    """How many places there will be; none if the field was left empty. Raises `NotUsable`."""
    typed = first_of(fields, "capacity").strip()
    number = number_typed(typed)
    if typed and (number is None or not 1 <= number <= MOST_SEATS):
        _refuse("capacity", say("Enter a number from 1 to {most}, or leave it empty", most=f"{MOST_SEATS:,}"))
    return NewCapacity(capacity=number, was=_was(fields))


def theme_of(fields: Fields) -> NewTheme:
    """The new theme. Raises `NotUsable`."""
    theme = in_one_line(first_of(fields, "theme"))
    if len(theme) > LONGEST_THEME:
        _refuse("theme", say("Use {count} characters or fewer", count=LONGEST_THEME))
    return NewTheme(theme=theme, was=_was(fields))


def notice_of(fields: Fields) -> NewNotice:
    """The message. Raises `NotUsable` with each field that is wrong."""
    subject, text = in_one_line(first_of(fields, "subject")), in_lines(first_of(fields, "text"))
    wrong = {
        "whom": "" if first_of(fields, "whom") else say("Select who gets the email"),
        "subject": _too_much(subject, LONGEST_SUBJECT) if subject else say("Enter a subject"),
        "text": _too_much(text, LONGEST_TEXT) if text else say("Enter a message"),
    }
    _refuse_all(wrong)
    form_id = first_of(fields, "message")
    if not ID.fullmatch(form_id):
        _refuse("text", say("This form is broken. Open it again"))
    return NewNotice(id=form_id, whom=first_of(fields, "whom"), subject=subject, text=text)


def _time_of(programme: Programme, fields: Fields) -> tuple[datetime, int]:
    typed: TypedDay = (first_of(fields, FIELDS[0]), first_of(fields, FIELDS[1]), first_of(fields, FIELDS[2]))
    day = at = None
    wrong = {"on": "", "at": "", "minutes": ""}
    try:
        day = day_typed(typed)
        wrong["on"] = "" if day else say("Enter a date")
    except NotADay as nothing:
        words = ", ".join(say(PARTS[part]) for part in nothing.missing)
        wrong["on"] = (
            say("The date must include: {parts}", parts=words) if words else say("Enter a real date, as in 16 12 2026")
        )
    try:
        at = time_typed(first_of(fields, "at"))
    except NotATime:
        wrong["at"] = say("Enter a time, as in 12:30 or 1:30pm")
    minutes = number_typed(first_of(fields, "minutes"))
    if minutes is None or not LEAST <= minutes <= MOST:
        wrong["minutes"] = say("Enter how many minutes, from {least} to {most}", least=LEAST, most=MOST)
    _refuse_all(wrong)
    if day is None or at is None or minutes is None:  # mypy cannot tell that one of them would be wrong
        raise NotUsable(say("Enter a date"))
    return from_wall(day, at, programme.zone), minutes


PARTS: Mapping[str, Marked] = {"day": Marked("day"), "month": Marked("month"), "year": Marked("year")}


def _was(fields: Fields) -> str | None:
    return first_of(fields, "was") if "was" in fields else None


def _too_much(words: str, most: int) -> str:
    return say("Use {count} characters or fewer", count=f"{most:,}") if len(words) > most else ""


def _refuse(field: str, message: str) -> None:
    raise NotUsable(message, [{"field": field, "message": message}])


def _refuse_all(wrong: Mapping[str, str]) -> None:
    errors = [{"field": field, "message": message} for field, message in wrong.items() if message]
    if errors:
        raise NotUsable(errors[0]["message"], errors)
