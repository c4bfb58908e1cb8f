"""A sandbox in a thread, and a caller with a valid token: what the sandbox's tests share."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from local.sandbox.clock import Clock
from local.sandbox.graph.documents import Document, Json, inner, rows, text
from local.sandbox.graph.grants import GRANTS
from local.sandbox.serving import serving
from local.sandbox.state import Sandbox, Settings
from local.stack.clock import SimulatedClock

CAFE = "cafe@example.nhs.uk"
DOOR = f"/v1.0/users/{CAFE}"
KEY = "String {5f7c8c4c-8a0f-4d3e-9d0b-7d3a5f0f5e11} Name CafeKey"
HEADERS = {"X-IDENTITY-HEADER": "any"}
WIDE = GRANTS | {"Mail.ReadWrite", "User.ReadBasic.All"}
"""More than the café is granted: the sandbox knows requests that the café never makes."""

GRAPH = {"api-version": "2019-08-01", "resource": "https://graph.microsoft.com"}


@dataclass(frozen=True)
class Caller:
    """Talks to one sandbox with one token, and moves its clock."""

    address: str
    http: httpx.Client
    clock: SimulatedClock

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.http.get(path, params=query or None)

    def post(self, path: str, body: Json) -> httpx.Response:
        return self.http.post(path, json=body)

    def send(self, *, to: Sequence[str] = ("amal@example.org",), key: str = "", **parts: Json) -> httpx.Response:
        return self.post(f"{DOOR}/sendMail", {"message": mail(to=to, key=key, **parts)})

    def found(self, path: str, **query: str) -> list[Document]:
        """The rows of the first page."""
        return rows(self.get(path, **query).raise_for_status().json(), "value")

    def fault(self, kind: str, **details: Json) -> None:
        self.post("/sandbox/faults", [{"kind": kind, **details}]).raise_for_status()

    def renewed(self) -> "Caller":
        """The same sandbox as if just started, and a fresh token."""
        self.http.post("/sandbox/reset").raise_for_status()
        self.http.headers.pop("Prefer", None)
        self.http.headers["Authorization"] = self.fresh()
        return self

    def fresh(self) -> str:
        """An Authorization header that is good for a day of the sandbox's."""
        return f"Bearer {token(self.http)}"

    def wait(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))


@contextmanager
def calling(
    *,
    limits: bool = True,
    without_mailbox: Sequence[str] = (),
    without_policy: Sequence[str] = (),
    granted: Collection[str] = WIDE,
) -> Iterator[Caller]:
    settings = Settings((CAFE,), without_mailbox, without_policy, limits, 0.0, granted)
    with TemporaryDirectory() as folder:
        clock = SimulatedClock(Path(folder) / "clock")
        with (
            serving(Sandbox(settings, Clock(clock.path))) as address,
            httpx.Client(base_url=address, timeout=60) as http,
        ):
            yield Caller(address, http, clock).renewed()


def token(http: httpx.Client, **changed: str) -> str:
    answer = http.get("/msi/token", params=GRAPH | changed, headers=HEADERS).raise_for_status()
    return text(answer.json(), "access_token")


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of an OData error."""
    return answer.status_code, text(inner(answer.json(), "error"), "code")


def person(address: str) -> Document:
    return {"emailAddress": {"address": address}}


def mail(*, to: Sequence[str] = ("amal@example.org",), key: str = "", **parts: Json) -> Document:
    document: Document = {
        "subject": "Your place at the café",
        "body": {"contentType": "html", "content": "<p>See you there.</p>"},
        "toRecipients": [person(address) for address in to],
        **parts,
    }
    return document | ({"singleValueExtendedProperties": [{"id": KEY, "value": key}]} if key else {})


def event(*, key: str = "", **parts: Json) -> Document:
    document: Document = {
        "subject": "Café for educators",
        "start": {"dateTime": "2026-07-08T12:30:00", "timeZone": "Europe/London"},
        "end": {"dateTime": "2026-07-08T13:30:00", "timeZone": "GMT Standard Time"},
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        **parts,
    }
    return document | ({"singleValueExtendedProperties": [{"id": KEY, "value": key}]} if key else {})


def keyed(value: str, name: str = KEY) -> str:
    """The filter that asks for an item by an extended property."""
    escaped = value.replace("'", "''")
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq '{escaped}')"
