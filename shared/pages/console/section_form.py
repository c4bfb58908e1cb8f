"""The form of a section: for one entry, a new one, one in another one's place, or the section's one table."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.entries.changing import mark_of
from shared.entries.fields import Table
from shared.entries.filling import Texts, texts_of
from shared.entries.mistakes import Mistakes
from shared.entries.section import Section
from shared.language.catalogue import say
from shared.pages.console.field_words import Shown, in_words, shown
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.section_words import SETTINGS, Sight, name_of, said

NOTHING = Mistakes({})


@dataclass(frozen=True)
class Form:
    """A form as it stands."""

    texts: Texts
    entry: Table | None = None
    """The entry that it changes, or that goes. None: it adds one."""
    mark: str = ""
    """The content of the entry from which it was made."""
    is_instead: bool = False
    mistakes: Mistakes = NOTHING
    typed: Table | None = None
    """What somebody typed, if somebody else saved something else meanwhile."""
    warning: str = ""


def form_of(section: Section, entry: Table) -> Form:
    """The form of an entry as it is."""
    return Form(texts_of(section, entry), entry, mark_of(section, entry))


def form_page(frame: Frame, sight: Sight, form: Form, done: str = "") -> str:
    """The form. Who may not change anything reads what stands in it."""
    section = sight.section
    fields = [shown(one, form.texts[one.key], form.mistakes.at, sight.data, sight.now) for one in section.fields]
    return render_in(
        frame,
        "pages/console/entry.html",
        title=_title(section, form),
        about=_about(section, form),
        advice=_advice(section, form) if sight.may_change else "",
        fields=fields,
        facts=list(_facts(sight, form)),
        errors=_errors(fields, form.mistakes),
        both=list(_both(sight, form)),
        warning=form.warning,
        mark=form.mark,
        may_change=sight.may_change,
        act=_act(section, form),
        address=_address(sight, form),
        entry_id=str(form.entry["id"]) if form.entry and section.entries else "",
        removable=bool(section.entries and form.entry and not form.is_instead),
        replace=_replace(section, form),
        back_to=sight.address if section.entries else SETTINGS,
        back=say(section.title) if section.entries else say("Settings"),
        is_draft=sight.is_draft,
        done=said(done),
    )


def _title(section: Section, form: Form) -> str:
    if section.entries is None:
        return say(section.title)
    if form.entry is None:
        return say(section.entries.add)
    name = name_of(section, form.entry)
    return say(section.entries.replace, name=name) if form.is_instead and section.entries.replace else name


def _about(section: Section, form: Form) -> str:
    if section.entries is None:
        return say(section.about)
    return say("They take over the place in the list, and what is theirs below.") if form.is_instead else ""


def _advice(section: Section, form: Form) -> str:
    is_new = section.entries and form.entry is None
    return say(section.entries.advice) if is_new and section.entries and section.entries.advice else ""


def _facts(sight: Sight, form: Form) -> Iterator[tuple[str, str]]:
    if not sight.may_change:
        for one in sight.section.fields:
            yield say(one.label), in_words(one, sight.section.value(form.entry or {}, one.key), sight.data)


def _errors(fields: list[Shown], mistakes: Mistakes) -> list[tuple[str, str]]:
    return [*((one.error_at, one.error) for one in fields if one.error), *(("form", one) for one in mistakes.elsewhere)]


def _both(sight: Sight, form: Form) -> Iterator[tuple[str, str, str]]:
    """Each field that two people filled in differently: its label, what this person typed, and what is saved."""
    if form.typed is None or form.entry is None:
        return
    for one in sight.section.fields:
        entries = (form.typed, form.entry)
        yours, theirs = (in_words(one, sight.section.value(entry, one.key), sight.data) for entry in entries)
        if yours != theirs:
            yield say(one.label), yours, theirs


def _act(section: Section, form: Form) -> str:
    if section.entries is None or (form.entry is not None and not form.is_instead):
        return "save"
    return "replace" if form.is_instead else "add"


def _address(sight: Sight, form: Form) -> str:
    return sight.address_of(str(form.entry["id"])) if sight.section.entries and form.entry else sight.address


def _replace(section: Section, form: Form) -> str:
    if section.entries is None or section.entries.replace is None or form.entry is None or form.is_instead:
        return ""
    return say(section.entries.replace, name=name_of(section, form.entry))
