"""The site as a browser meets it: the real doors on services in memory, served on a loopback port."""

import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func

from local.memory.builders import NOW, SESSION, START, a_registration, a_request, a_session, a_standing
from local.memory.services import KEYS, MemoryServices, some_services, some_settings
from shared.keys import Link
from shared.sessions.rows import OpenSession, SessionState
from shared.web.doors import Door, addresses
from tests.the_app import deployed

OVER = a_session(start=START - timedelta(days=28), state=SessionState.CLOSED)
"""A session that the person in `a_site` was in."""

PATIENCE = 30.0
"""Seconds until a request that is not sent or not answered is hung up. A browser would wait for it for ever."""


class Server(ThreadingHTTPServer):
    """A server that many connections can call at once."""

    request_queue_size = 64


@dataclass(frozen=True)
class Visit:
    """One request of a browser."""

    method: str
    address: str
    body: bytes
    headers: Mapping[str, str]


def a_site() -> MemoryServices:
    """A café with three coming sessions, and somebody who comes to every one of the first series."""
    coming = [
        a_session(),
        a_session(start=START + timedelta(days=35)),
        a_session(series="educators", start=START + timedelta(days=8, minutes=30)),
    ]
    mine = [a_registration(session=session.id, standing=True) for session in coming[:2]]
    index = [OpenSession(id=session.id) for session in coming]
    over = [OVER, a_registration(session=OVER.id)]
    return some_services(having=[*coming, *index, *mine, *over, a_standing()])


def my_link(session_id: str = SESSION) -> str:
    """The address of the personal page of the person in `a_site`."""
    return f"/my/{KEYS.sign(Link.REGISTRATION, session_id, a_registration().person)}"


def feedback_link(*, came: bool | None) -> str:
    """The address of the feedback page of the person in `a_site`."""
    token = KEYS.sign(Link.FEEDBACK, OVER.id, a_registration().person)
    return f"/feedback/{token}" + ("" if came is None else f"?came={'yes' if came else 'no'}")


def answer(services: MemoryServices, request: Visit, now: datetime) -> func.HttpResponse:
    """What the app answers, at the door that the host would choose: it tries them in the order of their names."""
    url = urlsplit(request.address)
    for door in addresses():
        parts = parts_of(door.route, url.path)
        if isinstance(door, Door) and parts is not None:
            asked = a_request(
                method=request.method,
                path=url.path,
                body=request.body,
                headers=request.headers,
                query=dict(parse_qsl(url.query)),
                route=parts,
            )
            return door.answer(services, asked, now)
    raise AssertionError(f"no door answers at {request.address}")


def parts_of(route: str, path: str) -> dict[str, str] | None:
    """The parts of the path that the route names; None if it is no path of this route."""
    words = [(part.strip("{*}"), part.startswith("{*"), part.startswith("{")) for part in route.split("/")]
    pattern = "/".join(f"(?P<{name}>{'.*' if rest else '[^/]+'})" if named else name for name, rest, named in words)
    found = re.fullmatch(pattern, path.removeprefix("/"))
    return found and found.groupdict()


@contextmanager
def served(services: MemoryServices, now: datetime = NOW, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of the site, for as long as the block lasts. `headers` are added to each request."""
    deployed()  # so that every door is there

    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE

        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class names it
            """Keep the tests' output quiet."""

        def _answer(self, body: bytes) -> None:
            hanging_up = threading.Timer(PATIENCE, self.connection.shutdown, [socket.SHUT_RDWR])
            hanging_up.daemon = True
            hanging_up.start()
            try:
                self._answer_in_time(body)
            finally:
                hanging_up.cancel()

        def _answer_in_time(self, body: bytes) -> None:
            sent = {**dict(self.headers.items()), **(headers or {})}
            said = answer(here, Visit(self.command, self.path, body, sent), now)
            content = said.get_body()
            self.send_response(said.status_code)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", f"{said.mimetype}; charset={said.charset}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with Server(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        here = replace(services, settings=some_settings(site_url=address, signed_in_by_platform=bool(headers)))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()
