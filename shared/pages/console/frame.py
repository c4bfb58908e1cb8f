"""The frame of the console's pages: who is signed in, and the places that their roles open."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.language.catalogue import Marked, say
from shared.programme.model import Programme
from shared.templates.rendering import render
from shared.web.doors import Asked
from shared.web.principal import Role


class ConsolePlace(StrEnum):
    """The console's places in their order, each with its address."""

    TODAY = "/console"
    SESSIONS = "/console/sessions"
    BULLETIN = "/console/bulletin"
    NUMBERS = "/console/numbers"
    SETTINGS = "/console/settings"


TITLES: Mapping[ConsolePlace, Marked] = {
    ConsolePlace.TODAY: Marked("Today"),
    ConsolePlace.SESSIONS: Marked("Sessions"),
    ConsolePlace.BULLETIN: Marked("Bulletin and actions"),
    ConsolePlace.NUMBERS: Marked("Numbers"),
    ConsolePlace.SETTINGS: Marked("Settings"),
}

OPENS: Mapping[ConsolePlace, Role] = {
    ConsolePlace.TODAY: Role.LEAD,
    ConsolePlace.SESSIONS: Role.FACILITATOR,
    ConsolePlace.BULLETIN: Role.LEAD,
    ConsolePlace.NUMBERS: Role.LEAD,
    ConsolePlace.SETTINGS: Role.FACILITATOR,
}
"""The role that opens each place. The menu shows nobody a place that is closed to them."""


@dataclass(frozen=True)
class PlaceLink:
    """An entry of the menu."""

    title: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Frame:
    """What every page of the console shows around its own content."""

    programme: Programme
    who: str
    """The name of the person who is signed in, as the directory gives it."""
    places: tuple[PlaceLink, ...]


def frame_of(asked: Asked, here: ConsolePlace) -> Frame:
    """The frame for the person who asks, on a page of this place."""
    somebody = asked.somebody
    links = [
        PlaceLink(say(TITLES[place]), place.value, place is here)
        for place in ConsolePlace
        if somebody and somebody.may(OPENS[place])
    ]
    return Frame(asked.services.programme, somebody.shown_name if somebody else "", tuple(links))


def render_in(frame: Frame, template: str, **words: object) -> str:
    """The page made of `template` (below `shared/templates`), in this frame."""
    return render(template, programme=frame.programme, frame=frame, **words)
