"""Addresses as people type them: a phone's apostrophes, and slips in the domain."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from local.memory.builders import NOW, a_registration, a_session, some_answers
from local.memory.services import KEYS, SECRET, some_services, the_programme
from shared.forms.answers import read_answers
from shared.forms.intake import PAGE, take_in
from shared.forms.working import work
from shared.keys import Keys
from shared.messages import ResponseReceived
from shared.programme.forms import Answer
from shared.registrations.rows import Registration
from shared.text.addresses import mended_address

SAMPLES = Path(os.environ.get("CAFE_SAMPLES", Path(__file__).parents[3] / "shared" / "samples")) / "field"


def cases(name: str) -> list[dict[str, Any]]:
    """A recorded file's entries."""
    if not SAMPLES.is_dir():
        pytest.skip("no recorded responses here: set CAFE_SAMPLES to the folder of samples")
    entries: list[dict[str, Any]] = json.loads((SAMPLES / name).read_text("utf-8"))
    return entries


def test_typographic_addresses_are_kept_plain_and_are_one_person() -> None:
    for case in cases("form-address-typographic.json"):
        (signed_up,) = read_answers(some_answers({Answer.EMAIL: case["written"]}), the_programme()).sign_ups
        assert signed_up.email == case["right"]
        assert KEYS.person(case["written"].strip("‘’“”")) == KEYS.person(case["right"])


def test_the_key_of_a_plain_address_stays_what_it_was() -> None:
    assert Keys(SECRET).person(" Amara.Nwosu@Example.NHS.uk") == Keys(SECRET).of("person", "amara.nwosu@example.nhs.uk")


def test_a_sign_up_with_another_spelling_does_not_replace_the_address_on_file() -> None:
    services = some_services(having=[a_session(), a_registration()])
    answers = some_answers({Answer.EMAIL: "AMARA.NWOSU@EXAMPLE.NHS.UK"})
    take_in(services, PAGE, "1", answers, NOW + timedelta(hours=1))
    work(services, ResponseReceived(form=PAGE, response="1"), NOW + timedelta(hours=1))
    (place,) = services.tables.rows(Registration)
    assert place.details.email == "amara.nwosu@example.nhs.uk"


@pytest.mark.parametrize("twin", ["\u212aate@example.org", "strasse@example.org"])
def test_a_sign_up_for_a_twin_of_an_address_is_another_person(twin: str) -> None:
    own = {"\u212aate@example.org": "kate@example.org", "strasse@example.org": "straße@example.org"}[twin]
    assert mended_address(twin) == twin
    assert KEYS.person(twin) != KEYS.person(own)
