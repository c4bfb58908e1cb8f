"""Services in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from local.memory.feeds import MemoryFeeds
from local.memory.graph import MemoryGraph
from local.memory.queues import MemoryQueues
from local.memory.tables import MemoryTables
from shared.keys import Keys
from shared.programme.model import Programme
from shared.programme.reading import read_programme
from shared.services import Services
from shared.settings import Settings
from shared.storage.row import Row

SECRET = "a secret for tests, as long as it has to be"


KEYS = Keys(SECRET)


SITE = "https://cafe.example.org"


ORGANISER_ID = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


ENVIRONMENT = {
    "CAFE_SITE_URL": SITE,
    "CAFE_SECRET": SECRET,
    "CAFE_STAGE": "test",
    "CAFE_ORGANISER_ID": ORGANISER_ID,
}
"""The settings that the app needs in every place, its storage aside."""


@dataclass(frozen=True)
class MemoryServices(Services):
    """Services whose outside is in memory. Tests reach the fakes here, with the fakes' own types."""

    tables: MemoryTables
    queues: MemoryQueues
    graph: MemoryGraph
    feeds: MemoryFeeds


@cache
def the_programme() -> Programme:
    """The sample programme, `cafe.toml`."""
    return read_programme(Path(__file__).parents[2] / "cafe.toml")


def some_settings(
    *,
    allowed_recipients: str = "*",
    mails_per_minute: float = 29,
    site_url: str = SITE,
    signed_in_by_platform: bool = False,
) -> Settings:
    """Settings that let everybody get mail."""
    return Settings(
        storage_connection="UseDevelopmentStorage=true",
        site_url=site_url,
        secret=SECRET,
        stage="test",
        organiser_id=ORGANISER_ID,
        allowed_recipients=allowed_recipients,
        mails_per_minute=mails_per_minute,
        signed_in_by_platform=signed_in_by_platform,
    )


def some_services(
    *,
    programme: Programme | None = None,
    settings: Settings | None = None,
    tables: MemoryTables | None = None,
    queues: MemoryQueues | None = None,
    graph: MemoryGraph | None = None,
    feeds: MemoryFeeds | None = None,
    having: Sequence[Row] = (),
) -> MemoryServices:
    """Services on fakes, with the rows in `having` already kept."""
    kept = tables if tables is not None else MemoryTables()
    for row in having:
        kept.put(row)
    return MemoryServices(
        programme=programme or the_programme(),
        settings=settings or some_settings(),
        keys=KEYS,
        tables=kept,
        queues=queues if queues is not None else MemoryQueues(),
        graph=graph if graph is not None else MemoryGraph(),
        feeds=feeds if feeds is not None else MemoryFeeds(),
    )
