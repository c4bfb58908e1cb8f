"""What a browser posts: the fields of a form, and whether the form stood on our own page."""

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


def from_elsewhere(headers: Mapping[str, str], site_url: str) -> bool:
    """Whether another site's page sent this. `headers` finds names in any case.

    Browsers say so in `Sec-Fetch-Site`; older ones in `Origin`, which is "null" for forms on our pages
    because their Referrer-Policy is no-referrer (Fetch standard, "append a request Origin header").
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    return headers.get("Origin", "null") not in {"null", site_url}
