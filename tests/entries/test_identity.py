"""Ids of new entries: made of the name, usable by the model, and never one that is taken."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.entries.identity import id_from


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Dr Imogen Hartley", "imogen-hartley"),
        ("Professor Idris Calloway", "idris-calloway"),
        ("Northmoor General, Postgraduate Centre", "northmoor-general"),
        ("Café für Ärzte", "cafe-fur-arzte"),
        ("O’Brien’s room", "obriens-room"),
        ("3rd floor library", "floor-library"),
        ("The", "the"),
        ("X", "entry-x"),
        ("李雷", "entry"),
        ("A" * 60, "a" * 27),
    ],
)
def test_an_id_is_made_of_the_name(name: str, made: str) -> None:
    assert id_from(name, ()) == made


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert id_from("Eastvale", {"eastvale", "eastvale-2"}) == "eastvale-3"


@given(st.text(max_size=80))
def test_whatever_the_name_the_model_takes_the_id(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]{1,30}", id_from(name, {"entry"}))
