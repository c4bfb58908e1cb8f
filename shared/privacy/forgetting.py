"""Forgetting: we remove rows about people when the programme file says so. `records` lists them."""

from datetime import datetime

from shared.privacy.records import RECORDS
from shared.services import Services


def forget(services: Services, now: datetime) -> int:
    """Remove the rows that were kept long enough. Returns how many. The next run finishes what one run does not."""
    old = [row for record in RECORDS if record.old for row in record.old(services, now)]
    for row in old:
        services.tables.delete(row)
    return len(old)
