"""Where a request comes from, as far as anybody can know."""

from datetime import timedelta

import pytest

from local.memory.builders import NOW
from local.memory.services import KEYS
from shared.web.source import network_of, source_of


@pytest.mark.parametrize(
    ("header", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("203.0.113.77:51234", "203.0.113.0/24"),
        ("198.51.100.1, 203.0.113.77:51234", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("unknown", ""),
        ("203.0.113.77, <script>", ""),
    ],
)
def test_the_network_is_that_of_the_address_which_the_platform_added(header: str, network: str) -> None:
    assert network_of({"x-forwarded-for": header}) == network


def test_without_the_header_nobody_knows() -> None:
    assert (network_of({}), source_of({}, KEYS, NOW)) == ("", "")


def test_a_source_is_no_address_and_another_one_tomorrow() -> None:
    headers = {"x-forwarded-for": "203.0.113.77"}
    today, tomorrow = (source_of(headers, KEYS, NOW + timedelta(days=day)) for day in (0, 1))
    assert len({today, tomorrow, "203.0.113"}) == 3
    assert today == source_of({"x-forwarded-for": "203.0.113.9"}, KEYS, NOW)
    assert "203" not in today[:3]
