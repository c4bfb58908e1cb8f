"""Letters as their readers see them: the text derived from the HTML, the links, the calendar file."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from icalendar import Calendar

from shared.mail.letter import Letter

VOID = frozenset({"meta", "hr", "br"})
BREAKS = frozenset({"p", "h1", "h2", "li", "div", "tr", "caption"})
UNSEEN = frozenset({"style", "title"})


@dataclass
class Read(HTMLParser):
    """What there is to read: lines of text, addresses of links, and which elements there are."""

    lines: list[str] = field(default_factory=lambda: [""])
    links: list[str] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    tables: list[bool] = field(default_factory=list)
    """The tables around this place: whether each is there for the looks alone."""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag == "table":
            self.tables.append(("role", "presentation") in attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag in BREAKS:
            self.lines.append("")
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in BREAKS:
            self.lines.append("")
        if tag in {"th", "td"} and not self.tables[-1]:
            self.lines[-1] += " | "
        if tag == "table":
            self.tables.pop()

    def handle_data(self, data: str) -> None:
        if not UNSEEN & set(self.open):
            self.lines[-1] += data


def read(letter: Letter) -> Read:
    """The letter, read; every element is closed."""
    reader = Read()
    reader.feed(letter.html)
    reader.close()
    assert reader.open == []
    reader.lines = [" ".join(line.split()) for line in reader.lines if line.strip()]
    return reader


def lines(letter: Letter) -> list[str]:
    """The letter's text, line by line."""
    return read(letter).lines


def unreadable_links(letter: Letter) -> set[str]:
    """The addresses that a reader of the text alone would not get to see."""
    text = "\n".join(lines(letter))
    return {link for link in read(letter).links if link.removeprefix("mailto:") not in text}


def heading(letter: Letter) -> str:
    """The letter's h1: the line after the café's name."""
    return lines(letter)[1]


def calendar_entries(letter: Letter) -> list[dict[str, Any]]:
    """The method and each event of the calendar file in the letter, property by property as text."""
    (file,) = letter.attachments
    calendar = Calendar.from_ical(file.content)
    assert isinstance(calendar, Calendar)
    assert file.content_type == f"text/calendar; charset=utf-8; method={calendar['METHOD']}"
    method = {"METHOD": str(calendar["METHOD"])}
    return [{**method, **{name: value.to_ical().decode() for name, value in one.items()}} for one in calendar.events]


def calendar_entry(letter: Letter) -> dict[str, Any]:
    """The one event of the calendar file in the letter."""
    (entry,) = calendar_entries(letter)
    return entry
