"""Names with a web address in them are no names."""

import pytest

from shared.text.names import has_web_address


@pytest.mark.parametrize(
    "name",
    [
        "https://evil.example.org/free",
        "Win a prize at www.prizes.example",
        "Amara evil.com",
        "Dr http:evil",
        "free.money.xyz now",
        "write to jo@example.org",
        "EVIL.CO.UK",
    ],
)
def test_a_web_address_is_seen(name: str) -> None:
    assert has_web_address(name)


@pytest.mark.parametrize(
    "name",
    ["Amara Nwosu", "Dr.Smith", "J.R.R. O'Neill-Patel", "St. John Rivers", "Zoë 😀", "王小明", "A. B. Commons"],
)
def test_a_name_is_none(name: str) -> None:
    assert not has_web_address(name)
