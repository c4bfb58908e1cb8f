"""Everything the café can do to the world, on one screen. Steps call `the_services()`. Tests make their own."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Self

from shared import clock
from shared.colleagues.knowing import Colleagues
from shared.feeds.fetching import FeedReader, WebFeeds
from shared.graph.microsoft.client import MicrosoftGraph, Organiser
from shared.graph.protocol import Graph
from shared.keys import Keys
from shared.pressure.counting import PostCounts
from shared.programme.in_force import InForce
from shared.programme.model import Programme
from shared.programme.reading import read_programme
from shared.settings import Settings, read_settings
from shared.storage.queues import AzureQueues, Queues
from shared.storage.tables import AzureTables, Tables
from shared.storage.transport import Heard


@dataclass(frozen=True)
class Services:
    """The programme, the settings, the keys, and everything that reaches the outside."""

    programme: Programme
    """The programme in force when they were asked for. So one trigger works by one programme."""
    settings: Settings
    keys: Keys
    tables: Tables
    queues: Queues
    graph: Graph
    feeds: FeedReader
    posts: PostCounts = field(default_factory=PostCounts)
    colleagues: Colleagues = field(default_factory=Colleagues)
    in_force: InForce = field(default_factory=InForce)
    file: Programme | None = None
    """The programme of the deployed file, if a version of the team's is in force instead."""

    @property
    def deployed(self) -> Programme:
        """The programme of the deployed file: version 0."""
        return self.file or self.programme

    def up_to_date(self) -> Self:
        """The same with the programme that is in force now."""
        programme = self.in_force.programme(self.tables, self.keys, self.deployed)
        return self if programme is self.programme else replace(self, programme=programme, file=self.deployed)


def the_services() -> Services:
    """The app's own services, with the programme in force at this moment."""
    return of_this_process().up_to_date()


@cache
def of_this_process() -> Services:
    """The app's own services, with the programme of the deployed file. Each process makes them once.

    The first thing that a process asks storage is the time: see `shared.clock`.
    """
    return services_from(os.environ, clock.correction.hear)


def services_from(environment: Mapping[str, str], heard: Heard | None = None) -> Services:
    """Services with the settings in this environment. `heard` is told storage's time, at once and later.

    Raises `SettingsError`, `ProgrammeError`.
    """
    settings = read_settings(environment)
    programme = read_programme(Path(settings.programme_file))
    tables, queues = _storage(settings, heard)
    if heard:
        tables.ask_the_time()
    return Services(
        programme=programme,
        settings=settings,
        keys=Keys(settings.secret),
        tables=tables,
        queues=queues,
        graph=MicrosoftGraph(
            settings.graph_url,
            settings.identity_client_id,
            Organiser(programme.organiser.mailbox, settings.organiser_id, settings.stage),
        ),
        feeds=WebFeeds(),
    )


def _storage(settings: Settings, heard: Heard | None) -> tuple[AzureTables, AzureQueues]:
    if settings.storage_connection:
        connection = settings.storage_connection
        return AzureTables.from_connection_string(connection, heard), AzureQueues.from_connection_string(connection)
    from azure.identity import ManagedIdentityCredential  # noqa: PLC0415 - it takes half a second, and the emulator does not need it

    identity = ManagedIdentityCredential(client_id=settings.identity_client_id or None)
    return (
        AzureTables.from_identity(settings.table_service_uri, identity, heard),
        AzureQueues.from_identity(settings.queue_service_uri, identity),
    )
