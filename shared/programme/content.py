"""The content of a programme as plain data, in the shape of `cafe.toml`: what a version keeps, and a form changes.

Each value is there, also where the file leaves it out. A list of entries can be seen as a table by id, so that an
entry has a place of its own wherever it stands in the list.
"""

import json
from collections.abc import Mapping
from typing import cast, get_args, get_origin

from shared.programme.model import Programme
from shared.programme.values import Part

type Content = Mapping[str, object]
"""Tables, lists and values as JSON has them."""


def content_of(programme: Programme) -> dict[str, object]:
    """What the programme says, key by key. A key without a value is left out."""
    return programme.model_dump(mode="json", by_alias=True, exclude_none=True)


def _is_list_of_entries(annotation: object) -> bool:
    items = get_args(annotation)
    return get_origin(annotation) is tuple and isinstance(items[0], type) and issubclass(items[0], Part)


LISTS = frozenset(name for name, one in Programme.model_fields.items() if _is_list_of_entries(one.annotation))
"""The keys whose value is a list of entries with ids, such as `series` and `hubs`."""


def by_id(content: Content) -> dict[str, object]:
    """The content with each list of entries as a table: the entry by its id, in order."""
    return {name: _table(value) if name in LISTS else value for name, value in content.items()}


def in_lists(content: Content) -> dict[str, object]:
    """The content as `by_id` got it."""
    return {name: _list(value) if name in LISTS else value for name, value in content.items()}


def _table(entries: object) -> dict[str, object]:
    return {str(entry["id"]): entry for entry in cast(list[dict[str, object]], entries)}


def _list(table: object) -> list[object]:
    return list(cast(dict[str, object], table).values())


def as_text(value: object) -> str:
    """The value as text: the same for equal values, whatever the order of their keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
