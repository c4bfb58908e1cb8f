"""The sections: together they hold what the model has, with the model's own limits."""

import tomllib
from pathlib import Path

import annotated_types
import pytest

from shared.entries.changing import entry_of, mark_of
from shared.entries.choices import tables
from shared.entries.fields import Kind, names_of
from shared.entries.filling import fill, texts_of
from shared.entries.joining import WORDS
from shared.entries.section import Section
from shared.entries.sections import SECTIONS
from shared.programme.model import Programme
from shared.programme.reading import read_programme

SAMPLE = Path(__file__).parents[2] / "cafe.toml"
DATA = tomllib.loads(SAMPLE.read_text("utf-8"))
DUMPED = read_programme(SAMPLE).model_dump(mode="json", by_alias=True, exclude_none=True)
"""The same programme as JSON has it: times and dates are text, and what the file leaves out stands there."""

NOT_IN_FORMS = {
    "organiser": "the mailbox has grants that only a deployment gives",
    "forms": "the Form's own ids and questions",
}
NO_FIELD = {"id": "made of the name", "zone": "every session's time would mean another hour"}


def test_every_table_of_the_programme_is_a_section_or_has_a_reason() -> None:
    keys = {field.alias or name for name, field in Programme.model_fields.items()}
    assert keys == {section.key for section in SECTIONS.values()} | set(NOT_IN_FORMS)


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_every_field_of_the_model_is_in_the_form_or_has_a_reason(section: Section) -> None:
    assert {field.key for field in section.fields} - {WORDS} == set(section.model.model_fields) - set(NO_FIELD)


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_a_number_has_the_models_limits(section: Section) -> None:
    for field in section.fields:
        if field.kind is Kind.NUMBER:
            limits = section.model.model_fields[field.key].metadata
            least = [one.ge for one in limits if isinstance(one, annotated_types.Ge)]
            most = [one.le for one in limits if isinstance(one, annotated_types.Le)]
            assert [field.least] == least, field.key
            assert most in ([], [field.most]), field.key


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_no_two_fields_of_a_form_are_posted_under_one_name(section: Section) -> None:
    names = [name for field in section.fields for name in names_of(field)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_what_the_sample_says_fills_each_form_and_comes_back(section: Section) -> None:
    for data in (DATA, DUMPED):
        ids = [str(one["id"]) for one in tables(data, section.key)] if section.entries else [""]
        for entry_id in ids:
            entry = entry_of(section, data, entry_id)
            assert entry is not None
            values = fill(section, texts_of(section, entry), data).values
            kept = {key: value for key, value in values.items() if value is not None}
            assert mark_of(section, kept) == mark_of(section, entry)


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_an_entry_has_the_same_mark_however_its_data_is_written(section: Section) -> None:
    ids = [str(one["id"]) for one in tables(DATA, section.key)] if section.entries else [""]
    for entry_id in ids:
        marks = {mark_of(section, entry_of(section, data, entry_id)) for data in (DATA, DUMPED)}
        assert len(marks) == 1
