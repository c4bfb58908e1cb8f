"""Addresses: which are usable, and when two are the same person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.addresses import is_address, normal_address

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=20)


@pytest.mark.parametrize(
    "text",
    [
        "amara.nwosu@example.nhs.uk",
        "o'brien+cafe@example.org",
        "siân_42@northmoor-general.example.org",
        "x@example.co",
        "someone@bücher.example.org",
        "someone@example.xn--p1ai",
        "a" * 64 + "@example.org",
    ],
)
def test_an_address_that_exchange_takes_is_usable(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "amara.nwosu",
        "amara.nwosu@",
        "@example.org",
        "amara nwosu@example.org",
        "amara@nwosu@example.org",
        "Amara <amara.nwosu@example.org>",
        "a@example.org, b@example.org",
        "a@example.org;b@example.org",
        "a@example",
        "a@example..org",
        "a@-example.org",
        "a@example-.org",
        "a@example.1",
        ".a@example.org",
        "a.@example.org",
        "a..b@example.org",
        "a@example.org\n",
        "a\n@example.org",
        'a"b@example.org',
        "a" * 65 + "@example.org",
        "a@" + ".".join(["b" * 60] * 5) + ".org",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not is_address(text)


@given(LETTERS, LETTERS, st.sampled_from('\n\r\t \x00<>,;:"\\()[]'), st.integers(0, 40))
def test_no_address_has_a_space_a_bracket_or_a_control_character(local: str, domain: str, bad: str, where: int) -> None:
    address = f"{local}@a{domain}.example.org"
    assert is_address(address)
    assert not is_address(address[:where] + bad + address[where:])


@pytest.mark.parametrize("text", ["Amara.Nwosu@Example.NHS.uk", "  amara.nwosu@example.nhs.uk\n"])
def test_the_same_person_is_recognised_by_the_address(text: str) -> None:
    assert normal_address(text) == "amara.nwosu@example.nhs.uk"


@given(st.text())
def test_a_normal_form_is_its_own(text: str) -> None:
    assert normal_address(normal_address(text.strip().lower())) == normal_address(text.strip().lower())
