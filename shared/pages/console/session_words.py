"""Words for a session in the console: its state, who has a place, and how many."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.language.catalogue import say, say_many
from shared.language.dates import date_and_time, wall_time
from shared.registrations.roll import Counts
from shared.sessions.rows import Session, SessionState


@dataclass(frozen=True)
class StateWords:
    """The state in a word or two, the colour of its tag, and what it means. The meaning may be empty."""

    name: str
    colour: str
    meaning: str = ""


def session_state(session: Session, now: datetime, zone: ZoneInfo) -> StateWords:
    """What the team has to know of the session's state."""
    match session.state:
        case SessionState.PLANNED:
            return StateWords(say("Planned"), "grey", say("Its Teams meeting is not made yet. It opens by itself."))
        case SessionState.OPEN:
            return _open(session, now, zone)
        case SessionState.CANCELLING:
            told = wall_time(session.cancel_at or now, zone)
            meaning = say("Everyone will be told at {time}. Until then you can restore it.", time=told)
            return StateWords(say("Being cancelled"), "orange", meaning)
        case SessionState.CANCELLED:
            reason = say("Reason: {reason}", reason=session.reason) if session.reason else ""
            return StateWords(say("Cancelled"), "red", reason)
        case SessionState.ENDED:
            return StateWords(say("Over"), "blue", say("Attendance and feedback are still coming in."))
        case SessionState.CLOSED:
            return StateWords(say("Closed"), "grey")


def _open(session: Session, now: datetime, zone: ZoneInfo) -> StateWords:
    if session.start <= now < session.end:
        return StateWords(say("Running now"), "green")
    if session.end <= now:
        return StateWords(say("Over"), "blue", say("Attendance and feedback are still coming in."))
    if session.tell_at and now < session.tell_at:
        told = say("It was moved. Everyone will be told at {time}.", time=wall_time(session.tell_at, zone))
        return StateWords(say("Open"), "green", told)
    return StateWords(say("Open"), "green")


def seats_words(counts: Counts, capacity: int | None) -> str:
    """How many places are taken: "31 of 60 places taken" or "31 people"."""
    if capacity is None:
        return say_many("{count} person", "{count} people", count=counts.registered)
    return say("{count} of {capacity} places taken", count=counts.registered, capacity=capacity)


def people_words(count: int) -> str:
    """As in "1 person", "31 people"."""
    return say_many("{count} person", "{count} people", count=count)


def later_words(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment as people say it: the time alone if it is today, else with its date."""
    is_today = moment.astimezone(zone).date() == now.astimezone(zone).date()
    return wall_time(moment, zone) if is_today else date_and_time(moment, zone)
