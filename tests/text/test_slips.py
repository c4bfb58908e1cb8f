"""Slips in the domain of an address: a hint, with the address that was probably meant."""

import json
import os
from pathlib import Path

import pytest

from shared.text.slips import meant

SAMPLES = Path(os.environ.get("CAFE_SAMPLES", Path(__file__).parents[3] / "shared" / "samples")) / "field"


def test_slips_from_the_field_are_noticed_and_what_is_right_is_left_alone() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("no recorded addresses here: set CAFE_SAMPLES to the folder of samples")
    for case in json.loads((SAMPLES / "form-address-domain-slips.json").read_text("utf-8")):
        expected = case["meant"] if case["meant"] != case["written"] else ""
        assert meant(case["written"]) == expected


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("jo@nsh.net", "jo@nhs.net"),
        ("jo@nhs.met", "jo@nhs.net"),
        ("jo@gmail.co", "jo@gmail.com"),
        ("jo@gmaill.com", "jo@gmail.com"),
        ("Jo@Outlok.com", "jo@outlook.com"),
        ("jo@doctors.ogr.uk", "jo@doctors.org.uk"),
        ("jo@exmaple.nhs.uk", "jo@example.nhs.uk"),
        ("jo@example.nhs.u", "jo@example.nhs.uk"),
    ],
)
def test_one_slip_is_noticed(written: str, right: str) -> None:
    assert meant(written, ["example.nhs.uk"]) == right


@pytest.mark.parametrize(
    "written",
    [
        "jo@nhs.net",
        "jo@email.com",
        "jo@ymail.com",
        "jo@uhl.nhs.uk",
        "jo@nes.net",
        "jo@example.org",
        "jo@northmoor-general.nhs.uk",
        "jo@gmx.de",
        "no address",
        "",
    ],
)
def test_what_may_well_be_right_is_left_alone(written: str) -> None:
    assert meant(written, ["uhb.nhs.uk", "example.nhs.uk"]) == ""
