"""What follows when an entry goes, in sentences for the page that asks whether to remove it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from shared.entries.choices import tables
from shared.entries.fields import Table
from shared.entries.following import ASKED_IN
from shared.entries.section import Section
from shared.language.catalogue import say, say_many
from shared.registrations.roll import rolls_of_series
from shared.services import Services
from shared.sessions.upcoming import upcoming


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
        *_form_choices(section, going),
    ]


def _series(services: Services, going: Going) -> Iterator[str]:
    coming = upcoming(services, going.id, going.now)
    if coming:
        yield say_many(
            "{count} session is still to come. Cancel it first: the draft cannot be published before.",
            "{count} sessions are still to come. Cancel them first: the draft cannot be published before.",
            count=len(coming),
        )
        people = len(_people(services, [going.id], going.now, lambda _: True))
        yield say_many("{count} person has a place in them.", "{count} people have a place in them.", count=people)


def _hubs(services: Services, going: Going) -> Iterator[str]:
    series = [str(one["id"]) for one in tables(going.data, "series")]
    people = len(_people(services, series, going.now, lambda hub: hub == going.id))
    if not people:
        yield say("Nobody chose it for a coming session.")
        return
    yield say_many(
        "{count} person chose it for a coming session. Their emails and page name no hub any more. Tell them.",
        "{count} people chose it for a coming session. Their emails and pages name no hub any more. Tell them.",
        count=people,
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


def _people(services: Services, series: Sequence[str], now: datetime, is_meant: Callable[[str], bool]) -> set[str]:
    """Everyone who comes, from today on, to a session of these series and to such a hub."""
    today = f"{now:%Y-%m-%d}"
    return {
        person
        for one in series
        for session, roll in rolls_of_series(services, one, now)
        if session >= f"{one}-{today}"
        for person, entry in roll.items()
        if entry.is_coming and is_meant(entry.hub)
    }


def _form_choices(section: Section, going: Going) -> Iterator[str]:
    """The choices of the Microsoft Form that mean this entry: nobody else takes them out there."""
    words = [
        words
        for form, question in ASKED_IN.get(section.key, ())
        for words, means in _options(going.data, form, question).items()
        if means == going.id
    ]
    for one in dict.fromkeys(words):
        yield say("The sign-up page offers “{words}” no longer. Take it out of the Microsoft Form too.", words=one)


def _options(data: Table, form: str, question: str) -> Mapping[str, str]:
    table: object = data.get("forms", {})
    for key in (form, "questions", question, "options"):
        table = cast(Table, table).get(key, {})
    return cast(Mapping[str, str], table)
