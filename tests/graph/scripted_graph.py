"""A server that answers as a test tells it, and keeps every request: for what neither Graph nor the sandbox shows."""

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit


@dataclass(frozen=True)
class Seen:
    """A request as it arrived; the names of its headers in lower case."""

    method: str
    url: SplitResult
    headers: Mapping[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, decoded."""
        return {name: values[0] for name, values in parse_qs(self.url.query).items()}

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Told:
    """An answer that a test wants."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The body in bytes: text as it is, anything else as JSON."""
        if self.body is None:
            return b""
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


class ScriptedGraph(ThreadingHTTPServer):
    """Answers `script` in order, then `always`.

    Also an identity endpoint, whose tokens are numbered; `identities` are the client ids that asked for one (empty:
    the system-assigned one).
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[Seen] = []
        self.script: deque[Told] = deque()
        self.always = Told(202)
        self.identities: list[str] = []
        self.tokens = 0
        self.identity_gate = threading.Event()
        self.identity_gate.set()
        self.at_once = 0
        self.most_at_once = 0
        self.gate = threading.Event()
        self.gate.set()
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    @contextmanager
    def served(self) -> Iterator["ScriptedGraph"]:
        """Serve from a thread, until the block is left."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.gate.set()
            self.identity_gate.set()
            self.shutdown()
            thread.join()
            self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ScriptedGraph

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = self._told(Seen(self.command, urlsplit(self.path), headers, body))
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(told.content)))
        self.end_headers()
        self.wfile.write(told.content)

    def _told(self, seen: Seen) -> Told:
        server = self.server
        if seen.url.path == "/msi/token":
            server.tokens += 1
            server.identities.append(seen.query.get("client_id", ""))
            server.identity_gate.wait(10)
            return Told(
                body={
                    "access_token": f"token-{server.tokens}",
                    "expires_on": "4000000000",
                    "resource": seen.query["resource"],
                    "token_type": "Bearer",
                }
            )
        with server.lock:
            server.seen.append(seen)
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
            told = server.script.popleft() if server.script else server.always
        server.gate.wait(10)
        with server.lock:
            server.at_once -= 1
        return told

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's own name
        """Nothing is written."""
