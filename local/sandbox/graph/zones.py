"""Outlook's times: a local time beside the name of its zone, which Windows or IANA may have given."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from local.sandbox.graph.documents import Document, text
from local.sandbox.graph.odata import GraphError

YEARS = range(1602, 4500)
"""What Exchange can keep in a calendar."""


def zone(name: str) -> tzinfo:
    """The zone of this name; Graph refuses one it does not know."""
    if name.upper() in ("UTC", "TZONE://MICROSOFT/UTC"):
        return UTC
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        message = "A valid TimeZone value must be specified. The following TimeZone value is not supported: "
        raise GraphError(400, "TimeZoneNotSupportedException", f"{message}'{name}'.") from problem


def moment(written: Document, name: str) -> datetime:
    """The instant a dateTimeTimeZone means; both its parts are required."""
    local, zone_name = text(written, "dateTime"), text(written, "timeZone")
    if not local or not zone_name:
        raise GraphError(
            400,
            "ErrorPropertyValidationFailure",
            f"At least one property failed validation: '{name}' is required.",
        )
    problem = GraphError(400, "ErrorInvalidDateTime", f"The value '{local}' of '{name}' is no date and time.")
    try:
        parsed = datetime.fromisoformat(local)
    except ValueError:
        raise problem from None
    if parsed.year not in YEARS:
        raise problem
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=zone(zone_name))).astimezone(UTC)


def written(instant: datetime, zone_name: str) -> Document:
    """The instant as Graph answers it, in the zone that the request prefers."""
    local = instant.astimezone(zone(zone_name))
    return {"dateTime": local.strftime("%Y-%m-%dT%H:%M:%S.%f0"), "timeZone": zone_name}
