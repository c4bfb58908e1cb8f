"""The strict reading of values: each type takes its own and refuses all else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

import pytest

from local.sandbox.graph.documents import Json
from local.sandbox.graph.odata import GraphError
from local.sandbox.graph.strictness import StrictNode, check


class Day(StrEnum):
    MONDAY = "monday"


type Read = Callable[[StrictNode], object]
READS: dict[str, tuple[Read, Json, object, list[Json]]] = {
    "string": (lambda n: n.get_str_value(), "a", "a", [1, True, {}, []]),
    "boolean": (lambda n: n.get_bool_value(), True, True, ["true", 0, {}]),
    "integer": (lambda n: n.get_int_value(), 7, 7, ["7", 7.0, True, 2**31, -(2**31) - 1]),
    "number": (lambda n: n.get_float_value(), 7, 7.0, ["7", True, []]),
    "GUID": (
        lambda n: n.get_uuid_value(),
        "5f7c8c4c-8a0f-4d3e-9d0b-7d3a5f0f5e11",
        UUID("5f7c8c4c-8a0f-4d3e-9d0b-7d3a5f0f5e11"),
        ["x", 1],
    ),
    "moment": (
        lambda n: n.get_datetime_value(),
        "2026-07-08T11:30:00Z",
        datetime(2026, 7, 8, 11, 30, tzinfo=UTC),
        ["2026-07-08T11:30:00", "soon", 1],
    ),
    "date": (lambda n: n.get_date_value(), "2026-07-08", date(2026, 7, 8), ["2026-02-30", 20260708]),
    "time": (lambda n: n.get_time_value(), "12:30:00", time(12, 30), ["25:00", 12]),
    "duration": (
        lambda n: n.get_timedelta_value(), "-P1DT2H3M4.5S",
        -timedelta(days=1, hours=2, minutes=3, seconds=4.5), ["P", "PT", "1 hour", 60],
    ),
    "bytes": (lambda n: n.get_bytes_value(), "QQ==", b"A", ["?", "QQ", 1]),
    "list of strings": (lambda n: n.get_collection_of_primitive_values(str), ["a"], ["a"], ["a", [1], {}]),
    "enum": (lambda n: n.get_enum_value(Day), "Monday", Day.MONDAY, ["Moonday", 1]),
    "list of enums": (lambda n: n.get_collection_of_enum_values(Day), ["monday"], [Day.MONDAY], ["x", ["x"]]),
}  # fmt: skip


@pytest.mark.parametrize("kind", READS)
def test_a_type_takes_its_own_values_and_null(kind: str) -> None:
    read, written, meant, _ = READS[kind]
    assert read(StrictNode(written)) == meant
    assert read(StrictNode(None)) is None


@pytest.mark.parametrize(("kind", "wrong"), [(kind, wrong) for kind in READS for wrong in READS[kind][3]], ids=str)
def test_a_type_refuses_all_else(kind: str, wrong: Json) -> None:
    with pytest.raises(GraphError) as refused:
        READS[kind][0](StrictNode(wrong))
    assert (refused.value.status, refused.value.code) == (400, "RequestBodyRead")


def test_the_derived_type_an_odata_type_names_is_the_gauge() -> None:
    named: dict[str, Json] = {"@odata.type": "#microsoft.graph.fileAttachment", "contentBytes": "QQ=="}
    check({"attachments": [named]}, "message")
    with pytest.raises(GraphError) as refused:
        check({"attachments": [{**named, "@odata.type": "#microsoft.graph.itemAttachment"}]}, "message")
    assert refused.value.message.startswith("The property 'contentBytes' does not exist on type")


def test_null_is_a_value_of_every_property() -> None:
    check({"subject": None, "body": None, "toRecipients": None, "importance": None}, "message")
