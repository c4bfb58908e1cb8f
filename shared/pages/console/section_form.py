"""The form of a section: for one entry, a new one, one in another one's place, or the section's one table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.entries.changing import mark_of
from shared.entries.fields import Table
from shared.entries.filling import Texts, texts_of
from shared.entries.mistakes import FORM
from shared.entries.section import Section
from shared.language.catalogue import say
from shared.pages.console.check import check_page
from shared.pages.console.field_words import Shown, in_words, shown
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.section_words import SETTINGS, Sight, name_of, said
from shared.web.requests import Fields


@dataclass(frozen=True)
class Form:
    """A form as it stands."""

    texts: Texts
    entry: Table | None = None
    """The entry that it changes, or that goes. None: it adds one."""
    mark: str = ""
    """The content of the entry from which it was made."""
    is_instead: bool = False
    errors: Sequence[Mapping[str, str]] = ()
    """What is wrong: `field` and `message` each."""
    typed: Table | None = None
    """What somebody typed, if somebody else saved something else meanwhile."""
    warning: str = ""


def form_of(section: Section, entry: Table) -> Form:
    """The form of an entry as it is."""
    return Form(texts_of(section, entry), entry, mark_of(section, entry))


def added_form(section: Section) -> Form:
    """The form of a new entry. It holds what the programme takes if nobody says anything."""
    return Form(texts_of(section, {}))


def instead_form(section: Section, entry: Table) -> Form:
    """The form of a new entry in the place of this one."""
    taken_over = {key: entry[key] for key in section.entries.taken_over} if section.entries else {}
    return Form(texts_of(section, taken_over), entry, mark_of(section, entry), is_instead=True)


def removal_page(frame: Frame, sight: Sight, entry: Table, follows: Sequence[str], fields: Fields) -> str:
    """The page that asks whether to remove an entry. `follows` says what would happen."""
    name, address = name_of(sight.section, entry), sight.address_of(str(entry["id"]))
    return check_page(
        frame,
        title=say("Remove {name}", name=name),
        will=[
            say("{name} is taken out of the draft. Until it is published, nothing changes for anybody.", name=name),
            *follows,
        ],
        action=address,
        fields=fields,
        button=say("Remove from the draft"),
        back=address,
        is_serious=True,
    )


def form_page(frame: Frame, sight: Sight, form: Form, done: str = "") -> str:
    """The form. Who may not change anything reads what stands in it."""
    section = sight.section
    wrong = {error["field"]: error["message"] for error in reversed(form.errors)}
    asked = [one for one in section.fields if one.is_asked is None or one.is_asked(sight.data)]
    fields = [shown(one, form.texts[one.key], wrong, sight.data, sight.now) for one in asked]
    return render_in(
        frame,
        "pages/console/entry.html",
        title=_title(section, form),
        about=_about(section, form),
        advice=_advice(section, form) if sight.may_change else "",
        fields=fields,
        facts=list(_facts(sight, form)),
        errors=_errors(fields, form.errors),
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
    if not form.is_instead or form.entry is None or section.entries.when_replaced is None:
        return ""
    return say(section.entries.when_replaced, name=name_of(section, form.entry))


def _advice(section: Section, form: Form) -> str:
    is_new = section.entries and form.entry is None
    return say(section.entries.advice) if is_new and section.entries and section.entries.advice else ""


def _facts(sight: Sight, form: Form) -> Iterator[tuple[str, str]]:
    if not sight.may_change:
        for one in sight.section.fields:
            yield say(one.brief), in_words(one, sight.section.value(form.entry or {}, one.key), sight.data)


def _errors(fields: Sequence[Shown], errors: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    of_none = [(FORM, error["message"]) for error in errors if error["field"] == FORM]
    return [*((one.error_at, one.error) for one in fields if one.error), *of_none]


def _both(sight: Sight, form: Form) -> Iterator[tuple[str, str, str]]:
    """Each field that two people filled in differently: its label, what this person typed, and what is saved."""
    if form.typed is None or form.entry is None:
        return
    for one in sight.section.fields:
        entries = (form.typed, form.entry)
        yours, theirs = (in_words(one, sight.section.value(entry, one.key), sight.data) for entry in entries)
        if yours != theirs:
            yield say(one.brief), yours, theirs


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
