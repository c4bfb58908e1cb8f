"""The register of a session: everyone with a place, a page at a time, and those whom a filter leaves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from shared.attention.rows import Matter, MatterKind
from shared.language.catalogue import Marked, say, say_many
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.place_words import STATES, hub_words, needs_words
from shared.pages.console.session_tabs import SessionTab, session_address, session_tabs
from shared.programme.model import Programme
from shared.registrations.roll import Entry
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import Session
from shared.sessions.words import session_words
from shared.text.plain import folded
from shared.web.paging import paged

PAGE = 50
"""People on one page."""

OWN_DEVICE, WITH_NEEDS, ALL = "own", "yes", ""

TROUBLE: Mapping[MatterKind, Marked] = {
    MatterKind.REFUSED: Marked("Refused"),
    MatterKind.BOUNCED: Marked("Came back"),
    MatterKind.SLIP: Marked("Address looks wrong"),
}
"""What the register says about somebody's emails, if something waits for the team."""


@dataclass(frozen=True)
class Filters:
    """Which people to show: by state, by hub, only those who need something, by a part of their name."""

    state: str = ALL
    hub: str = ALL
    needs: str = ALL
    name: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What stands in an address: never a name."""
        chosen = {"state": self.state, "hub": self.hub, "needs": self.needs}
        return {name: value for name, value in chosen.items() if value}

    def lets(self, entry: Entry) -> bool:
        """Whether this person is shown. Without a state, people who cancelled are not."""
        if entry.state != self.state if self.state else not entry.is_coming:
            return False
        if self.hub and entry.hub != ("" if self.hub == OWN_DEVICE else self.hub):
            return False
        if self.needs == WITH_NEEDS and not entry.needs:
            return False
        return folded(self.name) in folded(entry.name)


def filters_of(programme: Programme, fields: Mapping[str, object]) -> Filters:
    """The filters in a form or an address. What is no choice is none."""

    def one(name: str, choices: Sequence[str]) -> str:
        value = fields.get(name, "")
        return value if isinstance(value, str) and value in choices else ALL

    name = fields.get("name", "")
    return Filters(
        state=one("state", list(RegistrationState)),
        hub=one("hub", [OWN_DEVICE, *(hub.id for hub in programme.hubs)]),
        needs=one("needs", [WITH_NEEDS]),
        name=" ".join(name.split())[:100] if isinstance(name, str) else "",
    )


@dataclass(frozen=True)
class Register:
    """What the page shows: the session, everyone in its roll, the filters, the page's number, and what waits."""

    session: Session
    entries: Sequence[Entry]
    filters: Filters
    number: int = 1
    matters: Sequence[Matter] = ()


def register_page(frame: Frame, register: Register, done: str = "") -> str:
    """The register, from 50 people times `number` on."""
    programme, session, filters = frame.programme, register.session, register.filters
    shown = [entry for entry in register.entries if filters.lets(entry)]
    on_page = paged(shown, register.number, PAGE)
    trouble = {one.person: one.kind for one in register.matters if one.kind in TROUBLE}
    return render_in(
        frame,
        "pages/console/register.html",
        done=done,
        session=session_words(programme, session),
        tabs=session_tabs(session.id, SessionTab.REGISTER),
        here=session_address(session.id, SessionTab.REGISTER),
        back=session_address(session.id),
        counts=_counts(programme, register.entries),
        is_empty=not register.entries,
        filters=filters,
        states=[("", say("Everyone who did not cancel")), *((state.value, say(STATES[state])) for state in STATES)],
        hubs=[
            ("", say("Everywhere")),
            (OWN_DEVICE, say("Own device")),
            *((hub.id, hub.name) for hub in programme.hubs),
        ],
        caption=_caption(len(shown), on_page.number, on_page.last, has_name=bool(filters.name)),
        rows=[_row(programme, session, entry, trouble.get(entry.person)) for entry in on_page.items],
        previous=_link(register, on_page.number - 1) if on_page.number > 1 and not filters.name else None,
        next=_link(register, on_page.number + 1) if on_page.number < on_page.last and not filters.name else None,
    )


def _row(programme: Programme, session: Session, entry: Entry, trouble: MatterKind | None) -> list[object]:
    state = say(STATES[entry.state])
    if entry.standing and entry.is_coming:
        state = say("{state}, comes every time", state=state)
    return [
        {"text": entry.name, "href": f"{session_address(session.id, SessionTab.REGISTER)}/{entry.person}"},
        hub_words(programme, entry.hub),
        state,
        needs_words(programme, entry.needs) or say("Nothing"),
        say(TROUBLE[trouble]) if trouble else say("As planned"),
    ]


def _counts(programme: Programme, entries: Sequence[Entry]) -> list[str]:
    """Sentences that say how many there are. The team sees each name, so these are true numbers."""
    states = Counter(entry.state for entry in entries)
    seated = [entry for entry in entries if entry.state is RegistrationState.REGISTERED]
    sentences = [say_many("{count} person has a seat", "{count} people have a seat", count=len(seated))]
    if waiting := states[RegistrationState.WAITING]:
        sentences.append(
            say_many(
                "{count} person is on the waiting list",
                "{count} people are on the waiting list",
                count=waiting,
            )
        )
    if unconfirmed := states[RegistrationState.PROVISIONAL]:
        sentences.append(
            say_many(
                "{count} person has not confirmed their address",
                "{count} people have not confirmed their address",
                count=unconfirmed,
            )
        )
    hubs = Counter(entry.hub for entry in seated if programme.hub(entry.hub))
    sentences += [
        say_many(
            "{count} person comes to {hub}", "{count} people come to {hub}", count=count, hub=hub_words(programme, hub)
        )
        for hub, count in sorted(hubs.items())
    ]
    return sentences


def _caption(count: int, number: int, last: int, *, has_name: bool) -> str:
    people = say_many("{count} person", "{count} people", count=count)
    if last == 1:
        return people
    if has_name:
        return say("{people}. The first {first} are shown: enter more of the name", people=people, first=PAGE)
    return say("{people}, page {number} of {last}", people=people, number=number, last=last)


def _link(register: Register, number: int) -> tuple[str, str]:
    query = {**register.filters.query, "page": str(number)}
    address = session_address(register.session.id, SessionTab.REGISTER)
    return say("Page {number}", number=number), f"{address}?{urlencode(query)}"
