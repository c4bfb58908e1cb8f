"""The roll of a session: everyone with a place, in short, so that a page of thousands costs a few operations.

The roll is a copy. Nobody who signs up or cancels pays for it. Whoever opens a page reads the copy, asks storage which
places were written since, and keeps the newer copy if it is worth it. A place that is deleted is not among those
written since. So what deletes places deletes the copy too (`privacy.records`). Each night it is made anew.

docs/decisions/0027-the-roll-of-a-session.md says why.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.registrations.rows import Registration, RegistrationState, Roll
from shared.services import Services
from shared.sessions.rows import session_key
from shared.sessions.upcoming import upcoming
from shared.storage.tables import RowChanged, Written
from shared.text.plain import folded

MARGIN = timedelta(seconds=0.2)
"""We ask for places from so long before the newest that we saw: of two at the same moment, the earlier may show later.

The places of a session are one partition, whose times one server gives. Each night the copy is made anew all the same.
"""

SETTLED = timedelta(minutes=1)
"""If the copy was kept so long after its newest place was written, no earlier place can still show."""

WORTH = 25
"""A newer copy is kept if we had to read so many places, so that the next page need not."""

LARGEST = 1_000_000
"""Most bytes of a copy, a little less than a row holds: some 30,000 people. A longer one is not kept."""

A_MOMENT = timedelta(microseconds=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

FORM = 1
"""How a copy is packed. Count it up when `Entry` changes."""

NEEDS = 150
"""So many characters of what somebody needs are copied."""

PLENTY = timedelta(days=92)
"""The copies of sessions as old as this are still searched for names."""


@dataclass(frozen=True)
class Entry:
    """One person's place, in short."""

    person: str
    name: str
    state: RegistrationState
    hub: str
    standing: bool
    needs: str
    """The beginning of what they need to take part, in their words. The gate has not read it."""

    @property
    def is_coming(self) -> bool:
        """Whether they did not cancel."""
        return self.state is not RegistrationState.CANCELLED


@dataclass(frozen=True)
class Counts:
    """How many people have a place in a session."""

    registered: int = 0
    waiting: int = 0
    provisional: int = 0
    cancelled: int = 0
    standing: int = 0
    """Those of the registered who come to every session."""
    needs: int = 0
    """Those who come and need something to take part."""
    hubs: Mapping[str, int] | None = None
    """How many of the registered come to each hub, by its id. The empty id: on a device of their own."""


def roll_of(services: Services, session_id: str, *, anew: bool = False, settle: bool = True) -> list[Entry]:
    """Everyone who has or had a place in the session, in order of name. Costs two operations, three with much news.

    `anew` reads every place, whatever the copy says. Without `settle`, a copy that says the same is not kept once more,
    although later looks would read less: for a page that costs much already.
    """
    found = _kept(services, session_id) or _begun(services, session_id)
    kept = found.row
    if anew or kept.form != FORM:
        kept = kept.model_copy(update={"form": FORM, "seen": None, "packed": b""})
    entries, seen, read, news = dict(unpacked(kept)), kept.seen, 0, 0
    for place in services.tables.written(Registration, session_id, _since(kept, found.at)):
        entry, read = _entry(place.row), read + 1
        news += entries.get(entry.person) != entry
        entries[entry.person], seen = entry, max(seen or place.at, place.at)
    if (news and (read >= WORTH or kept.seen is None)) or (settle and read >= WORTH):
        packed = _packed(entries.values()) if news else kept.packed
        _keep(services, kept.model_copy(update={"seen": seen, "packed": packed}))
    return sorted(entries.values(), key=lambda one: (folded(one.name), one.person))


def counts_of(services: Services, session_id: str, *, settle: bool = True) -> Counts:
    """How many people have a place in the session. Costs as much as its roll."""
    return counted(roll_of(services, session_id, settle=settle))


def counted(entries: Sequence[Entry]) -> Counts:
    """How many people these are."""
    states = Counter(one.state for one in entries)
    registered = [one for one in entries if one.state is RegistrationState.REGISTERED]
    return Counts(
        registered=len(registered),
        waiting=states[RegistrationState.WAITING],
        provisional=states[RegistrationState.PROVISIONAL],
        cancelled=states[RegistrationState.CANCELLED],
        standing=sum(one.standing for one in registered),
        needs=sum(bool(one.needs) for one in entries if one.is_coming),
        hubs=Counter(one.hub for one in registered),
    )


def keep_ready(services: Services, now: datetime) -> int:
    """Make the rolls of every coming session anew, so that no page has to. Returns how many there are."""
    coming = [session for series in services.programme.series for session in upcoming(services, series.id, now)]
    for session in coming:
        roll_of(services, session.id, anew=True)
    return len(coming)


def rolls_of_series(services: Services, series: str, now: datetime) -> Iterator[tuple[str, Mapping[str, Entry]]]:
    """The session, and the copy as it stands, of the series' coming and lately past sessions. Costs one operation."""
    for roll in services.tables.partition(Roll, series, start=f"{series}-{now - PLENTY:%Y-%m-%d}"):
        yield roll.session, dict(unpacked(roll))


def unpacked(roll: Roll) -> Iterator[tuple[str, Entry]]:
    """The copy's entries, by person."""
    if roll.packed and roll.form == FORM:
        for person, name, state, hub, standing, needs in json.loads(zlib.decompress(roll.packed)):
            yield person, Entry(person, name, RegistrationState(state), hub, bool(standing), needs)


def _since(kept: Roll, at: datetime) -> datetime | None:
    """From when on places may be new to the copy, which was kept `at`. None: all are."""
    if kept.seen is None:
        return None
    return kept.seen + A_MOMENT if kept.seen + SETTLED < at else kept.seen - MARGIN


def _kept(services: Services, session_id: str) -> Written[Roll] | None:
    series, key = session_key(session_id)
    return next(services.tables.written(Roll, series, None, key), None)


def _begun(services: Services, session_id: str) -> Written[Roll]:
    """An empty copy that is there before we read. Whoever erases somebody meanwhile deletes it: nothing is kept."""
    empty = Roll(session=session_id)
    services.tables.insert(empty)
    return _kept(services, session_id) or Written(empty, LONG_AGO)


def _keep(services: Services, roll: Roll) -> None:
    """Keep the newer copy, unless somebody else changed or deleted it: the next page keeps another."""
    if roll.etag and len(roll.packed) <= LARGEST:
        with suppress(RowChanged):
            services.tables.replace(roll)


def _packed(entries: Iterable[Entry]) -> bytes:
    values = [[one.person, one.name, one.state, one.hub, int(one.standing), one.needs] for one in entries]
    return zlib.compress(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())


def _entry(place: Registration) -> Entry:
    details = place.details
    needs = details.access_needs[:NEEDS]
    return Entry(place.person, details.name, place.state, details.hub, place.standing, needs)
