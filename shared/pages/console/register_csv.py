"""The register as a file for a spreadsheet. No cell is a formula, whatever somebody calls themselves."""

import csv
import io
from collections.abc import Sequence

from shared.language.catalogue import say
from shared.pages.console.place_words import STATES, hub_words, needs_words
from shared.programme.model import Programme
from shared.registrations.rows import Registration, RegistrationState

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Spreadsheets calculate a cell that begins so, and some take the full-width forms for the plain ones (OWASP, "CSV
injection"). An apostrophe before it makes it text.
"""

BOM = "\ufeff"
"""Excel reads a file as UTF-8 only if it begins with this."""


def register_csv(programme: Programme, places: Sequence[Registration]) -> bytes:
    """The places of people who did not cancel, in order of name."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        [say("Name"), say("Email address"), say("Place"), say("Joins at"), say("Comes every time"), say("Needs")]
    )
    coming = [one for one in places if one.state is not RegistrationState.CANCELLED]
    for place in sorted(coming, key=lambda one: (one.details.name.casefold(), one.person)):
        writer.writerow([safe_cell(cell) for cell in _cells(programme, place)])
    return (BOM + text.getvalue()).encode()


def safe_cell(text: str) -> str:
    """The text, as text: with an apostrophe before it if a spreadsheet could take it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(BEGINS_A_FORMULA) or text.startswith(BEGINS_A_FORMULA) else text


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
