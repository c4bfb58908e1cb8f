"""What acts were about: in words, with a link to the page of the thing where it has one."""

import pytest

from local.memory.services import the_programme
from shared.pages.console.things import Thing, thing_of

DOCTORS = "Virtual Café for postgraduate doctors in training, 9 December 2026"
SESSION = "/console/sessions/pgdit-2026-12-09"


@pytest.mark.parametrize(
    ("about", "words", "address"),
    [
        ("session.pgdit-2026-12-09", DOCTORS, SESSION),
        ("pgdit-2026-12-09", DOCTORS, SESSION),
        ("pgdit-2026-12-09T1230.reminder-P1D", DOCTORS, SESSION),
        ("pgdit-2026-12-09-on-2026-12-10T1230.reminder-P1D", DOCTORS, SESSION),
        ("place.pgdit-2026-12-09.Kx", DOCTORS, f"{SESSION}/register/Kx"),
        ("place.nothing", "A place in a session", ""),
        ("person.Kx", "A person", "/console/people/Kx"),
        ("issue.2026-W50", "Bulletin of week 50, 2026", "/console/bulletin/2026-W50"),
        ("issue.2026-W50-2", "Bulletin of week 50, 2026", "/console/bulletin/2026-W50-2"),
        ("item.regulator-news.x", "An item of the bulletin", "/console/bulletin/items/regulator-news/x"),
        ("programme.3", "The programme, version 3", "/console/settings/programme/versions/3"),
        ("programme.draft", "The programme's draft", "/console/settings/programme/draft"),
        ("held.1", "A held text", ""),
        ("sign-up.1", "Reading a sign-up from the Form", ""),
        ("audience.1.pgdit", "Something that waited", ""),
        ("other-2026-12-09", "other-2026-12-09", ""),
        ("pgdit-2026-13-40", "pgdit-2026-13-40", ""),
        ("", "", ""),
    ],
)
def test_a_thing_has_words_and_a_link_if_it_has_a_page(about: str, words: str, address: str) -> None:
    assert thing_of(the_programme(), about) == Thing(words, address)
