"""Telling: an issue goes out, so its items are told and no longer fresh."""

from collections.abc import Iterable

from shared.bulletin.corrections import told
from shared.bulletin.rows import FreshItem, Issue, Item
from shared.services import Services
from shared.storage.changing import change


def items_told(services: Services, issue: Issue) -> None:
    """Note on each item of the issue that it went out. Those that a facilitator took out wait for no other issue."""
    for key in issue.items:
        change(services.tables, Item, key, told)
    no_longer_fresh(services, issue.items + issue.left_out)


def no_longer_fresh(services: Services, keys: Iterable[tuple[str, str]]) -> None:
    """Take the marks off these items. It is safe to repeat."""
    for source, item_id in keys:
        mark = services.tables.get(FreshItem, FreshItem(source=source, id=item_id).key)
        if mark:
            services.tables.delete(mark)
