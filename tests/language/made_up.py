"""A made-up language: every sentence in wide letters between brackets, so that English left over stands out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from pydantic import BaseModel

from local.catalogues import messages
from local.memory.builders import NOW, a_question, a_session, a_sign_up, an_issue, an_item
from local.memory.services import MemoryServices, some_services, the_programme
from shared.bulletin.rows import IssueState
from shared.messages import SessionPlanned
from tests.language.unmarked import READ_ATTRIBUTES
from tests.pages.busy import WHY, WROTE

LANGUAGE = "xx"
REASON = "The panel is on strike."
WEEK = "2026-W49"
KEPT = re.compile(r"(<[^>]*>|%\(\w+\)s|%%|\{\w+\}|&\w+;)")
"""What a translation keeps of the English: elements, placeholders, entities."""

ADDRESSES = re.compile(r"https?://\S+|\S+@\S+\.\w+|%\{count\}|^NHS$")
"""What is the same in every language, and the logo."""


def wide(english: str) -> str:
    """As the made-up language has it: "⟦Ｄｅａｒ {name},⟧"."""
    parts = KEPT.split(english)
    parts[::2] = [re.sub(r"[A-Za-z]", lambda letter: chr(ord(letter[0]) + 0xFEE0), part) for part in parts[::2]]
    return f"⟦{''.join(parts)}⟧"


def a_made_up_language(folder: Path) -> Path:
    """A catalogue of it in this folder, which is given back."""
    catalogue = messages()
    for message in catalogue:
        if message.id:
            said = tuple(wide(one) for one in ((message.id,) if isinstance(message.id, str) else message.id))
            message.string = said if message.pluralizable else said[0]
    with (folder / f"{LANGUAGE}.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    return folder


def known(data: Iterable[str]) -> re.Pattern[str]:
    """Finds these texts, the longest first."""
    longest_first = sorted({_collapsed(one) for one in data} - {""}, key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(one)}(?!\w)" for one in longest_first), re.IGNORECASE)


def english_in(html: str, data: re.Pattern[str]) -> list[str]:
    """The texts of a page or a mail in which English is left, without what is data."""
    page = _Read()
    page.feed(html)
    page.close()
    texts = map(_collapsed, page.found)
    return [text for text in texts if re.search("[A-Za-z]{2}", data.sub(" ", ADDRESSES.sub(" ", text)))]


def an_issue_in(state: IssueState) -> MemoryServices:
    """An issue of one item, in this state."""
    approved = None if state is IssueState.DRAFT else NOW
    times = {"last_at": approved, "begins_at": approved, "held_because": REASON}
    issue = an_issue(id=WEEK, state=state, approved_at=approved).model_copy(update=times)
    return some_services(having=[an_item(), issue])


def each[Kind: str, Shown](of: Mapping[Kind, Sequence[Callable[[], Shown]]]) -> Sequence[object]:
    """Every one, as a test's parameter that is named by its kind and number."""
    return [pytest.param(one, id=f"{kind}-{number}") for kind, many in of.items() for number, one in enumerate(many)]


def strings(value: object) -> Iterator[str]:
    """Every text within a model or a value."""
    match value:
        case str():
            yield value
        case BaseModel():
            yield from strings(dict(value))
        case Mapping():
            yield from (text for part in (*value.keys(), *value.values()) for text in strings(part))
        case list() | tuple():
            yield from (text for part in value for text in strings(part))


def _collapsed(text: str) -> str:
    return " ".join(text.split())


class _Read(HTMLParser):
    """What there is to read, also for screen readers and for the page's script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen = tag in ("style", "script")
        self.found += [value or "" for name, value in attrs if name in READ_ATTRIBUTES or name.startswith("data-i18n")]

    def handle_endtag(self, tag: str) -> None:
        self._unseen = False

    def handle_data(self, data: str) -> None:
        self.found += [] if self._unseen else [data]


DATA = known(
    [
        *strings(the_programme()),
        *(text for row in (a_sign_up(), a_session(), an_item(), a_question()) for text in strings(row)),
        REASON,
        WHY,
        WROTE,
        SessionPlanned.QUEUE,
        "It ended without an error: stopped, or out of time.",  # a cause of failed work, in the team's words
    ]
)
"""What the programme file, people and other websites say, and what the team calls its steps."""
