"""What a browser posts: the fields of a form."""

from collections.abc import Mapping
from urllib.parse import parse_qs

MOST_FIELDS = 200
"""No form of ours has so many fields."""


def posted(body: bytes) -> Mapping[str, str | list[str]]:
    """The fields of a posted form: one value as text, several as a list. What is no form has no fields."""
    try:
        fields = parse_qs(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="replace",
        )
    except ValueError:
        return {}
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}
