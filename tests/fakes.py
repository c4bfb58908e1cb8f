"""The outside of the café in memory: fakes with state that obey the same contracts as the real things.

`tests/contracts` runs the same tests on each fake and on what it stands for. Every fake can be told to fail
(`fail`), and to let somebody else act first (`meanwhile`).
"""

import json
import re
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import batched
from typing import Any

from shared.feeds import FeedUnavailable
from shared.graph.protocol import AttendanceRecord, Invitation, Mail, Meeting, Refused
from shared.messages import Message
from shared.storage.queues import LONGEST, MOST, UnknownVersion, decode, encode
from shared.storage.row import Row
from shared.storage.tables import TRANSACTION, UNSPEAKABLE, RowChanged, from_entity, is_key, to_entity

PAGE = 1_000
"""Entities in one answer of a query (Azure Table storage)."""


class Eventful:
    """What a test can arrange around the next calls of a fake; and how often each was called."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._before: dict[str, deque[Callable[[], object]]] = {}
        self._after: dict[str, deque[Callable[[], object]]] = {}
        self._lock = threading.RLock()

    def fail(self, call: str, error: BaseException, *, after: bool = False) -> None:
        """The next call raises this: before it does anything, or after it has done all (the answer is lost).

        Several failures of one call are raised one after another, one each time it is called.
        """

        def raise_it() -> None:
            raise error

        (self._after if after else self._before).setdefault(call, deque()).append(raise_it)

    def meanwhile(self, call: str, action: Callable[[], object]) -> None:
        """Somebody else does this just before the next call takes effect."""
        self._before.setdefault(call, deque()).append(action)

    @contextmanager
    def _call(self, call: str) -> Iterator[None]:
        with self._lock:
            self.calls[call] += 1
            _next(self._before, call)()
            yield
            _next(self._after, call)()


def _next(arranged: dict[str, deque[Callable[[], object]]], call: str) -> Callable[[], object]:
    waiting = arranged.get(call)
    return waiting.popleft() if waiting else lambda: None


# --- tables -----------------------------------------------------------------------------------------------


class _Entity(dict[str, Any]):
    """An entity as the SDK gives it: a dictionary with the ETag beside it."""

    def __init__(self, content: bytes, etag: str) -> None:
        super().__init__(json.loads(content))
        self.metadata = {"etag": etag}


class MemoryTables(Eventful):
    """`Tables` in memory. `operations` lists what the service would be asked, one (what, table) a request."""

    def __init__(self) -> None:
        super().__init__()
        self.operations: list[tuple[str, str]] = []
        self._tables: dict[str, dict[tuple[str, str], tuple[bytes, str]]] = {}
        self._version = 0

    def rows[R: Row](self, kind: type[R]) -> list[R]:
        """All rows of a table, in order: for a test to look at, the café has no such question."""
        table = self._tables.get(kind.TABLE, {})
        return [from_entity(kind, _Entity(*table[key])) for key in sorted(table)]

    def put[R: Row](self, row: R) -> R:
        """The row is there, whatever was before: for a test to arrange, it counts as no operation."""
        self._store(row)
        return row.model_copy(update={"etag": self._tables[row.TABLE][row.key][1]})

    def insert(self, row: Row) -> bool:
        with self._call("insert"):
            return self._insert(row)

    def insert_all[R: Row](self, rows: Sequence[R]) -> list[R]:
        with self._call("insert_all"):
            return [row for chunk in batched(rows, TRANSACTION, strict=False) for row in self._transaction(chunk)]

    def get[R: Row](self, kind: type[R], key: tuple[str, str]) -> R | None:
        with self._call("get"):
            if not all(map(is_key, key)):
                return None
            self.operations.append(("get", kind.TABLE))
            found = self._tables.get(kind.TABLE, {}).get(key)
            return from_entity(kind, _Entity(*found)) if found else None

    def replace[R: Row](self, row: R) -> R:
        with self._call("replace"):
            if not row.etag:
                raise ValueError("only a row that was read can be replaced")
            self.operations.append(("replace", row.TABLE))
            _, etag = self._tables.get(row.TABLE, {}).get(row.key, (b"", ""))
            if etag != row.etag:
                raise RowChanged(row.TABLE)
            return self.put(row)

    def delete(self, row: Row) -> None:
        with self._call("delete"):
            self.operations.append(("delete", row.TABLE))
            self._tables.get(row.TABLE, {}).pop(row.key, None)

    def partition[R: Row](self, kind: type[R], partition: str, start: str = "", end: str = "") -> Iterator[R]:
        with self._call("partition"):
            if not is_key(partition) or UNSPEAKABLE.search(start + end):
                return
            found = self._found(kind, lambda key: key[0] == partition and key[1] >= start and (not end or key[1] < end))
        yield from self._pages(kind, found)

    def partitions[R: Row](self, kind: type[R], start: str, end: str) -> Iterator[R]:
        with self._call("partitions"):
            found = self._found(kind, lambda key: start <= key[0] < end)
        yield from self._pages(kind, found)

    def _found(self, kind: type[Row], is_wanted: Callable[[tuple[str, str]], bool]) -> list[tuple[bytes, str]]:
        self._page_of(kind)
        table = self._tables.get(kind.TABLE, {})
        return [table[key] for key in sorted(filter(is_wanted, table))]

    def _pages[R: Row](self, kind: type[R], found: Sequence[tuple[bytes, str]]) -> Iterator[R]:
        for number, entity in enumerate(found):
            if number and number % PAGE == 0:
                self._page_of(kind)
            yield from_entity(kind, _Entity(*entity))

    def _page_of(self, kind: type[Row]) -> None:
        self.operations.append(("query", kind.TABLE))

    def _insert(self, row: Row) -> bool:
        self.operations.append(("insert", row.TABLE))
        if row.key in self._tables.get(row.TABLE, {}):
            return False
        self._store(row)
        return True

    def _transaction[R: Row](self, rows: Sequence[R]) -> list[R]:
        keys = [row.key for row in rows]
        if len({partition for partition, _ in keys}) > 1 or len(set(keys)) < len(keys):
            raise ValueError("a transaction is about one partition, and about each row once")
        self.operations.append(("transaction", rows[0].TABLE))
        taken = self._tables.get(rows[0].TABLE, {})
        if any(key in taken for key in keys):  # the whole of it is refused
            return [row for row in rows if self._insert(row)]
        for row in rows:
            self._store(row)
        return list(rows)

    def _store(self, row: Row) -> None:
        entity = to_entity(row)
        _storable(row.TABLE, entity)
        self._version += 1
        content = json.dumps(entity, ensure_ascii=False).encode()
        self._tables.setdefault(row.TABLE, {})[row.key] = (content, f'W/"{self._version}"')


FORBIDDEN = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f]")
"""What no key may contain (Azure Table storage's data model)."""


def _storable(table: str, entity: dict[str, Any]) -> None:
    """Raise ValueError for what Azure Table storage would not keep."""
    for name in ("PartitionKey", "RowKey"):
        key = entity[name]
        if FORBIDDEN.search(key) or len(key.encode("utf-16-le")) > 1024:
            raise ValueError(f"{table}: {name} {key!r} has a forbidden character or is over 1 KiB")
    size = sum(
        2 * len(name) + (len(text.encode("utf-16-le")) if isinstance(text, str) else 8) for name, text in entity.items()
    )
    if len(entity) > 255 or size > 2**20:
        raise ValueError(f"{table}: an entity has at most 252 own properties, and 1 MiB")
    for name, value in entity.items():
        if isinstance(value, str) and len(value.encode("utf-16-le")) > 2**16:
            raise ValueError(f"{table}: {name} is over 64 KiB")
        if isinstance(value, int) and not -(2**31) <= value < 2**31:
            raise ValueError(f"{table}: {name} does not fit 32 bits, which is what the SDK stores an int in")


# --- queues -----------------------------------------------------------------------------------------------


class MemoryQueues(Eventful):
    """`Queues` in memory: `sent` holds each message with its delay, in order of sending, until drained.

    `raw` holds texts that are no message of the café's, by queue: what somebody put there by hand, poison messages.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[Message, timedelta]] = []
        self.raw: dict[str, list[str]] = {}

    def send(self, message: Message, delay: timedelta = timedelta(0)) -> None:
        with self._call("send"):
            body = encode(message).encode()
            if len(body) > 48 * 1024:  # 64 KiB as base64
                raise ValueError(f"{message.QUEUE}: a message is at most 48 KiB")
            kept = decode(type(message), body)
            self.sent.append((kept, min(max(delay, timedelta(0)), LONGEST)))

    def send_again(self, queue: str, text: str) -> None:
        with self._call("send_again"):
            kind = next((kind for kind in Message.__subclasses__() if queue == kind.QUEUE), None)
            try:
                known = decode(kind, text.encode()) if kind else None
            except (UnknownVersion, ValueError):
                known = None
            if known is None:
                self.raw.setdefault(queue, []).append(text)
            else:
                self.sent.append((known, timedelta(0)))

    def take_all(self, queue: str, keep: Callable[[str], None]) -> int:
        with self._call("take_all"):
            texts = self.raw.get(queue, [])
            taken = 0
            while texts:
                keep(texts[0])
                texts.pop(0)
                taken += 1
            return taken

    def look[M: Message](self, kind: type[M]) -> list[M]:
        with self._call("look"):
            seen = [one for one, delay in self.sent if isinstance(one, kind) and delay == timedelta(0)]
            return seen[:MOST]

    def waiting[M: Message](self, kind: type[M]) -> list[M]:
        """The messages of this queue, in the order of sending."""
        return [message for message, _ in self.sent if isinstance(message, kind)]

    def delays(self, kind: type[Message]) -> list[timedelta]:
        """How long each message of this queue is hidden, in the order of sending."""
        return [delay for message, delay in self.sent if isinstance(message, kind)]

    def drain[M: Message](self, kind: type[M]) -> list[M]:
        """Take all messages of this queue off it."""
        taken = self.waiting(kind)
        self.sent = [(message, delay) for message, delay in self.sent if not isinstance(message, kind)]
        return taken


# --- Graph ------------------------------------------------------------------------------------------------


@dataclass
class Event:
    """A meeting in the fake's calendar; `comment` is what those invited were told when it was cancelled."""

    id: str
    invitation: Invitation
    join_url: str
    cancelled: bool = False
    comment: str = ""


@dataclass
class _Sent:
    mail: Mail
    hidden: int


@dataclass
class MemoryGraph(Eventful):
    """`Graph` in memory.

    `events` are by key, `mails` as sent. `refuses` are the addresses Graph will not send to;
    `sent_items_lag` is for how many look-ups a mail sent from now on stays hidden; `links_come_later`
    makes a new meeting's link appear only when the event is read again; `reports` are the attendance
    records by join link.
    """

    events: dict[str, Event] = field(default_factory=dict)
    reports: dict[str, list[AttendanceRecord]] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    sent_items_lag: int = 0
    links_come_later: bool = False
    _sent: list[_Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def mails(self) -> list[Mail]:
        """Every mail that was sent, in order."""
        return [sent.mail for sent in self._sent]

    def mails_to(self, address: str) -> list[Mail]:
        """Every mail that was sent to this address, in order."""
        return [mail for mail in self.mails if mail.to.casefold() == address.casefold()]

    def create_meeting(self, invitation: Invitation) -> Meeting:
        with self._call("create_meeting"):
            known = self._alive(lambda event: event.invitation.key == invitation.key)
            if known:
                return Meeting(known.id, known.join_url)
            number = len(self.events) + 1
            event = Event(f"event-{number}", invitation, f"https://teams.example.org/l/meetup-join/{number}")
            self.events[invitation.key] = event
            return Meeting(event.id, "" if self.links_come_later else event.join_url)

    def find_meeting(self, key: str) -> Meeting | None:
        with self._call("find_meeting"):
            found = self._alive(lambda event: event.invitation.key == key)
            return Meeting(found.id, found.join_url) if found else None

    def meeting(self, event_id: str) -> Meeting | None:
        with self._call("meeting"):
            found = self._alive(lambda event: event.id == event_id)
            return Meeting(found.id, found.join_url) if found else None

    def update_meeting(self, event_id: str, invitation: Invitation) -> None:
        with self._call("update_meeting"):
            event = self._alive(lambda event: event.id == event_id)
            if event is None:
                raise Refused("ErrorItemNotFound")
            event.invitation = replace(
                event.invitation, subject=invitation.subject, start=invitation.start, end=invitation.end
            )

    def cancel_meeting(self, event_id: str, comment: str) -> None:
        with self._call("cancel_meeting"):
            event = self._alive(lambda event: event.id == event_id)
            if event is not None:
                event.cancelled, event.comment = True, comment

    def send_mail(self, mail: Mail) -> None:
        with self._call("send_mail"):
            if mail.to in self.refuses:
                raise Refused("ErrorInvalidRecipients")
            if any(not name.lower().startswith("x-") for name, _ in mail.headers):
                raise Refused("InvalidInternetMessageHeader")
            self._sent.append(_Sent(mail, self.sent_items_lag))

    def was_sent(self, delivery_id: str, sender: str = "") -> bool:
        with self._call("was_sent"):
            found = [one for one in self._sent if (one.mail.delivery_id, one.mail.sender) == (delivery_id, sender)]
            visible = any(sent.hidden == 0 for sent in found)
            for sent in found:
                sent.hidden = max(0, sent.hidden - 1)
            return visible

    def attendance(self, join_url: str) -> Sequence[AttendanceRecord] | None:
        with self._call("attendance"):
            records = self.reports.get(join_url)
            return None if records is None else tuple(records)

    def _alive(self, matches: Callable[[Event], bool]) -> Event | None:
        return next((event for event in self.events.values() if matches(event) and not event.cancelled), None)


# --- feeds ------------------------------------------------------------------------------------------------


class MemoryFeeds(Eventful):
    """`FeedReader` in memory: `contents` by address; any other address does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.contents: dict[str, bytes] = {}

    def read(self, url: str) -> bytes:
        with self._call("read"):
            if url not in self.contents:
                raise FeedUnavailable("no answer")
            return self.contents[url]
