"""The page of the café's health: its parts, its timers, the nightly audit, and what is running."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import date_and_time
from shared.operations.checkup import CheckUp
from shared.operations.health import LATE
from shared.operations.heartbeats import LONGEST_SILENCE
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.things import Thing, thing_of

TIMERS: Mapping[str, Marked] = {
    "on_arrivals_due": Marked("Missing responses of the Forms"),
    "on_audit_due": Marked("Audit of the books"),
    "on_bounces_due": Marked("Mail that came back"),
    "on_bulletin_draft_due": Marked("Draft of the bulletin"),
    "on_closing_due": Marked("Ending sessions, attendance and digests"),
    "on_horizon_scan_due": Marked("News for the bulletin"),
    "on_planning_due": Marked("Planning sessions"),
    "on_pulse_due": Marked("Measuring the café's health"),
    "on_readers_due": Marked("Counting the readers of the bulletin"),
    "on_release_due": Marked("Releasing questions and feedback"),
    "on_reminders_due": Marked("Reminders and briefings"),
    "on_retention_due": Marked("Forgetting what was kept long enough"),
    "on_slots_due": Marked("Emails planned for later"),
    "on_unconfirmed_due": Marked("Sign-ups that nobody confirmed"),
}
"""What each timer does."""

KEY = r"(?<![\w-])[\w-]{24}(?![\w-])"
"""A person's key in what the audit says. It is compiled for the first page: that takes long."""


@dataclass(frozen=True)
class PartShown:
    """A part of the café: whether it works, and what to say about it."""

    name: str
    is_well: bool
    words: str
    link: tuple[str, str] | None = None
    """The words and the address of the page that has more."""


@dataclass(frozen=True)
class TimerShown:
    """A timer, when it last ran, and by when it runs again if all is well."""

    name: str
    id: str
    last: str
    by: str
    is_well: bool


@dataclass(frozen=True)
class WrongShown:
    """Something that did not add up in the audit of the books."""

    thing: Thing
    words: str


def health_page(frame: Frame, found: CheckUp, now: datetime, *, is_admin: bool) -> str:
    """How the café is. Only an admin has links to failed work."""
    zone = frame.programme.zone
    parts = [*_parts(found, is_admin=is_admin), _books(frame, found)]
    timers = sorted(_timers(frame, found, now), key=lambda one: (one.is_well, one.name))
    return render_in(
        frame,
        "pages/console/health.html",
        is_well=all(one.is_well for one in parts) and all(one.is_well for one in timers),
        measured=date_and_time(found.pulse.at, zone) if found.pulse else "",
        parts=parts,
        timers=timers,
        wrong=_wrong(frame, found.books.shown if found.books else ()),
        more=found.books.wrong - len(found.books.shown) if found.books else 0,
        versions=[
            (say("The café's program"), found.release),
            (say("Programme in force"), _version(found.programme_version)),
            (say("Python"), found.python),
        ],
    )


def _parts(found: CheckUp, *, is_admin: bool) -> Iterator[PartShown]:
    pulse = found.pulse
    yield PartShown(say("Storage"), True, say("It answered when you opened this page."))
    if pulse is None:
        yield PartShown(say("Health"), False, say("Nothing was measured yet. That happens every five minutes."))
        return
    graph = say("Graph cannot be used: {why}", why=pulse.graph) if pulse.graph else say("Mailboxes can be used.")
    yield PartShown(say("Microsoft Graph"), not pulse.graph, graph)
    minutes = pulse.oldest_due_seconds // 60
    yield PartShown(
        say("Emails"),
        pulse.oldest_due_seconds <= LATE.total_seconds(),
        say_many(
            "An email has been due for {count} minute.", "An email has been due for {count} minutes.", count=minutes
        )
        if minutes
        else say("No email is late."),
        (say("Emails by how far they have come"), "/console/deliveries"),
    )
    yield PartShown(
        say("Failed work"),
        not pulse.failed,
        say_many("One piece of work failed.", "{count} pieces of work failed.", count=pulse.failed)
        if pulse.failed
        else say("No work has failed."),
        (say("See what failed"), "/console/failed-work") if is_admin and pulse.failed else None,
    )
    yield PartShown(
        say("Waiting for the team"),
        True,
        say_many("One thing waits for somebody.", "{count} things wait for somebody.", count=pulse.waiting)
        if pulse.waiting
        else say("Nothing waits for anybody."),
        (say("See what waits"), "/console/waiting") if pulse.waiting else None,
    )


def _books(frame: Frame, found: CheckUp) -> PartShown:
    books = found.books
    if books is None:
        return PartShown(say("Audit of the books"), True, say("It has not run yet. It runs every night."))
    when = date_and_time(books.at, frame.programme.zone)
    if not books.wrong:
        return PartShown(say("Audit of the books"), True, say("Everybody got what we promised. ({when})", when=when))
    words = say_many(
        "One thing does not add up. ({when})", "{count} things do not add up. ({when})", count=books.wrong, when=when
    )
    return PartShown(say("Audit of the books"), False, words)


def _timers(frame: Frame, found: CheckUp, now: datetime) -> Iterator[TimerShown]:
    zone = frame.programme.zone
    for timer, longest in LONGEST_SILENCE.items():
        last = found.health.timers.get(timer)
        yield TimerShown(
            name=say(TIMERS[timer]) if timer in TIMERS else timer,
            id=timer,
            last=date_and_time(last, zone) if last else "",
            by=date_and_time(last + longest, zone) if last else "",
            is_well=last is None or last + longest >= now,
        )


def _wrong(frame: Frame, shown: Sequence[tuple[str, str]]) -> list[WrongShown]:
    person = say("a person")
    return [WrongShown(thing_of(frame.programme, about), re.sub(KEY, person, what)) for about, what in shown]


def _version(number: int) -> str:
    return say("Version {number}", number=number) if number else say("The deployed file")
