"""What follows when an entry goes, in sentences for the page that asks whether to remove it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.joining import WORDS
from shared.entries.section import Section
from shared.language.catalogue import say, say_many
from shared.registrations.roll import roll_of, rolls_of_series
from shared.services import Services
from shared.sessions.rows import OpenSession, session_key
from shared.versions.affected import coming


@dataclass(frozen=True)
class Going:
    """An entry that somebody wants to remove from the programme's data."""

    entry: Table
    data: Table
    now: datetime

    @property
    def id(self) -> str:
        """The entry's id."""
        return str(self.entry["id"])

    def others(self, key: str) -> list[Table]:
        """The list without the entry."""
        return [one for one in tables(self.data, key) if one["id"] != self.id]


def consequences_of(services: Services, section: Section, going: Going) -> list[str]:
    """What happens when the draft without this entry is published. Costs a few operations."""
    about = _BY_SECTION.get(section.key)
    always = section.entries.when_removed if section.entries else None
    return [
        *(about(services, going) if about else ()),
        *([say(always)] if always else ()),
        *_form_choices(going),
    ]


def _series(services: Services, going: Going) -> Iterator[str]:
    found = coming(services, going.id, going.now)
    if found.sessions:
        yield say_many(
            "{count} session is still to come. Cancel it first: the draft cannot be published before.",
            "{count} sessions are still to come. Cancel them first: the draft cannot be published before.",
            count=found.sessions,
        )
        yield say_many(
            "{count} person has a place in them.", "{count} people have a place in them.", count=found.people
        )


def _hubs(services: Services, going: Going) -> Iterator[str]:
    people = _who_chose(services, going)
    if not people:
        yield say("Nobody chose it for a coming session.")
        return
    yield say_many(
        "{count} person chose it for a coming session. Their emails and page name no hub any more. Tell them.",
        "{count} people chose it for a coming session. Their emails and pages name no hub any more. Tell them.",
        count=len(people),
    )


def _facilitators(_: Services, going: Going) -> Iterator[str]:
    titles = {str(one["id"]): str(one["title"]) for one in tables(going.data, "series")}
    others = going.others("facilitators")
    for series in cast(Sequence[str], going.entry.get("series", ())):
        title = titles.get(series, series)
        yield say("{series}: its coming sessions are taken out of their calendar.", series=title)
        if not any(series in cast(Sequence[str], one.get("series", ())) for one in others):
            yield say("{series}: nobody is left who hosts it.", series=title)
    gate = cast(Table, going.data.get("gate", {}))
    if gate.get("held_for") == going.id and others:
        yield say("{name} reads held texts from then on. You can choose somebody else.", name=others[0]["name"])


def _not_for(_: Services, going: Going) -> Iterator[str]:
    if going.entry.get("crisis") and not any(one.get("crisis") for one in going.others("not_for")):
        yield say("The café then has no help to show to somebody in a crisis. Mark another service as that help.")


_BY_SECTION: Mapping[str, Callable[[Services, Going], Iterator[str]]] = {
    "series": _series,
    "hubs": _hubs,
    "facilitators": _facilitators,
    "not_for": _not_for,
}


def _who_chose(services: Services, going: Going) -> set[str]:
    """Everyone who comes to this hub from today on. It reads the rolls' copies, which are at most a night old."""
    open_ids = [one.id for one in services.tables.partition(OpenSession, OpenSession.PARTITION)]
    found: set[str] = set()
    for series in (str(one["id"]) for one in tables(going.data, "series")):
        copies = {session: list(roll.values()) for session, roll in rolls_of_series(services, series, going.now)}
        since = f"{series}-{going.now:%Y-%m-%d}"
        for session in (one for one in open_ids if session_key(one)[0] == series and one >= since):
            entries = copies[session] if session in copies else roll_of(services, session)
            found |= {entry.person for entry in entries if entry.is_coming and entry.hub == going.id}
    return found


def _form_choices(going: Going) -> Iterator[str]:
    """The choices of the Microsoft Form that mean this entry: nobody else takes them out there."""
    for one in cast(Sequence[str], going.entry.get(WORDS, ())):
        yield say("The sign-up page offers “{words}” no longer. Take it out of the Microsoft Form too.", words=one)
