"""Forgetting: we remove rows when the programme file says so. `records` and `history` list what goes when."""

from datetime import datetime

from shared.privacy.history import HISTORY
from shared.privacy.records import RECORDS
from shared.services import Services


def forget(services: Services, now: datetime) -> int:
    """Remove the rows that were kept long enough. Returns how many. The next run finishes what one run does not."""
    searches = [*(record.old for record in RECORDS if record.old), *(kept.old for kept in HISTORY)]
    old = [row for search in searches for row in search(services, now)]
    for row in old:
        services.tables.delete(row)
    return len(old)
