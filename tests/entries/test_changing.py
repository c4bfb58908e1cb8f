"""Changes of one entry: to the newest data, twice the same as once, and never over somebody else's."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import cast

import pytest

from shared.entries.changing import GONE, added, changed, entry_of, mark_of, moved, removed
from shared.entries.choices import tables
from shared.entries.filling import fill, posted_texts, texts_of
from shared.entries.sections import SECTIONS
from shared.errors import AnotherVersion, NotUsable
from shared.programme.model import Programme

type Data = dict[str, object]
type Tables = dict[str, dict[str, dict[str, dict[str, object]]]]

SAMPLE: Data = tomllib.loads((Path(__file__).parents[2] / "cafe.toml").read_text("utf-8"))
WESTBY = {"name": "Westby Hospital", "address": "Room 1, Westby", "contact": "pgc.westby@example.nhs.uk"}
ADA = {"name": "Dr Ada Rook", "email": "ada.rook@example.nhs.uk", "role": "Dean", "series": ["pgdit"]}


def sample() -> Data:
    return deepcopy(SAMPLE)


def ids(data: Data, key: str) -> list[str]:
    return [str(one["id"]) for one in tables(data, key)]


def with_values(section: str, entry_id: str, **typed: str) -> dict[str, object]:
    """The form of an entry of the sample with some fields typed anew."""
    one = SECTIONS[section]
    entry = entry_of(one, SAMPLE, entry_id)
    assert entry is not None
    texts = {**texts_of(one, entry), **{key: [text] for key, text in typed.items()}}
    return dict(fill(one, texts, SAMPLE).values)


def mark(section: str, entry_id: str, data: Data = SAMPLE) -> str:
    return mark_of(SECTIONS[section], entry_of(SECTIONS[section], data, entry_id))


def options(data: Data, form: str, question: str) -> dict[str, str]:
    programme = Programme.model_validate(data)
    asked = programme.model_dump(mode="json")["forms"][form]["questions"][question]["options"]
    return cast(dict[str, str], asked)


def reminder(data: Data, series: str = "pgdit") -> object:
    entry = entry_of(SECTIONS["series"], data, series)
    assert entry is not None
    return entry["reminders"]


def test_a_change_of_one_field_leaves_all_others_as_they_are_written() -> None:
    how = changed(
        SECTIONS["series"],
        "pgdit",
        mark("series", "pgdit"),
        with_values("series", "pgdit", reminders="5 days, 1 day, 1 hour"),
    )
    expected = sample()
    cast(list[dict[str, object]], expected["series"])[0]["reminders"] = ["P5D", "P1D", "PT1H"]
    assert how(sample()) == expected


def test_a_change_made_twice_is_made_once() -> None:
    values = with_values("series", "pgdit", reminders="5 days")
    how = changed(SECTIONS["series"], "pgdit", mark("series", "pgdit"), values)
    once = how(sample())
    assert how(once) == once
    assert reminder(once) == ["P5D"]


def test_two_people_who_change_different_entries_never_meet() -> None:
    one = changed(
        SECTIONS["series"], "pgdit", mark("series", "pgdit"), with_values("series", "pgdit", reminders="5 days")
    )
    two = changed(
        SECTIONS["series"],
        "educators",
        mark("series", "educators"),
        with_values("series", "educators", reminders="2 days"),
    )
    both = two(one(sample()))
    assert (reminder(both), reminder(both, "educators")) == (["P5D"], ["P2D"])


def test_the_second_of_two_who_change_the_same_entry_is_told() -> None:
    section, shown = SECTIONS["series"], mark("series", "pgdit")
    first = changed(section, "pgdit", shown, with_values("series", "pgdit", reminders="5 days"))(sample())
    second = changed(section, "pgdit", shown, with_values("series", "pgdit", reminders="3 days"))
    with pytest.raises(AnotherVersion, match="has changed this meanwhile"):
        second(first)
    again = changed(
        section, "pgdit", mark("series", "pgdit", first), with_values("series", "pgdit", reminders="3 days")
    )
    assert reminder(again(first)) == ["P3D"]


def test_an_entry_that_is_gone_is_told_and_can_come_back() -> None:
    section, values = SECTIONS["hubs"], with_values("hubs", "eastvale", name="Eastvale")
    without = removed(section, "eastvale", mark("hubs", "eastvale"))(sample())
    with pytest.raises(AnotherVersion, match="has removed this meanwhile"):
        changed(section, "eastvale", mark("hubs", "eastvale"), values)(without)
    back = changed(section, "eastvale", GONE, values)(without)
    assert ids(back, "hubs") == ["northmoor-general", "eastvale"]
    assert options(back, "sign_up", "hub")["Eastvale Infirmary"] == "eastvale"


def test_a_number_that_is_left_empty_goes() -> None:
    how = changed(SECTIONS["series"], "pgdit", mark("series", "pgdit"), with_values("series", "pgdit", capacity=""))
    entry = entry_of(SECTIONS["series"], how(sample()), "pgdit")
    assert entry is not None
    assert "capacity" not in entry


def test_a_table_that_the_file_leaves_out_can_be_written() -> None:
    data = sample()
    del data["gate"]
    section = SECTIONS["held-texts"]
    how = changed(section, "", mark_of(section, {}), {"held_for": "wen-li-tan"})
    assert how(data)["gate"] == {"held_for": "wen-li-tan"}


def test_a_new_hub_gets_an_id_of_its_name_and_can_be_chosen_at_sign_up() -> None:
    section = SECTIONS["hubs"]
    values = fill(section, posted_texts(section, WESTBY), SAMPLE).values
    how = added(section, values)
    data = how(sample())
    assert ids(data, "hubs") == ["northmoor-general", "eastvale", "westby-hospital"]
    assert options(data, "sign_up", "hub") == {
        "No, I join on my own device": "",
        "Northmoor General": "northmoor-general",
        "Eastvale Infirmary": "eastvale",
        "Westby Hospital": "westby-hospital",
    }
    assert how(data) == data


def test_a_second_hub_of_the_same_name_gets_an_id_of_its_own_and_needs_another_choice() -> None:
    section = SECTIONS["hubs"]
    values = {**fill(section, posted_texts(section, WESTBY), SAMPLE).values}
    first, second = added(section, values)(sample()), {**values, "address": "Room 2"}
    with pytest.raises(NotUsable) as wrong:
        added(section, second)(first)
    message = "“Westby Hospital” is the choice of another one already"
    assert wrong.value.errors == [{"field": "choice_words", "message": message}]
    data = added(section, {**second, "choice_words": ["Westby, second floor"]})(first)
    assert ids(data, "hubs")[2:] == ["westby-hospital", "westby-hospital-2"]


def test_a_new_series_can_be_chosen_in_both_forms() -> None:
    section = SECTIONS["series"]
    values = with_values("series", "educators", title="Café for nurses", choice_words="")
    data = added(section, values)(sample())
    assert ids(data, "series") == ["pgdit", "educators", "cafe-for-nurses"]
    assert options(data, "sign_up", "audience")["Café for nurses"] == "cafe-for-nurses"
    assert options(data, "feedback", "cafe")["Café for nurses"] == "cafe-for-nurses"


def test_a_hub_that_goes_can_be_chosen_no_longer() -> None:
    data = removed(SECTIONS["hubs"], "eastvale", mark("hubs", "eastvale"))(sample())
    assert list(options(data, "sign_up", "hub").values()) == ["", "northmoor-general"]
    assert removed(SECTIONS["hubs"], "eastvale", mark("hubs", "eastvale"))(data) == data


def test_the_words_of_a_choice_change_where_the_entry_does() -> None:
    section, values = (
        SECTIONS["hubs"],
        with_values("hubs", "eastvale", choice_words="Eastvale House\nEastvale Infirmary"),
    )
    how = changed(section, "eastvale", mark("hubs", "eastvale"), values)
    data = how(sample())
    assert list(options(data, "sign_up", "hub").items()) == [
        ("No, I join on my own device", ""),
        ("Northmoor General", "northmoor-general"),
        ("Eastvale House", "eastvale"),
        ("Eastvale Infirmary", "eastvale"),
    ]
    assert data["hubs"] == SAMPLE["hubs"]
    assert how(data) == data


def test_words_that_only_one_of_two_forms_has_stay_in_it_until_somebody_changes_them() -> None:
    data = sample()
    questions = cast(Tables, data["forms"])["feedback"]["questions"]
    questions["cafe"]["options"] = {"Doctors": "pgdit", "Educators": "educators"}
    section, values = SECTIONS["series"], with_values("series", "pgdit", reminders="5 days")
    shown = entry_of(section, data, "pgdit")
    assert shown is not None
    assert shown["choice_words"] == ["The café for postgraduate doctors in training", "Doctors"]
    same = {**values, "choice_words": shown["choice_words"]}
    after = changed(section, "pgdit", mark_of(section, shown), same)(data)
    assert (reminder(after), after["forms"]) == (["P5D"], data["forms"])
    other = {**values, "choice_words": ["Doctors in training"]}
    after = changed(section, "pgdit", mark_of(section, shown), other)(data)
    assert options(after, "feedback", "cafe") == {"Doctors in training": "pgdit", "Educators": "educators"}


def test_a_hub_that_no_form_asks_for_needs_no_words() -> None:
    data = sample()
    del cast(Tables, data["forms"])["sign_up"]["questions"]["hub"]
    section = SECTIONS["hubs"]
    how = added(section, fill(section, posted_texts(section, WESTBY), data).values)
    after = how(data)
    assert ids(after, "hubs")[2:] == ["westby-hospital"]
    assert how(after) == after
    assert after["forms"] == data["forms"]


def test_a_series_that_goes_is_hosted_and_read_by_nobody() -> None:
    data = removed(SECTIONS["series"], "educators", mark("series", "educators"))(sample())
    programme = Programme.model_validate(data)
    assert [one.series for one in programme.facilitators] == [("pgdit",), ("pgdit",), ()]
    assert [one.audiences for one in programme.feeds] == [("pgdit", "stakeholders")] * 2
    assert set(options(data, "sign_up", "audience").values()) == {"pgdit"}
    assert set(options(data, "feedback", "cafe").values()) == {"pgdit"}


def test_somebody_else_takes_a_facilitators_place_and_what_they_did() -> None:
    section = SECTIONS["facilitators"]
    how = added(section, ADA, instead_of="marcus-oyelaran")
    data = how(sample())
    assert ids(data, "facilitators") == ["imogen-hartley", "ada-rook", "wen-li-tan"]
    assert data["gate"] == {"held_for": "ada-rook"}
    Programme.model_validate(data)
    assert how(data) == data


def test_the_second_of_two_who_replace_the_same_facilitator_is_told() -> None:
    section = SECTIONS["facilitators"]
    first = added(section, ADA, instead_of="marcus-oyelaran")(sample())
    with pytest.raises(AnotherVersion, match="has removed this meanwhile"):
        added(section, {**ADA, "name": "Dr Bo Lark"}, instead_of="marcus-oyelaran")(first)


def test_if_the_reader_of_held_texts_goes_the_first_facilitator_reads_them() -> None:
    data = removed(SECTIONS["facilitators"], "marcus-oyelaran", mark("facilitators", "marcus-oyelaran"))(sample())
    assert Programme.model_validate(data).reads_held_texts.id == "imogen-hartley"


def test_an_entry_that_somebody_changed_meanwhile_is_not_removed() -> None:
    section, shown = SECTIONS["hubs"], mark("hubs", "eastvale")
    data = changed(section, "eastvale", shown, with_values("hubs", "eastvale", name="Eastvale"))(sample())
    with pytest.raises(AnotherVersion):
        removed(section, "eastvale", shown)(data)


def test_an_entry_moves_before_another_and_twice_is_once() -> None:
    how = moved(SECTIONS["facilitators"], "wen-li-tan", "marcus-oyelaran")
    data = how(sample())
    assert ids(data, "facilitators") == ["imogen-hartley", "wen-li-tan", "marcus-oyelaran"]
    assert how(data) == data
    assert moved(SECTIONS["facilitators"], "nobody", "wen-li-tan")(data) == data


def test_no_change_changes_the_data_that_it_was_given() -> None:
    data = sample()
    added(SECTIONS["series"], with_values("series", "educators", title="Nurses", choice_words="Nurses"))(data)
    removed(SECTIONS["series"], "educators", mark("series", "educators"))(data)
    moved(SECTIONS["not-for"], "careers", "psw-referral")(data)
    assert data == SAMPLE
