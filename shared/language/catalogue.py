"""Catalogues: a sentence in the language at hand.

    say("Confirmed: {session}", session=title)
    say_many("{count} day after the session.", "{count} days after the session.", count=30)
    STATUS = Marked("Waiting list")           in a constant; said when it is used: say(STATUS)

The English sentence is the key, so it stands in the call as it is: no f-string, no half sentence. What varies has a
name in it. Templates say `{% trans %}…{% endtrans %}` and `_("…")`. Without a translation the English stays.
docs/decisions/0016-languages.md says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent / "catalogues"
ENGLISH = "en"


@dataclass(frozen=True)
class Marked:
    """A sentence in a constant, where no language is at hand yet. It is no text: mypy finds it where nobody says it."""

    message: str


@dataclass(frozen=True)
class _Spoken:
    language: str
    words: NullTranslations


_IN_ENGLISH = _Spoken(ENGLISH, NullTranslations())
_AT_HAND = ContextVar("language", default=_IN_ENGLISH)


@contextmanager
def speaking(wanted: str, folder: Path = CATALOGUES) -> Iterator[None]:
    """Speak this language (a tag such as "cy" or "cy-GB") until the block ends. Without a catalogue it is English."""
    spoken = _IN_ENGLISH
    for tag in (wanted.lower(), wanted.lower().partition("-")[0]):
        if file := _files(folder).get(tag):
            spoken = _Spoken(file.stem, _read(file))
            break
    before = _AT_HAND.set(spoken)
    try:
        yield
    finally:
        _AT_HAND.reset(before)


def language() -> str:
    """The tag of the language at hand, as HTML's `lang` has it."""
    return _AT_HAND.get().language


def languages(folder: Path = CATALOGUES) -> Sequence[str]:
    """What the café speaks: English, then the languages that have a catalogue."""
    return [ENGLISH, *(file.stem for file in _files(folder).values())]


def say(message: str | Marked, /, **values: object) -> str:
    """The sentence in the language at hand, with these values in their places."""
    words = translation(message.message if isinstance(message, Marked) else message)
    return words.format(**values) if values else words


def say_many(one: str, many: str, /, *, count: int, **values: object) -> str:
    """The sentence for this many. It names the number as `count`. English has two forms, other languages up to six."""
    return translation_for(one, many, count).format(count=count, **values)


def translation(message: str) -> str:
    """The message in the language at hand, its placeholders as they are."""
    return _AT_HAND.get().words.gettext(message)


def translation_for(one: str, many: str, count: int) -> str:
    """The message's form for this many, its placeholders as they are."""
    return _AT_HAND.get().words.ngettext(one, many, count)


@cache
def _files(folder: Path) -> Mapping[str, Path]:
    return {file.stem.lower(): file for file in sorted(folder.glob("*.mo"))}


@cache
def _read(file: Path) -> NullTranslations:
    with file.open("rb") as compiled:
        return GNUTranslations(compiled)
