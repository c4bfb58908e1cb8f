"""Catalogues as translators get them: complete, and right in every form before they are merged."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import read_mo

from local.catalogues import begun, bring_up_to_date, faults, messages, read
from shared.language.catalogue import CATALOGUES, say_many, speaking
from tests.language.made_up import wide

WELSH = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"
DAY, DAYS = "{count} day after it came.", "{count} days after it came."


def a_catalogue(tmp_path: Path, messages: str, *, plurals: str = WELSH) -> Catalog:
    """A catalogue as a translator saved it."""
    file = tmp_path / "cy.po"
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plurals}\\n"\n\n'
    file.write_text(header + messages, encoding="utf-8")
    return read(file)


def of_days(*forms: str) -> str:
    said = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
    return f'msgid "{DAY}"\nmsgid_plural "{DAYS}"\n{said}'


def complete(catalogue: Catalog) -> Catalog:
    """With a translation of every message in every form."""
    for message in catalogue:
        if message.id and message.pluralizable:
            message.string = tuple(wide(message.id[1]) for _ in range(catalogue.num_plurals))
        elif message.id:
            message.string = wide(str(message.id))
    return catalogue


# --- what is marked -----------------------------------------------------------------------------------------


def test_messages_are_found_wherever_they_can_be_marked() -> None:
    ids = set(said(messages()))
    assert len(ids) > 400
    assert {
        "Page not found",  # say
        (DAY, DAYS),  # say_many
        "No quiet or private space",  # Marked
        "Dear %(name)s,",  # {% trans %}
        ("We will cancel your place on this date:", "We will cancel your places on these dates:"),  # {% pluralize %}
        "Join on Microsoft Teams",  # _
        "zoom in to 400%% without losing text or having to scroll sideways",  # a sign that stands for itself
    } <= ids


def test_a_message_is_whole_and_on_one_line() -> None:
    """What begins or ends with a space was meant to be glued to something."""
    words = [one for ids in said(messages()) for one in ([ids] if isinstance(ids, str) else ids)]
    assert [one for one in words if one != " ".join(one.split()) or not one] == []


# --- the catalogues that are there --------------------------------------------------------------------------


def test_every_catalogue_has_every_message_in_every_form() -> None:
    wanted = set(said(messages()))
    for file in sorted(CATALOGUES.glob("*.po")):
        catalogue = read(file)
        assert set(said(catalogue)) == wanted, f"{file.name}: run `make messages`"
        assert faults(catalogue) == [], file.name


def test_every_catalogue_is_compiled_as_it_is_written() -> None:
    assert {file.stem for file in CATALOGUES.glob("*.mo")} == {file.stem for file in CATALOGUES.glob("*.po")}
    for file in sorted(CATALOGUES.glob("*.mo")):
        written = said(read(file.with_suffix(".po")))
        whole = {ids: words for ids, words in written.items() if words and all(words)}
        assert said(compiled(file)) == whole, f"{file.name}: run `make messages`"


def compiled(file: Path) -> Catalog:
    with file.open("rb") as content:
        return read_mo(content)


def said(catalogue: Catalog) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    """The translation of each message, in all of its forms."""
    return {whole(message.id): whole(message.string or "") for message in catalogue if message.id}


def whole(words: str | Sequence[str]) -> str | tuple[str, ...]:
    return words if isinstance(words, str) else tuple(words)


# --- a catalogue begins, and is brought up to date ----------------------------------------------------------


def test_a_new_catalogue_has_every_message_and_six_forms_in_welsh(tmp_path: Path) -> None:
    file = tmp_path / "cy.po"
    bring_up_to_date(begun("cy"), file)
    catalogue = read(file)
    assert set(said(catalogue)) == set(said(messages()))
    assert catalogue.num_plurals == 6
    assert len(faults(catalogue)) >= len(catalogue)
    assert faults(complete(catalogue)) == []


def test_what_is_translated_stays_and_is_compiled(tmp_path: Path) -> None:
    file = tmp_path / "cy.po"
    bring_up_to_date(complete(a_catalogue(tmp_path, of_days("", "", "", "", "", ""))), file)
    assert said(read(file))[DAY, DAYS] == (wide(DAYS),) * 6
    assert said(compiled(file.with_suffix(".mo"))) == {(DAY, DAYS): (wide(DAYS),) * 6}
    before = file.read_bytes(), file.with_suffix(".mo").read_bytes()
    bring_up_to_date(read(file), file)
    assert (file.read_bytes(), file.with_suffix(".mo").read_bytes()) == before


def test_a_message_that_lacks_a_form_stays_english_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "cy.po"
    bring_up_to_date(a_catalogue(tmp_path, of_days("dim", "un", "", "", "", "arall")), file)
    assert said(compiled(file.with_suffix(".mo"))) == {}
    with speaking("cy", tmp_path):
        assert [say_many(DAY, DAYS, count=count) for count in (0, 1)] == [
            "0 days after it came.",
            "1 day after it came.",
        ]


def test_what_is_no_longer_said_goes(tmp_path: Path) -> None:
    file = tmp_path / "cy.po"
    bring_up_to_date(a_catalogue(tmp_path, 'msgid "We no longer say this"\nmsgstr "Dim mwy"\n'), file)
    assert "Dim mwy" not in file.read_text("utf-8")


# --- what is wrong with a catalogue -------------------------------------------------------------------------

RIGHT = of_days("dim", "{count} un", "{count} dau", "{count} tri", "{count} chwech", "{count} arall")


@pytest.mark.parametrize(
    ("messages", "wrong"),
    [
        (RIGHT, []),
        (RIGHT.replace("{count} tri", ""), [f"not translated: {DAY!r}, form 3"]),
        (of_days("", "1", "", "", "6", "x"), [f"not translated: {DAY!r}, form {form}" for form in (0, 2, 3)]),
        (of_days("0", "1"), [f"not translated: {DAY!r}, form {form}" for form in (2, 3, 4, 5)]),
        (f"#, fuzzy\n{RIGHT}", [f"not translated: {DAY!r}, form {form}" for form in range(6)]),
        (RIGHT.replace("{count} tri", "{cyfrif} tri"), [f"other placeholders: {DAY!r}"]),
        ('msgid "Dear %(name)s,"\nmsgstr ""\n', ["not translated: 'Dear %(name)s,'"]),
        ('msgid "Dear %(name)s,"\nmsgstr "Annwyl %(enw)s,"\n', ["other placeholders: 'Dear %(name)s,'"]),
        ('msgid "Dear %(name)s,"\nmsgstr "Annwyl,"\n', ["other placeholders: 'Dear %(name)s,'"]),
        ('msgid "Dear %(name)s,"\nmsgstr "Annwyl %(name)s, 5%"\n', ["other placeholders: 'Dear %(name)s,'"]),
        ('msgid "Next: {when}"\nmsgstr "Nesaf: {when} {"\n', ["other placeholders: 'Next: {when}'"]),
        ('msgid "Next: {when}"\nmsgstr "{when} sydd nesaf"\n', []),
    ],
)
def test_an_empty_form_and_a_wrong_placeholder_are_found(tmp_path: Path, messages: str, wrong: list[str]) -> None:
    assert faults(a_catalogue(tmp_path, messages)) == wrong


@pytest.mark.parametrize(
    "plurals",
    [
        "nplurals=2; plural=(n != 1);",
        "nplurals=5; plural=(n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 0);",  # what Babel itself takes for Welsh
        "nplurals=6; plural=(n==0 ? 5 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 0);",
    ],
)
def test_numbers_that_would_take_the_wrong_form_are_found(tmp_path: Path, plurals: str) -> None:
    (first, *_) = faults(a_catalogue(tmp_path, 'msgid "Hub"\nmsgstr "Hwb"\n', plurals=plurals))
    assert first.startswith("Plural-Forms: nplurals=6;")
