"""What a person sees of a mail: its text, and the invitation inside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

LONDON = ZoneInfo("Europe/London")
BLOCKS = frozenset(
    {"article", "blockquote", "div", "dl", "dt", "dd", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "main", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
SILENT = frozenset({"script", "style", "head", "title"})


class _Words(HTMLParser):
    """Collects the words of an HTML mail, a line per block, links spelt out behind their words."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self.pieces.append("\n\n" if tag.startswith(("p", "h", "table", "ul", "ol")) else "\n")
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag == "img" and given.get("alt"):
            self.pieces.append(f"[{given['alt']}]")
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self.pieces)))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag in BLOCKS:
            self.pieces.append("\n")
        elif tag == "a" and self._links:
            target, start = self._links.pop()
            words = "".join(self.pieces[start:]).strip()
            if target and target.removeprefix("mailto:") != words:
                self.pieces.append(f" ({target})")

    def handle_data(self, data: str) -> None:
        if self._silent <= 0:
            self.pieces.append(re.sub(r"\s+", " ", data))


def as_text(html: str) -> str:
    """The mail as a client without HTML would show it."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(words.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@dataclass(frozen=True)
class Invitation:
    """One VEVENT of a calendar attachment, its values ready to print."""

    rows: Sequence[tuple[str, str]]


def invitations(content: str) -> list[Invitation]:
    """The events in an .ics file; an empty list when it cannot be read."""
    try:
        calendar = Calendar.from_ical(content)
    except ValueError:
        return []
    return [_invitation(calendar, event) for event in calendar.walk("VEVENT")]


def _invitation(calendar: Component, event: Component) -> Invitation:
    rows = [
        ("Summary", _said(event, "SUMMARY")),
        ("Start", _time(event, "DTSTART")),
        ("End", _time(event, "DTEND")),
        ("Method", _said(calendar, "METHOD")),
        ("Status", _said(event, "STATUS")),
        ("Organiser", _said(event, "ORGANIZER").removeprefix("mailto:")),
        ("Location", _said(event, "LOCATION")),
        ("Alarm", ", ".join(_alarm(alarm) for alarm in event.walk("VALARM"))),
        ("Sequence", _said(event, "SEQUENCE")),
        ("UID", _said(event, "UID")),
    ]
    return Invitation([(name, value) for name, value in rows if value])


def _said(component: Component, name: str) -> str:
    value = component.get(name)
    return "" if value is None else str(value)


def _alarm(alarm: Component) -> str:
    """When the alarm rings: a length of time to the start, or a moment."""
    trigger = alarm.get("TRIGGER")
    if trigger is None:
        return "never"
    if not isinstance(trigger.dt, timedelta):
        return when(trigger.dt)
    return f"{abs(trigger.dt)} {'after' if trigger.dt > timedelta() else 'before'} the start"


def _time(event: Component, name: str) -> str:
    value = event.get(name)
    return "" if value is None else when(value.dt)


def when(moment: date) -> str:
    """A moment in London as one writes it; a date without a time as a date."""
    if isinstance(moment, datetime):
        local = moment.astimezone(LONDON) if moment.tzinfo else moment
        return f"{local:%a} {local.day} {local:%b %Y, %H:%M}{f' {local:%Z}' if moment.tzinfo else ' (no zone)'}"
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def span(start: datetime, end: datetime) -> str:
    """The start and the end. If they share a day, it is named once."""
    first, last = start.astimezone(LONDON), end.astimezone(LONDON)
    if first.date() != last.date():
        return f"{when(start)} to {when(end)}"
    return f"{when(start.astimezone(LONDON).date())}, {first:%H:%M} to {last:%H:%M} {last:%Z}"
