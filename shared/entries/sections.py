"""All sections of the settings, in the order of their page."""

from collections.abc import Sequence

from shared.entries import law, places, series, team, words
from shared.entries.section import Section
from shared.language.catalogue import Marked

GROUPS: Sequence[tuple[Marked, Sequence[Section]]] = (
    (Marked("The café"), (words.TEXTS, series.SERIES, words.GROUND_RULES, places.HUBS)),
    (Marked("People"), (team.FACILITATORS, team.HELD_TEXTS, team.STAKEHOLDERS)),
    (Marked("What the café tells people"), (places.THEMES, places.NOT_FOR, words.FEEDS)),
    (Marked("What the law asks for"), (law.PRIVACY, law.ACCESSIBILITY, law.RETENTION, law.SMALL_NUMBERS)),
)

SECTIONS = {section.name: section for _, sections in GROUPS for section in sections}
"""Every section by its name in an address."""
