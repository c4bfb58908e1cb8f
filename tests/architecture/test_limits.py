"""How long or large a field may be: at the limit, and one beyond it."""

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from functions.failed_work import ReplayOfCause, Wanted
from functions.privacy.erasing import Erasure
from shared.bulletin.editing import Edit
from shared.bulletin.items import NewItem
from shared.forms.posted import Posted
from shared.programme.forms import SignUpForm
from shared.programme.model import About, GroundRules, Programme, Retention, Series, SmallNumbers, Theme
from shared.sessions.cancelling import Cancellation
from shared.sessions.rescheduling import Move
from shared.settings import Settings
from shared.storage.tables import is_key


def fits(model: type[BaseModel], field: str, value: object) -> bool:
    """Whether this field may have this value, whatever the others have."""
    known = model.model_fields[field]
    try:
        TypeAdapter(known.rebuild_annotation()).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("model", "field", "least", "most"),
    [
        (About, "plan_days", 1, 366),
        (Series, "minutes", 5, 480),
        (Series, "capacity", 1, 2_000),
        (SmallNumbers, "hide_up_to", 0, 100),
        (SmallNumbers, "round_to", 1, 100),
        (Retention, "registrations", 1, None),
        (Retention, "feedback", 1, None),
        (Retention, "refused_responses", 1, None),
        (Retention, "responses", 30, None),
        (Retention, "sessions", 1, None),
        (Retention, "bulletin", 1, None),
        (Retention, "audit", 365, None),
        (SignUpForm, "silent_days", 1, 365),
        (Move, "minutes", 5, 480),
    ],
)
def test_a_number_is_between_these(model: type[BaseModel], field: str, least: int, most: int | None) -> None:
    assert [fits(model, field, number) for number in (least - 1, least)] == [False, True]
    if most:
        assert [fits(model, field, number) for number in (most, most + 1)] == [True, False]


@pytest.mark.parametrize(
    ("model", "field", "least", "most"),
    [
        (Erasure, "reason", 1, 200),
        (Wanted, "reason", 0, 500),
        (Cancellation, "reason", 1, 500),
        (Edit, "introduction", 0, 2_000),
        (NewItem, "title", 1, 200),
        (NewItem, "summary", 1, 600),
        (Posted, "form", 0, 200),
        (ReplayOfCause, "cause", 12, 12),
        (About, "name", 1, None),
        (Settings, "secret", 32, None),
    ],
)
def test_a_text_is_as_long_as_this(model: type[BaseModel], field: str, least: int, most: int | None) -> None:
    assert fits(model, field, "a" * least)
    assert not (least and fits(model, field, "a" * (least - 1)))
    if most:
        assert [fits(model, field, "a" * length) for length in (most, most + 1)] == [True, False]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (GroundRules, "rules"),
        (Theme, "words"),
        (Programme, "series"),
        (Programme, "facilitators"),
        (NewItem, "audiences"),
    ],
)
def test_a_list_has_at_least_one(model: type[BaseModel], field: str) -> None:
    assert not fits(model, field, [])


def test_one_is_enough_of_what_a_list_needs() -> None:
    assert fits(GroundRules, "rules", ["Be kind."])
    assert fits(Theme, "words", ["rota"])
    assert fits(NewItem, "audiences", ["pgdit"])


def test_mails_go_at_any_pace_above_nought() -> None:
    assert [fits(Settings, "mails_per_minute", pace) for pace in (-1, 0, 0.01, 1)] == [False, False, True, True]


def test_a_key_has_at_most_512_characters_and_none_that_tables_do_not_take() -> None:
    assert [is_key("a" * length) for length in (511, 512, 513)] == [True, True, False]
    assert [is_key(f"a{character}b") for character in "/\\#?\t\x7f"] == [False] * 6
