"""Addresses: which are usable, and when two are the same person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.addresses import is_address, mended_address, normal_address

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("siobhan.o\u2019brien@example.nhs.uk", "siobhan.o'brien@example.nhs.uk"),
        ("d\u02bcangelo.rossi@example.org", "D'Angelo.Rossi@example.org"),
        ("anne\u2011marie.ford@example.org", "anne-marie.ford@example.org"),
        ("\uff4a\uff4f.bloggs\uff20example\uff0enhs.uk", "jo.bloggs@example.nhs.uk"),
        ("jo@b\u00fccher.example.org", "jo@xn--bcher-kva.example.org"),
        ("jo@B\u00dcCHER.example.org", "jo@XN--BCHER-KVA.example.org"),
        ("jo@bu\u0308cher.example.org", "jo@b\u00fccher.example.org"),
        ("jo@stra\u00dfe.example.org", "jo@xn--strae-oqa.example.org"),
        ("amara.nwosu_example.nhs.uk#EXT#@northmoor.onmicrosoft.com", "amara.nwosu@example.nhs.uk"),
        ("jo_bloggs_example.org#ext#@northmoor.onmicrosoft.com", "jo_bloggs@example.org"),
    ],
)
def test_two_spellings_of_one_address_are_one_person(one: str, other: str) -> None:
    assert normal_address(one) == normal_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stra\u00dfe@example.org", "strasse@example.org"),
        ("jo@stra\u00dfe.example.org", "jo@strasse.example.org"),
        ("\u017fam@example.org", "sam@example.org"),
        ("\u212aate@example.org", "kate@example.org"),
        ("jo@\u212aent.example.org", "jo@kent.example.org"),
        ("d\u0131ana@example.org", "diana@example.org"),
        ("\u0130an@example.org", "ian@example.org"),
        ("\ufb01ona@example.org", "fiona@example.org"),
        ("\u0430mara@example.org", "amara@example.org"),
        ("jo@xn--abc-.example.org", "jo@abc.example.org"),
        ("jo+cafe@example.org", "jo@example.org"),
        ("j.o@example.org", "jo@example.org"),
        ("\u00c9lodie@example.org", "\u00e9lodie@example.org"),
    ],
)
def test_addresses_that_only_look_alike_are_two_people(one: str, other: str) -> None:
    assert normal_address(one) != normal_address(other)
    assert normal_address(mended_address(one)) != normal_address(mended_address(other))


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("\u2018jo.bloggs@example.nhs.uk\u2019", "jo.bloggs@example.nhs.uk"),
        ("\u201cjo.bloggs@example.nhs.uk\u201d", "jo.bloggs@example.nhs.uk"),
        ("\u201eJo Bloggs\u201c <jo.bloggs@example.nhs.uk>", "jo.bloggs@example.nhs.uk"),
        ("siobhan.o\u2019brien@example.nhs.uk", "siobhan.o'brien@example.nhs.uk"),
        ("jo_example.org#EXT#@northmoor.onmicrosoft.com", "jo@example.org"),
        ("jo\u200b.bloggs@example.nhs.uk", "jo.bloggs@example.nhs.uk"),
    ],
)
def test_an_address_is_kept_with_plain_characters(written: str, right: str) -> None:
    assert mended_address(written) == right


@given(st.text())
def test_mending_twice_is_mending_once(text: str) -> None:
    assert normal_address(normal_address(text)) == normal_address(text)
