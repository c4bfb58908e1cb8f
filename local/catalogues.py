"""Catalogues: they gather every sentence that the code and the templates mark, for translators.

    make messages            gives each catalogue the new sentences, drops the old ones, and compiles it
    make messages ARGS=cy    begins the catalogue of this language

A catalogue is `shared/language/catalogues/<language>.po`. Beside it lies the compiled `.mo`, and the app reads only
that. Babel is needed here and in the tests only.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from gettext import c2py
from pathlib import Path

from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from local.stack.azurite import ROOT
from shared.language.catalogue import CATALOGUES

FOLDERS = ("shared", "functions")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {
    "**.html": {
        "newstyle_gettext": "true",
        "trimmed": "true",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
    }
}
KEYWORDS = {"say": None, "say_many": (1, 2), "Marked": None, "_": None, "gettext": None, "ngettext": (1, 2)}
"""The functions whose arguments are messages; (1, 2) are the forms for one and for many."""

PLACEHOLDER = re.compile(r"%(?:\(\w+\)s|%)|\{\w+\}|[%{}]")
"""The place of a value, in a template's message or in Python's. A lone sign would stop the page, so it counts too."""

NUMBERS = range(200)
"""Enough to tell the plural forms of any language apart."""


def messages() -> Catalog:
    """Every message of the code and the templates, with the files that it stands in."""
    found = Catalog(charset="utf-8")
    for folder in FOLDERS:
        for name, _, message, comments, context in extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True
        ):
            found.add(message, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return found


def begun(language: str) -> Catalog:
    """A catalogue of this language without messages. It has as many plural forms as Unicode (CLDR) knows."""
    title = f"# The Virtual Café in {Locale.parse(language).english_name}."
    catalogue = Catalog(locale=language, header_comment=title, project="The Virtual Café", charset="utf-8", fuzzy=False)
    catalogue.mime_headers = [("Plural-Forms", to_gettext(Locale.parse(language).plural_form))]
    return catalogue


def read(file: Path) -> Catalog:
    """The catalogue in a `.po` file."""
    with file.open("rb") as written:
        return read_po(written, locale=file.stem)


def bring_up_to_date(catalogue: Catalog, file: Path) -> None:
    """Give the catalogue the messages of today, write it to this `.po` file, and compile it beside that."""
    catalogue.update(messages(), no_fuzzy_matching=True, update_creation_date=False)
    with file.open("wb") as written:
        write_po(written, catalogue, width=110, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    with file.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, _translated(catalogue))


def _translated(catalogue: Catalog) -> Catalog:
    """The catalogue without the messages that lack a form: Babel would put the English form of another number there."""
    whole = Catalog(catalogue.locale, charset="utf-8", fuzzy=False)
    whole.mime_headers = catalogue.mime_headers
    for message in catalogue:
        if message.id and not message.fuzzy and all(_forms(message.string)):
            whole[message.id] = message
    return whole


def faults(catalogue: Catalog) -> list[str]:
    """What is wrong with a catalogue: a line for each message that lacks a form, or has other placeholders."""
    return [*_plural_faults(catalogue), *(fault for message in catalogue if message.id for fault in _faults(message))]


def _plural_faults(catalogue: Catalog) -> Iterator[str]:
    """The plural rule must be Unicode's, or a number would be printed in the wrong form."""
    known = to_gettext(Locale.parse(str(catalogue.locale)).plural_form)
    forms, formula = re.fullmatch(r"nplurals=(\d+); plural=(.*?);?", known).groups()  # type: ignore[union-attr] # its one shape
    mine, right = c2py(catalogue.plural_expr), c2py(formula)
    if catalogue.num_plurals != int(forms) or [mine(n) for n in NUMBERS] != [right(n) for n in NUMBERS]:
        yield f"Plural-Forms: {known}"


def _faults(message: Message) -> Iterator[str]:
    """An empty form falls back to English, in the middle of another language."""
    english, said = _forms(message.id), _forms(message.string)
    wanted = set(PLACEHOLDER.findall(english[-1]))
    for number, form in enumerate(said):
        named = set(PLACEHOLDER.findall(form))
        if not form or message.fuzzy:
            yield f"not translated: {english[0]!r}" + (f", form {number}" if len(said) > 1 else "")
        elif not named <= wanted or (len(said) == 1 and named < wanted):  # the form for one may leave the number out
            yield f"other placeholders: {english[0]!r}"


def _forms(words: str | Sequence[str] | None) -> Sequence[str]:
    return [words or ""] if isinstance(words, str | None) else words


def main() -> None:
    """Bring every catalogue up to date, and say what is left to translate."""
    files = sorted({*CATALOGUES.glob("*.po"), *(CATALOGUES / f"{language}.po" for language in sys.argv[1:])})
    CATALOGUES.mkdir(exist_ok=True)
    for file in files:
        catalogue = read(file) if file.exists() else begun(file.stem)
        bring_up_to_date(catalogue, file)
        print(*[f"{file.name}: {fault}" for fault in faults(catalogue)], sep="\n")
    print(f"{len(messages())} messages, {len(files)} catalogues")


if __name__ == "__main__":
    main()
