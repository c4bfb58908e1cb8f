"""What an act about a session will do, and to how many: the sentences of the page that asks before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.language.catalogue import say, say_many
from shared.language.dates import date_and_time, from_to, long_date
from shared.notices.rows import ALL, HUB, REGISTERED
from shared.notices.writing import NewNotice
from shared.pages.console.session_words import later_words, people_words
from shared.programme.model import Programme
from shared.registrations.roll import Counts
from shared.registrations.seats import capacity_of
from shared.sessions.cancelling import when_to_tell
from shared.sessions.rescheduling import when_to_tell_of_move
from shared.sessions.rows import Session, SessionState

A_MINUTE = timedelta(minutes=1)
"""A message to everyone takes so long until its first email goes."""


@dataclass(frozen=True)
class Before:
    """What is known before an act: the session, who has a place, and the time."""

    programme: Programme
    session: Session
    counts: Counts
    now: datetime

    @property
    def told(self) -> str:
        """How many people hear of a change: "31 people with a place, 2 on the waiting list"."""
        seats = say_many("{count} person with a place", "{count} people with a place", count=self.counts.registered)
        if not self.counts.waiting:
            return seats
        waiting = say_many("{count} on the waiting list", "{count} on the waiting list", count=self.counts.waiting)
        return say("{seats}, {waiting}", seats=seats, waiting=waiting)

    @property
    def hosts(self) -> str:
        """How many facilitators there are."""
        count = len(self.programme.facilitators_of(self.session.series))
        return say_many("{count} facilitator", "{count} facilitators", count=count)

    def at(self, moment: datetime) -> str:
        """The moment in words."""
        return later_words(moment, self.now, self.programme.zone)


def effect_of_moving(before: Before, start: datetime, end: datetime) -> Sequence[str]:
    """What moving does."""
    session, zone = before.session, before.programme.zone
    old = f"{long_date(session.start, zone)}, {from_to(session.start, session.end, zone)}"
    new = f"{long_date(start, zone)}, {from_to(start, end, zone)}"
    if (session.start, session.end) == (start, end):
        return [say("The session is on {date} already. Nothing changes.", date=old)]
    if session.state is SessionState.PLANNED:
        return [say("The session moves from {old} to {new}.", old=old, new=new), say("Nobody has to be told yet.")]
    tell_at = when_to_tell_of_move(session, start, before.now)
    when = (
        say("They are told at once, because the session starts within two hours.")
        if tell_at <= before.now
        else say("They are told at {time}. Until then you can move it again, or back.", time=before.at(tell_at))
    )
    return [
        say("The session moves from {old} to {new}.", old=old, new=new),
        say("The Teams meeting moves with it, and its link stays the same."),
        say("{people} and {hosts} get an email with the new time.", people=before.told, hosts=before.hosts),
        when,
    ]


def effect_of_cancelling(before: Before, reason: str) -> Sequence[str]:
    """What cancelling does."""
    tell_at = when_to_tell(before.session, before.now)
    who = {"people": before.told, "hosts": before.hosts, "reason": reason}
    session, zone = before.session, before.programme.zone
    when = f"{long_date(session.start, zone)}, {from_to(session.start, session.end, zone)}"
    off = say("The session of {cafe} on {when} will not take place.", cafe=session.title, when=when)
    gone = say("Nobody can sign up for it from now on, and no reminder goes.")
    if tell_at <= before.now:
        at_once = say("All this happens at once, because the session starts within two hours. You cannot restore it.")
        told = say("{people} and {hosts} get an email with your reason: “{reason}”", **who)
        return [off, gone, say("The Teams meeting is cancelled."), told, at_once]
    at = before.at(tell_at)
    return [
        off,
        gone,
        say("Until {time} you can restore it, and nobody hears of it.", time=at),
        say("At {time} the Teams meeting is cancelled.", time=at),
        say("At {time} {people} and {hosts} get an email with your reason: “{reason}”", time=at, **who),
    ]


def effect_of_restoring() -> Sequence[str]:
    """What restoring does."""
    return [
        say("The session takes place after all, with everyone who has a place."),
        say("Nobody was told that it was cancelled, so nobody gets an email."),
        say("People can sign up for it again."),
    ]


def effect_of_capacity(before: Before, wanted: int | None) -> Sequence[str]:
    """What another number of places does."""
    session, counts = before.session, before.counts
    new = capacity_of(before.programme, session.model_copy(update={"capacity": wanted}))
    people = people_words(counts.registered)
    if new is None:
        words = [say("The session has no limit of its own any more, and its café has none: everyone gets a place.")]
    else:
        words = [say_many("The session has {count} place.", "The session has {count} places.", count=new)]
    if new is not None and counts.registered > new:
        return [
            *words,
            say("{people} have a place already. Nobody loses theirs.", people=people),
            say("Nobody new gets a place before fewer than {count} people have one.", count=new),
        ]
    moving_up = min(counts.waiting, counts.waiting if new is None else new - counts.registered)
    if moving_up:
        return [
            *words,
            say_many(
                "{count} person moves up from the waiting list, and gets an email at once.",
                "{count} people move up from the waiting list, and get an email at once.",
                count=moving_up,
            ),
        ]
    return [*words, say("{people} have a place. Nobody gets an email because of this.", people=people)]


def effect_of_theme(theme: str) -> Sequence[str]:
    """What another theme does."""
    first = say("The session has the theme “{theme}”.", theme=theme) if theme else say("The session has no theme.")
    return [
        first,
        say("People read it on the home page, on their own page and in every later email about the session."),
        say("Nobody gets an email because of it. Calendars show it from the next email with a calendar file on."),
    ]


def effect_of_making(programme: Programme, session: Session) -> Sequence[str]:
    """What making a one-off session does."""
    zone = programme.zone
    when = f"{long_date(session.start, zone)}, {from_to(session.start, session.end, zone)}"
    count = len(programme.facilitators_of(session.series))
    return [
        say("There will be a session of {cafe} on {when}.", cafe=session.title, when=when),
        *([say("Its theme is “{theme}”.", theme=session.theme)] if session.theme else []),
        say("It gets a Teams meeting, and people can sign up for it from then on."),
        say_many(
            "{count} facilitator gets an invitation by email.",
            "{count} facilitators get an invitation by email.",
            count=count,
        ),
        say("Everyone who comes to every session gets a place. The next email that they get tells them."),
    ]


def count_meant(counts: Counts, whom: str) -> int:
    """How many people a message is for."""
    if whom.startswith(HUB):
        return (counts.hubs or {}).get(whom.removeprefix(HUB), 0)
    return counts.registered + (counts.waiting if whom == ALL else 0)


def whom_words(programme: Programme, whom: str) -> str:
    """Whom a message is for, in words."""
    if whom == ALL:
        return say("everyone with a place, and everyone on the waiting list")
    hub = programme.hub(whom.removeprefix(HUB))
    if whom != REGISTERED and hub:
        return say("everyone with a place who joins at {hub}", hub=hub.name)
    return say("everyone with a place")


def effect_of_writing(before: Before, wanted: NewNotice, last_at: datetime, *, is_doubtful: bool) -> Sequence[str]:
    """What writing to everyone does."""
    count, session = count_meant(before.counts, wanted.whom), before.session
    words = [
        say_many(
            "{count} person gets this email: {whom}.",
            "{count} people get this email: {whom}.",
            count=count,
            whom=whom_words(before.programme, wanted.whom),
        ),
        say("They go one after the other, the last one at about {time}.", time=before.at(last_at + A_MINUTE)),
        say("It cannot be taken back. Whoever cancels before their turn does not get it."),
    ]
    if last_at > session.start > before.now:
        start = date_and_time(session.start, before.programme.zone)
        words.append(say("Some get it only after the session has started ({start}).", start=start))
    if is_doubtful:
        words.append(say("We cannot tell whether it names somebody. Please read it once more."))
    return words
