"""The check-up: all that a person sees of the café's health at once. It costs four operations."""

import platform
from dataclasses import dataclass
from datetime import datetime

from shared.operations.health import Health, read_health
from shared.operations.rows import BooksAudited, Pulse
from shared.programme.rows import InForceVersion
from shared.services import Services

RELEASE = "1.0.0"
"""The release of the café's program: pyproject.toml says the same."""


@dataclass(frozen=True)
class CheckUp:
    """The last measurement, the last audit of the books, and what is running. None: not yet."""

    health: Health
    pulse: Pulse | None
    books: BooksAudited | None
    programme_version: int
    """0 is the deployed file."""
    release: str
    python: str


def check_up(services: Services, now: datetime) -> CheckUp:
    """How the café is. If storage does not answer, this raises `StorageUnavailable`."""
    version = services.tables.get(InForceVersion, InForceVersion.KEY)
    return CheckUp(
        health=read_health(services, now),
        pulse=services.tables.get(Pulse, (Pulse.PARTITION, Pulse.ID)),
        books=services.tables.get(BooksAudited, (BooksAudited.PARTITION, BooksAudited.ID)),
        programme_version=version.number if version else 0,
        release=RELEASE,
        python=platform.python_version(),
    )
