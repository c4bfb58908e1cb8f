"""Finding people, and one person's page: their dates, what they agreed to, and what waits about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.attention.rows import Matter
from shared.bulletin.rows import Subscription
from shared.bulletin.subscriptions import is_active
from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import date_and_time, long_date
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.place import place_address
from shared.pages.console.place_words import STATES, hub_words
from shared.pages.console.register import TROUBLE
from shared.pages.console.waiting import email_words
from shared.programme.model import Programme
from shared.registrations.finding import Found
from shared.registrations.person import PersonIn

MOST = 50
"""People on the page of a search."""


def person_address(person: str, series: str) -> str:
    """The address of a person's page in one series."""
    return f"/console/people/{person}?series={series}"


@dataclass(frozen=True)
class Search:
    """What the page of the search shows. `found` is None before there was one."""

    wanted: str = ""
    found: Sequence[Found] | None = None
    error: str = ""
    done: str = ""
    may_erase: bool = False


DONE = {
    "erased": Marked("They are erased. Nothing that names them is left."),
    "erased-elsewhere": Marked(
        "They are erased, except from the programme in force. Take them out in Settings, publish, and erase them again."
    ),
}
"""What the page says after each act."""


def people_page(frame: Frame, search: Search) -> str:
    """The search, and whom it found."""
    titles = {one.id: one.title for one in frame.programme.series}
    found = search.found or ()
    return render_in(
        frame,
        "pages/console/people.html",
        wanted=search.wanted,
        errors=[("wanted", search.error)] if search.error else [],
        has_searched=search.found is not None,
        caption=_caption(len(found)),
        rows=[
            [{"text": one.name, "href": person_address(one.person, one.series)}, titles.get(one.series, one.series)]
            for one in found[:MOST]
        ],
        done=say(DONE[search.done]) if search.done in DONE else "",
        may_erase=search.may_erase,
    )


def _caption(count: int) -> str:
    people = say_many("{count} person", "{count} people", count=count)
    if count <= MOST:
        return people
    return say("{people}. The first {first} are shown: enter more of the name", people=people, first=MOST)


@dataclass(frozen=True)
class ShownPerson:
    """What a person's page shows."""

    found: PersonIn
    subscription: Subscription | None
    matters: Sequence[Matter]
    others: Sequence[str]
    """The other series within reach in which the person has a place."""
    now: datetime
    is_earlier: bool = False
    may_collect: bool = False
    may_erase: bool = False


def person_page(frame: Frame, shown: ShownPerson, done: str = "") -> str:
    """The person's page in one series."""
    programme, found = frame.programme, shown.found
    titles = {one.id: one.title for one in programme.series}
    here = f"/console/people/{found.person}"
    notice = {"address": say("The address is corrected. Both addresses get an email.")}.get(done, "")
    return render_in(
        frame,
        "pages/console/person.html",
        done=notice,
        name=found.details.name,
        title=titles.get(found.series, found.series),
        series=found.series,
        here=here,
        tabs=[
            (titles.get(each, each), person_address(found.person, each), each == found.series)
            for each in (found.series, *shown.others)
        ],
        facts=list(_facts(programme, shown)),
        waits=[
            (_matter(programme, one), f"/console/waiting/{one.id}")
            for one in sorted(shown.matters, key=lambda one: one.at, reverse=True)
            if one.kind in TROUBLE
        ],
        is_earlier=shown.is_earlier,
        dates=list(_dates(programme, found)),
        earlier=f"{person_address(found.person, found.series)}&before={found.earlier}" if found.earlier else "",
        may_collect=shown.may_collect,
        may_erase=shown.may_erase,
    )


def _dates(programme: Programme, found: PersonIn) -> Iterator[list[object]]:
    for date in found.dates:
        if place := date.place:
            day = long_date(date.session.start, programme.zone)
            yield [
                {"text": day, "href": place_address(date.session.id, found.person)},
                say(STATES[place.state]),
                hub_words(programme, place.details.hub),
            ]


def _facts(programme: Programme, shown: ShownPerson) -> Iterator[tuple[str, str]]:
    found, zone = shown.found, programme.zone
    yield say("Email address"), found.details.email
    yield say("Address confirmed"), _confirmed(shown, programme)
    if found.standing and not found.standing.ended:
        yield say("Comes every time"), say("Yes, since {date}", date=long_date(found.standing.since, zone))
    elif found.standing and found.standing.ended_at:
        yield say("Comes every time"), say("No, stopped on {date}", date=long_date(found.standing.ended_at, zone))
    else:
        yield say("Comes every time"), say("No")
    yield say("Agreed to get the answers"), say("Yes") if found.details.follow_up else say("No")
    yield say("Gets the bulletin"), _bulletin(shown, programme)


def _confirmed(shown: ShownPerson, programme: Programme) -> str:
    known = shown.found.known
    if known and known.vouched_at:
        return say("Yes, on {date}", date=long_date(known.vouched_at, programme.zone))
    if known and known.mailed_on:
        return say("No. We asked on {date}", date=known.mailed_on)
    return say("Nobody has confirmed it")


def _bulletin(shown: ShownPerson, programme: Programme) -> str:
    row = shown.subscription
    if row is None:
        return say("No")
    date = long_date(row.since, programme.zone)
    if is_active(row):
        return say("Yes, since {date}", date=date)
    return say("No, stopped on {date}", date=date) if row.ended else say("Not yet: they have not confirmed it")


def _matter(programme: Programme, one: Matter) -> str:
    date = date_and_time(one.at, programme.zone)
    what = say("{what}, on {date}", what=say(TROUBLE[one.kind]), date=date)
    return say("{what}. {reason}", what=what, reason=email_words(one.reason)) if one.reason else what
