"""Graph's answers at the edges: which statuses are what."""

import pytest

from shared.graph.microsoft.answers import Answer, error_of
from shared.graph.protocol import GraphUnavailable, NotPermitted, OutcomeUnknown, Refused, Throttled


@pytest.mark.parametrize(
    ("status", "repeatable", "otherwise"),
    [
        (199, GraphUnavailable, OutcomeUnknown),
        (200, None, OutcomeUnknown),
        (202, None, None),
        (299, None, OutcomeUnknown),
        (300, GraphUnavailable, OutcomeUnknown),
        (399, GraphUnavailable, OutcomeUnknown),
        (400, Refused, Refused),
        (401, GraphUnavailable, GraphUnavailable),
        (402, Refused, Refused),
        (403, NotPermitted, NotPermitted),
        (405, Refused, Refused),
        (406, Refused, Refused),
        (407, GraphUnavailable, OutcomeUnknown),
        (408, GraphUnavailable, OutcomeUnknown),
        (409, GraphUnavailable, GraphUnavailable),
        (410, Refused, Refused),
        (412, GraphUnavailable, GraphUnavailable),
        (423, GraphUnavailable, GraphUnavailable),
        (425, GraphUnavailable, GraphUnavailable),
        (428, Refused, Refused),
        (429, Throttled, Throttled),
        (430, Refused, Refused),
        (499, Refused, Refused),
        (500, GraphUnavailable, OutcomeUnknown),
        (501, GraphUnavailable, OutcomeUnknown),
        (503, GraphUnavailable, OutcomeUnknown),
    ],
)
def test_a_status_is_this_error(
    status: int, repeatable: type[Exception] | None, otherwise: type[Exception] | None
) -> None:
    answer = Answer(status, {}, b'{"error": {"code": "SomeCode"}}')
    found = [error_of(answer, repeatable=can) for can in (True, False)]
    assert [type(one) if one else None for one in found] == [repeatable, otherwise]
