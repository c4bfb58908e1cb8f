"""The page of the audit trail: who did what, when, to what and why; and the same as a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from shared.audit_trail.reading import Filter, Page
from shared.audit_trail.rows import AuditEntry
from shared.audit_trail.words import ACTS, act_words
from shared.language.catalogue import say
from shared.language.dates import MONTHS, date_and_time
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.things import Thing, thing_of
from shared.text.csv_cells import csv_file

HOME = "/console/audit-trail"


@dataclass(frozen=True)
class Shown:
    """One act, ready to print."""

    at: str
    who: str
    act: str
    thing: Thing
    about: str
    """The address of all acts on the same thing. Empty if the page shows these."""
    reason: str


@dataclass(frozen=True)
class Choices:
    """What the form of the page offers, each as value and words. Only an admin can choose a person."""

    months: Sequence[tuple[str, str]]
    people: Sequence[tuple[str, str]]
    acts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class View:
    """How much somebody sees, and where they are."""

    names: Mapping[str, str]
    """The names of the team, by object id."""
    months: Sequence[str]
    is_all: bool
    """Whether they see everybody's acts, and not only their own."""
    is_later: bool = False
    """Whether this is a page after the first."""


def audit_trail_page(frame: Frame, wanted: Filter, found: Page, view: View) -> str:
    """A page of acts, the newest first."""
    people = sorted(view.names.items(), key=lambda one: one[1].casefold()) if view.is_all else []
    chosen = (wanted.month, wanted.act, wanted.about, wanted.who if view.is_all else "")
    return render_in(
        frame,
        "pages/console/audit_trail.html",
        acts=[_shown(frame, wanted, entry, view.names) for entry in found.entries],
        wanted=wanted,
        choices=Choices(
            [(month, month_words(month)) for month in view.months],
            people,
            sorted(((act, act_words(act)) for act in ACTS), key=lambda one: one[1]),
        ),
        thing=thing_of(frame.programme, wanted.about).words if wanted.about else "",
        is_filtered=any(chosen),
        is_later=view.is_later,
        first=_address(wanted),
        next=_address(wanted, found.next) if found.next else "",
        file=f"{HOME}/file?{_query(wanted)}".rstrip("?"),
        is_all=view.is_all,
    )


def audit_trail_file(frame: Frame, entries: Iterable[AuditEntry], names: Mapping[str, str]) -> bytes:
    """The acts as a CSV file, the newest first."""
    head = [say("When (UTC)"), say("Who"), say("Their id"), say("What"), say("On what"), say("Its id"), say("Reason")]
    rows = (
        (
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            names.get(entry.who, ""),
            entry.who,
            act_words(entry.act),
            thing_of(frame.programme, entry.about).words,
            entry.about,
            entry.reason,
        )
        for entry in entries
    )
    return csv_file(head, rows)


def month_words(month: str) -> str:
    """As in "December 2026"."""
    year, number = map(int, month.split("-"))
    return say("{month} {year}", month=say(MONTHS[number - 1]), year=year)


def _shown(frame: Frame, wanted: Filter, entry: AuditEntry, names: Mapping[str, str]) -> Shown:
    return Shown(
        at=date_and_time(entry.at, frame.programme.zone),
        who=names.get(entry.who, "") or entry.who,
        act=act_words(entry.act),
        thing=thing_of(frame.programme, entry.about),
        about="" if wanted.about else _address(Filter(about=entry.about)),
        reason=entry.reason,
    )


def _address(wanted: Filter, begin: str = "") -> str:
    query = _query(wanted, begin)
    return f"{HOME}?{query}" if query else HOME


def _query(wanted: Filter, begin: str = "") -> str:
    return urlencode([(name, value) for name, value in [*asdict(wanted).items(), ("from", begin)] if value])
