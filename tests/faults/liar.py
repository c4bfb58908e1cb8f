"""A liar: a server that answers as a proxy does, whatever it is asked. Requests are led to it astray."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = "<!DOCTYPE html><title>Sign in to the guest network</title>"
LIKE_STORAGE = {"x-ms-request-id": "6f1c2f4e-0000-4000-8000-000000000001", "x-ms-version": "2019-02-02", "etag": "1"}
"""The headers of an answer of storage: some proxies change the body alone."""


@dataclass(frozen=True)
class Lie:
    """One strange answer."""

    status: int
    body: str = ""
    kind: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)


LIES: Mapping[str, Lie] = {
    "page": Lie(200, PAGE),
    "braces": Lie(200, "{}", "application/json"),
    "nothing": Lie(200),
    "half": Lie(200, '{"value": [{"PartitionKey": "a", "RowK', "application/json"),
    "list": Lie(200, "[]", "application/json"),
    "no-content": Lie(204),
    "elsewhere": Lie(302, PAGE, headers={"Location": "/page"}),
    "unchanged": Lie(304),
    "forbidden": Lie(403, PAGE),
    "not-here": Lie(404, PAGE),
    "password": Lie(407, PAGE, headers={"Proxy-Authenticate": "Basic"}),
    "exists": Lie(409, PAGE),
    "changed": Lie(412, PAGE),
    "network": Lie(511, PAGE),
}
"""By the path at which the liar tells them."""

IN_DISGUISE: Mapping[str, Lie] = {
    "disguised-page": Lie(200, PAGE, headers=LIKE_STORAGE),
    "disguised-braces": Lie(200, "{}", "application/json", LIKE_STORAGE),
    "disguised-list": Lie(200, "[]", "application/json", LIKE_STORAGE),
    "disguised-half": Lie(200, '{"value": [{"Par', "application/json", LIKE_STORAGE),
    "disguised-null": Lie(200, '{"value": null}', "application/json", LIKE_STORAGE),
    "disguised-other": Lie(200, '{"PartitionKey": "x", "RowKey": "y"}', "application/json", LIKE_STORAGE),
    "disguised-202": Lie(202, PAGE, headers=LIKE_STORAGE),
}
"""Answers that have storage's own headers."""


class _Liar(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65_537)
        if self.raw_requestline and self.parse_request():
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.server.told += 1  # type: ignore[attr-defined]  # the server below
            lie = {**LIES, **IN_DISGUISE}[self.path.strip("/").partition("?")[0]]
            self.send_response(lie.status)
            for name, value in {"Content-Type": lie.kind, **lie.headers}.items():
                self.send_header(name, value)
            if lie.status not in (204, 304):
                self.send_header("Content-Length", str(len(lie.body)))
            self.end_headers()
            if lie.status not in (204, 304):
                self.wfile.write(lie.body.encode())
        self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Liar(ThreadingHTTPServer):
    """The server. `told` is how many lies it has told."""

    told = 0

    @property
    def address(self) -> str:
        """Where it is asked: a lie's name is the path."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def lying() -> Iterator[Liar]:
    """A liar, until the block is left."""
    with Liar(("127.0.0.1", 0), _Liar) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
