"""The version in the address of a linked file."""

import re

from shared.templates.static import asset_url, version


def test_a_version_is_twelve_hexadecimal_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", version())
    assert asset_url("cafe.js") == f"/assets/cafe.js?v={version()}"
