"""Keys and links: always the same, never personal, and only ours."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import ADDRESS
from local.memory.services import KEYS
from local.memory.tables import FORBIDDEN
from shared.keys import BadLink, Keys, Link

PARTS = st.lists(st.text(), max_size=4)


def test_a_person_has_one_key_however_the_address_is_written() -> None:
    assert KEYS.person(f" {ADDRESS.upper()} ") == KEYS.person(ADDRESS)


def test_with_another_secret_it_is_another_key() -> None:
    assert Keys("another secret, as long as it has to be").person(ADDRESS) != KEYS.person(ADDRESS)


@given(st.emails())
def test_a_key_says_nothing_and_may_stand_in_a_table_and_in_an_address(address: str) -> None:
    key = KEYS.person(address)
    assert re.fullmatch(r"[A-Za-z0-9_-]{24}", key)
    assert not FORBIDDEN.search(key)


@given(st.lists(st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"])), max_size=3))
def test_other_parts_or_another_purpose_make_another_key(parts: list[str]) -> None:
    key = KEYS.of("one", *parts)
    assert key == KEYS.of("one", *parts)
    assert KEYS.of("other", *parts) != key
    assert KEYS.of("one", *parts, "") != key


@given(st.sampled_from(Link), PARTS)
def test_a_link_gives_back_what_was_signed(link: Link, parts: list[str]) -> None:
    token = KEYS.sign(link, *parts)
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", token)
    assert KEYS.unsign(link, token) == tuple(parts)


@given(st.sampled_from(Link), st.sampled_from(Link), PARTS)
def test_a_link_of_one_kind_is_refused_as_another(made: Link, used: Link, parts: list[str]) -> None:
    token = KEYS.sign(made, *parts)
    if made is used:
        assert KEYS.unsign(used, token) == tuple(parts)
    else:
        with pytest.raises(BadLink):
            KEYS.unsign(used, token)


@given(st.text())
def test_a_link_that_is_not_ours_is_refused(token: str) -> None:
    with pytest.raises(BadLink):
        KEYS.unsign(Link.REGISTRATION, token)


@given(st.integers(0, 100), st.sampled_from("AZaz09_-."))
def test_a_link_with_a_character_changed_or_cut_short_is_refused(where: int, character: str) -> None:
    token = KEYS.sign(Link.FEEDBACK, "pgdit-2026-12-09", KEYS.person(ADDRESS))
    place = where % (len(token) - 1)  # of the very last character a base64 signature does not use every bit
    changed = token[:place] + character + token[place + 1 :]
    with pytest.raises(BadLink):
        KEYS.unsign(Link.FEEDBACK, token[:place])
    if changed != token:
        with pytest.raises(BadLink):
            KEYS.unsign(Link.FEEDBACK, changed)


def test_a_link_signed_with_another_secret_is_refused() -> None:
    token = Keys("another secret, as long as it has to be").sign(Link.REGISTRATION, "pgdit-2026-12-09")
    with pytest.raises(BadLink):
        KEYS.unsign(Link.REGISTRATION, token)
