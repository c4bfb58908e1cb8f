"""Microsoft's models as a check: a document passes if msgraph knows each property and value type.

Only `bodies.checked` imports this, at the first body: kiota and msgraph take a second to load.
"""

import base64
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from importlib import import_module
from uuid import UUID

from kiota_abstractions.serialization import Parsable, ParsableFactory, ParseNode

from local.sandbox.graph.documents import Document, Json
from local.sandbox.graph.odata import GraphError

INT32 = range(-(2**31), 2**31)


def check(document: Document, model: str) -> None:
    """Raises Graph's 400 for the first part of the document that the model named does not take."""
    name = "".join(part.title() for part in model.split("_"))
    factory: ParsableFactory[Parsable] = getattr(import_module(f"msgraph.generated.models.{model}"), name)
    StrictNode(document).get_object_value(factory)


def refused(message: str) -> GraphError:
    return GraphError(400, "RequestBodyRead", message)


class StrictNode(ParseNode):
    """A value of a JSON document as msgraph's models ask for it; the wrong type is an error, never a None."""

    def __init__(self, value: Json) -> None:
        self.value = value

    def _literal(self, kind: str) -> GraphError:
        if isinstance(self.value, dict | list):
            return refused(f"An unexpected node was found when reading from the JSON reader. '{kind}' was expected.")
        return refused(f"Cannot convert the literal '{self.value}' to the expected type '{kind}'.")

    def _string(self, kind: str) -> str | None:
        if self.value is not None and not isinstance(self.value, str):
            raise self._literal(kind)
        return self.value

    def _parsed[T](self, kind: str, parse: Callable[[str], T]) -> T | None:
        written = self._string(kind)
        if written is None:
            return None
        try:
            return parse(written)
        except ValueError as problem:
            raise self._literal(kind) from problem

    def get_str_value(self) -> str | None:
        return self._string("Edm.String")

    def get_bool_value(self) -> bool | None:
        if self.value is not None and not isinstance(self.value, bool):
            raise self._literal("Edm.Boolean")
        return self.value

    def get_int_value(self) -> int | None:
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value not in INT32:
            raise self._literal("Edm.Int32")
        return self.value

    def get_float_value(self) -> float | None:
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self._literal("Edm.Double")
        return float(self.value)

    def get_uuid_value(self) -> UUID | None:
        return self._parsed("Edm.Guid", UUID)

    def get_datetime_value(self) -> datetime | None:
        return self._parsed("Edm.DateTimeOffset", _moment)

    def get_date_value(self) -> date | None:
        return self._parsed("Edm.Date", date.fromisoformat)

    def get_time_value(self) -> time | None:
        return self._parsed("Edm.TimeOfDay", time.fromisoformat)

    def get_timedelta_value(self) -> timedelta | None:
        return self._parsed("Edm.Duration", _duration)

    def get_bytes_value(self) -> bytes | None:
        return self._parsed("Edm.Binary", lambda written: base64.b64decode(written, validate=True))

    def get_child_node(self, identifier: str) -> ParseNode | None:
        return StrictNode(self.value[identifier]) if isinstance(self.value, dict) and identifier in self.value else None

    def _items(self) -> "list[StrictNode] | None":
        if self.value is None:
            return None
        if not isinstance(self.value, list):
            raise refused(
                "An unexpected node was found when reading from the JSON reader. A 'StartArray' was expected."
            )
        return [StrictNode(item) for item in self.value]

    def get_collection_of_primitive_values[T](self, primitive_type: type[T]) -> list[T] | None:
        items = self._items()
        if items is None:
            return None
        found = []
        for item in items:
            if not isinstance(item.value, primitive_type):
                raise item._literal(primitive_type.__name__)
            found.append(item.value)
        return found

    def get_collection_of_object_values[U: Parsable](self, factory: ParsableFactory[U]) -> list[U] | None:
        items = self._items()
        return None if items is None else [item.get_object_value(factory) for item in items]

    def get_enum_value[K](self, enum_class: K) -> K | None:
        written = self._string("Edm.Enum")
        known = {str(member.value).lower(): member for member in enum_class}  # type: ignore[attr-defined]
        if written is not None and written.lower() not in known:
            raise refused(f"Requested value '{written}' was not found.")
        return None if written is None else known[written.lower()]

    def get_collection_of_enum_values[K](self, enum_class: K) -> list[K] | None:
        items = self._items()
        if items is None:
            return None
        return [value for item in items if (value := item.get_enum_value(enum_class)) is not None]

    def get_object_value[U: Parsable](self, factory: ParsableFactory[U]) -> U:
        result = factory.create_from_discriminator_value(self)
        if self.value is None:
            return result
        if not isinstance(self.value, dict):
            raise refused("An unexpected node was found when reading from the JSON reader. 'StartObject' was expected.")
        if type(result).__name__ == "Attachment":
            raise refused("Cannot create an abstract class. Name the attachment's @odata.type.")
        self._properties(result, self.value)
        return result

    def _properties(self, model: Parsable, document: Document) -> None:
        fields = model.get_field_deserializers()
        for name, value in document.items():
            if "@" in name:
                continue
            if name not in fields:
                kind = type(model).__name__
                rule = "Make sure to only use property names that are defined by the type."
                kind = f"microsoft.graph.{kind[0].lower()}{kind[1:]}"
                raise refused(f"The property '{name}' does not exist on type '{kind}'. {rule}")
            fields[name](StrictNode(value))

    @property
    def on_before_assign_field_values(self) -> Callable[[Parsable], None] | None:
        return None

    @on_before_assign_field_values.setter
    def on_before_assign_field_values(self, value: Callable[[Parsable], None]) -> None:
        """Nothing is assigned that anyone could wait for."""

    @property
    def on_after_assign_field_values(self) -> Callable[[Parsable], None] | None:
        return None

    @on_after_assign_field_values.setter
    def on_after_assign_field_values(self, value: Callable[[Parsable], None]) -> None:
        """Nothing is assigned that anyone could wait for."""


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("a DateTimeOffset needs its offset")
    return moment


def _duration(written: str) -> timedelta:
    found = re.fullmatch(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", written)
    if found is None or written.endswith(("P", "T")):
        raise ValueError("no ISO 8601 duration")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] else length
