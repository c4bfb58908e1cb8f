"""Forgetting: what is kept about people goes when the programme file says so. `records` lists it."""

from datetime import datetime

from shared.privacy.records import RECORDS
from shared.services import Services


def forget(services: Services, now: datetime) -> int:
    """Remove what has been kept long enough; how many rows went. What one run does not finish the next one does."""
    old = [row for record in RECORDS if record.old for row in record.old(services, now)]
    for row in old:
        services.tables.delete(row)
    return len(old)
