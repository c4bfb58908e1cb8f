"""The programme in force: the deployed file, or the last version that the team published.

An instance looks at most once in `EVERY` seconds whether another version is in force, with one point read. It parses
a version once. If storage cannot be asked, the programme that it knows stays in force.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from shared import clock
from shared.errors import MayPassLater
from shared.keys import Keys
from shared.programme.content import content_of
from shared.programme.merging import ONLY_DEPLOYED, Conflict, Marking, Merged, Merging, value_at, with_value
from shared.programme.model import Programme
from shared.programme.reading import NotAProgramme, programme_of
from shared.programme.rows import InForceVersion, VersionContent, content_key
from shared.storage.tables import Tables

EVERY = 45.0
"""Seconds between two looks. A version is in force everywhere within a minute, whatever the café's own clock says."""

AT_THE_START = 5.0
"""Seconds until the next look if storage was away at the first one."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """What a version amounts to with the file that is deployed now."""

    programme: Programme
    content: dict[str, object]
    conflicts: tuple[Conflict, ...] = ()
    not_merged: str = ""
    """Why the file's changes could not be taken over. The team's version is in force as it was published."""
    not_used: str = ""
    """Why not even that can be used. The deployed file is in force."""


def standing_of(version: VersionContent, file: Programme, keys: Keys) -> Standing:
    """The version with what the deployed file says now wherever the team changed nothing."""
    deployed = content_of(file)
    merged = Merging(Marking(keys), version.deployed).merge(version.content, deployed)
    try:
        return Standing(programme_of(merged.content), merged.content, merged.conflicts)
    except NotAProgramme as wrong:
        return _as_published(version, file, merged, str(wrong))


def _as_published(version: VersionContent, file: Programme, merged: Merged, why: str) -> Standing:
    deployed = content_of(file)
    own = dict(version.content)
    for place in ONLY_DEPLOYED:
        own = own if value_at(own, place) is None else with_value(own, place, value_at(deployed, place))
    try:
        return Standing(programme_of(own), own, merged.conflicts, not_merged=why)
    except NotAProgramme as wrong:
        return Standing(file, deployed, merged.conflicts, not_used=str(wrong))


class InForce:
    """The programme in force, as this process knows it."""

    def __init__(self, running: Callable[[], float] = clock.running) -> None:
        self._running = running
        self._next_look = float("-inf")
        self._known: Programme | None = None
        self._etag = ""
        self._is_away = False
        self._published_here = 0
        self._lock = threading.Lock()

    def programme(self, tables: Tables, keys: Keys, file: Programme) -> Programme:
        """The programme in force now. `file` is the deployed one.

        While one thread looks, the others work by what is known and do not wait. At the start nothing is known, so
        they wait for the first look.
        """
        is_unknown = self._known is None
        if (is_unknown or self._running() >= self._next_look) and self._lock.acquire(blocking=is_unknown):
            try:
                if self._running() >= self._next_look:
                    self._look(tables, keys, file)
            finally:
                self._lock.release()
        return self._known or file

    def look_again(self) -> None:
        """Look at the next question, because something was published here."""
        self._published_here += 1
        self._next_look = float("-inf")

    def _look(self, tables: Tables, keys: Keys, file: Programme) -> None:
        began_at = self._published_here
        self._next_look = self._running() + (EVERY if self._known else AT_THE_START)
        try:
            row = tables.get(InForceVersion, InForceVersion.KEY)
            if self._known is None or (row.etag if row else "") != self._etag:
                self._known = _published(tables, keys, row, file)
                self._etag = row.etag if row else ""
        except (MayPassLater, ValidationError) as away:
            if not self._is_away:
                log.warning("the programme stays as it is: its versions cannot be read", extra={"reason": str(away)})
            self._is_away = True
        else:
            self._is_away = False
            self._next_look = self._running() + EVERY if self._published_here == began_at else float("-inf")


def _published(tables: Tables, keys: Keys, row: InForceVersion | None, file: Programme) -> Programme:
    """The programme of the version in force. Raises `MayPassLater` if its content is not there."""
    if row is None or row.number == 0:
        return file
    version = tables.get(VersionContent, content_key(row.number))
    if version is None:
        raise MayPassLater("the content of the version in force is not there")
    standing = standing_of(version, file, keys)
    if standing.not_merged or standing.not_used:
        log.warning("the version in force does not fit the deployed file", extra={"number": row.number})
    return standing.programme
