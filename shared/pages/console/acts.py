"""The words for what the café will do by itself, on the pages that show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote

from shared.ahead.acts import TO, Act, ActKind, Whom
from shared.ahead.listing import Ahead
from shared.bulletin.issues import issue_title
from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import date_and_time, short_date, wall_time
from shared.programme.model import Programme
from shared.registrations.roll import Counts
from shared.reminders.due import offset_of
from shared.sessions.words import session_words

WHAT: Mapping[ActKind, Marked] = {
    ActKind.PLANNING: Marked("Plan the session and its Teams meeting"),
    ActKind.HOSTING: Marked("Invitation of the facilitators"),
    ActKind.CHANGED: Marked("Email about the new time"),
    ActKind.CANCELLED: Marked("Email about the cancellation"),
    ActKind.REMINDER: Marked("Reminder, {before} before"),
    ActKind.BRIEFING: Marked("Briefing"),
    ActKind.UPDATE: Marked("New questions since the briefing"),
    ActKind.ATTENDANCE: Marked("Count who came"),
    ActKind.FEEDBACK: Marked("Request for feedback"),
    ActKind.DIGEST: Marked("Digest"),
    ActKind.DRAFT: Marked("Draft of the bulletin"),
    ActKind.BULLETIN: Marked("Sending of the bulletin"),
    ActKind.GOING_OUT: Marked("Last email of the bulletin"),
}
"""What will happen, in short."""

IF_ANY: Mapping[ActKind, Marked] = {
    ActKind.UPDATE: Marked("Only if new questions come."),
    ActKind.DRAFT: Marked("Only if there is news."),
}
"""For what does not happen if there is nothing to tell."""


@dataclass(frozen=True)
class ActWords:
    """An act ready to print. `address` is empty for those who may not open it, and `note` if it depends on nothing."""

    what: str
    about: str
    when: str
    """The time of day, or "From 1:30pm" if it waits for something else too."""
    to: str
    note: str
    address: str
    is_held: bool = False


def what_words(act: Act) -> str:
    """What will happen."""
    if act.kind is ActKind.REMINDER:
        return say(WHAT[act.kind], before=duration_words(offset_of(act.detail)))
    return say(WHAT[act.kind])


def duration_words(span: timedelta) -> str:
    """As in "7 days", "1 hour", "1 day and 2 hours"."""
    hours, minutes = divmod(span.seconds // 60, 60)
    parts = [
        *([say_many("{count} day", "{count} days", count=span.days)] if span.days else []),
        *([say_many("{count} hour", "{count} hours", count=hours)] if hours else []),
        *([say_many("{count} minute", "{count} minutes", count=minutes)] if minutes else []),
    ]
    first = parts.pop(0) if parts else ""
    for part in parts:
        first = say("{one} and {other}", one=first, other=part)
    return first


def about_words(programme: Programme, ahead: Ahead, act: Act) -> str:
    """The session or the issue that it is about."""
    if not act.series:
        return issue_title(act.about)
    session = ahead.sessions.get(act.about)
    if session:
        words = session_words(programme, session)
        return say("{title}, {when}", title=words.title, when=date_and_time(session.start, programme.zone))
    title = next((one.title for one in programme.series if one.id == act.series), act.series)
    return say("{title}, {when}", title=title, when=short_date(date.fromisoformat(act.about[-10:])))


def to_words(programme: Programme, act: Act, counts: Mapping[str, Counts]) -> str:
    """To how many it goes, as far as that is known now."""
    whom = TO[act.kind]
    if whom in (Whom.SEATED, Whom.TOLD):
        return _people_words(whom, counts.get(act.about))
    if whom in (Whom.HOSTS, Whom.FACILITATORS):
        team = programme.facilitators_of(act.series) if whom is Whom.HOSTS else programme.facilitators
        return say_many("{count} facilitator", "{count} facilitators", count=len(team))
    return say("Its readers") if whom is Whom.READERS else say("Nobody")


def _people_words(whom: Whom, counts: Counts | None) -> str:
    if counts is None:
        return say("Everyone who has a seat") if whom is Whom.SEATED else say("Everyone who comes or waits")
    count = counts.registered + (counts.waiting if whom is Whom.TOLD else 0)
    return say_many("{count} person", "{count} people", count=count)


def when_words(programme: Programme, act: Act, now: datetime) -> str:
    """The time of day at which it happens."""
    if act.at <= now and not act.is_earliest:
        return say("Now")
    time = wall_time(act.at, programme.zone)
    return say("From {time}", time=time) if act.is_earliest else time


def note_words(act: Act) -> str:
    """What it depends on; empty if on nothing."""
    return say(IF_ANY[act.kind]) if act.if_any else ""


def act_address(act: Act) -> str:
    """The page of an act."""
    return f"/console/ahead/{quote(act.id, safe='')}"
