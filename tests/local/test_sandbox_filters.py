"""$filter: what it finds, and that no value can slip out of its quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.sandbox.graph.documents import Document
from local.sandbox.graph.filters import matching
from local.sandbox.graph.odata import GraphError
from tests.local.sandbox_calls import KEY, keyed

EVENT: Document = {
    "subject": "Café for educators",
    "isCancelled": False,
    "start": {"dateTime": "2026-07-08T11:30:00.0000000"},
    "seriesMasterId": None,
    "singleValueExtendedProperties": [{"id": KEY, "value": "Educators-1"}],
}
TRUE = [
    "subject eq 'CAFÉ for educators'",
    "subject ne 'x' and isCancelled eq false",
    "subject eq 'x' or startswith(subject, 'Café')",
    "not (subject eq 'x')",
    "not contains(subject, 'PGDiT') and endswith(subject,'educators')",
    "start/dateTime ge '2026-07-08T00:00:00' and start/dateTime lt '2026-07-09T00:00:00'",
    "start/dateTime gt 2026-07-08T00:00:00Z",
    "start/dateTime le '2026-07-08T11:30:00.0000000'",
    "seriesMasterId eq null",
    f"singleValueExtendedProperties/any(ep:ep/Id eq '{KEY}' and contains(ep/Value, 'educ'))",
    f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY.replace('5f7c8c4c', '5F7C8C4C')}')",
    f"isCancelled eq false and ({keyed('educators-1')})",
]
UNREADABLE = [
    "subject", "subject eq", "eq 'x'", "subject eq 'x' and", "subject like 'x'", "(subject eq 'x'",
    "subject eq 'x')", "contains(subject 'x')", "contains(subject, 'x'",
    "singleValueExtendedProperties/any(ep)", "singleValueExtendedProperties/any(ep: id eq 'x')",
    "subject eq 'it's'", "subject eq (1)",
]  # fmt: skip


@pytest.mark.parametrize("condition", TRUE)
def test_a_condition_that_holds_finds_the_event(condition: str) -> None:
    assert matching(condition)(EVENT) is True
    assert matching(f"not ({condition})")(EVENT) is False


@pytest.mark.parametrize("condition", UNREADABLE)
def test_a_condition_that_cannot_be_read_is_refused(condition: str) -> None:
    with pytest.raises(GraphError) as refused:
        matching(condition)
    assert (refused.value.status, refused.value.code) == (400, "RequestBroker--ParseUri")


@given(st.text())
def test_whatever_the_value_its_key_finds_it(value: str) -> None:
    found: Document = {"singleValueExtendedProperties": [{"id": KEY, "value": value}]}
    assert matching(keyed(value))(found) is True
    assert matching(keyed(value + "'"))(found) is False
