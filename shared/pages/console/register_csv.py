"""The register as a file for a spreadsheet. No cell is a formula, whatever somebody calls themselves."""

from collections.abc import Sequence

from shared.language.catalogue import say
from shared.pages.console.place_words import STATES, hub_words, needs_words
from shared.programme.model import Programme
from shared.registrations.rows import Registration, RegistrationState
from shared.text.csv_cells import csv_file


def register_csv(programme: Programme, places: Sequence[Registration]) -> bytes:
    """The places of people who did not cancel, in order of name."""
    head = [say("Name"), say("Email address"), say("Place"), say("Joins at"), say("Comes every time"), say("Needs")]
    coming = [one for one in places if one.state is not RegistrationState.CANCELLED]
    in_order = sorted(coming, key=lambda one: (one.details.name.casefold(), one.person))
    return csv_file(head, [_cells(programme, place) for place in in_order])


def _cells(programme: Programme, place: Registration) -> list[str]:
    details = place.details
    return [
        details.name,
        details.email,
        say(STATES[place.state]),
        hub_words(programme, details.hub),
        say("Yes") if place.standing else say("No"),
        needs_words(programme, details.access_needs),
    ]
