"""Outlook for Windows honours padding on table cells alone."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "shared" / "templates" / "mail"


class Padded(HTMLParser):
    """The elements that have padding of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.search(r"\bpadding", dict(attrs).get("style") or ""):
            self.tags.add(tag)


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_only_table_cells_have_padding(name: str) -> None:
    padded = Padded()
    padded.feed((TEMPLATES / name).read_text("utf-8"))
    assert padded.tags <= {"td", "th"}
