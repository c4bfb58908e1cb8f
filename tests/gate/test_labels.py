"""Labels that are fit to print in a table."""

import pytest

from local.memory.services import the_programme
from shared.gate.labels import label


@pytest.mark.parametrize(
    "text",
    [
        "General practice",
        "ST5 Anaesthetics",
        "Trauma & Orthopaedics",
        "Obstetrics and Gynaecology",
        "Northmoor General Hospital",
        "Consultant Paediatrician",
        "FY2",
        "St Mary's Hospital",
        "CT1-3",
        "Queen Elizabeth Hospital",
        "Forensic psychiatry",
    ],
)
def test_a_label_is_printed_as_it_was_typed(text: str) -> None:
    assert label(f" {text}  ", the_programme()) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "Fiona Marsh",
        "fiona",
        "Dr Marsh",
        "07700 900123",
        "1234567",
        "fiona.marsh@example.org",
        "I am not coping",
        "I would rather not say.",
        "Paediatrics, but my supervisor has left and nobody answers",
        "I want to make a complaint",
        "suicidal",
        "www.example.org",
        "x" * 61,
    ],
)
def test_what_is_no_label_is_left_out(text: str) -> None:
    assert label(text, the_programme()) == ""
