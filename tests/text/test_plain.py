"""Plain text: what is taken out of it, and what stays."""

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from shared.text.plain import as_json_text, folded, in_lines, in_one_line


def test_quotes_and_dashes_make_no_difference_to_texts_that_read_the_same() -> None:
    assert folded("Don’t – ‘really’ “ask”") == folded("don't - 'really' \"ask\"")


def test_joiners_stay_in_names_that_need_them() -> None:
    assert in_one_line("علی\u200cرضا") == "علی\u200cرضا"
    assert in_one_line("Ama\u200d\u200dra") == "Amara"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert in_one_line(in_one_line(text)) == in_one_line(text)
    assert in_lines(in_lines(text)) == in_lines(text)


@given(st.text())
def test_nothing_is_left_that_nobody_sees(text: str) -> None:
    unseen = [one for one in in_one_line(text) if unicodedata.category(one) in {"Cc", "Cf", "Cs"}]
    assert set(unseen) <= {"\u200c", "\u200d"}


HALVES = st.characters(categories=["Cs"])


@given(st.dictionaries(st.text(), st.text(st.characters() | HALVES) | st.integers() | st.none()))
def test_any_value_can_be_stored_as_json_and_read_again(value: dict[str, str | int | None]) -> None:
    written = as_json_text(value).encode()
    assert json.loads(written) == json.loads(json.dumps(value))
