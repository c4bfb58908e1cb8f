"""The site as a browser meets it: the real scripts on services in memory, served on a loopback port."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import azure.functions as func

from functions import feedback, my_registration, pages, sign_up_page
from local.memory.builders import NOW, SESSION, START, a_registration, a_session, a_standing
from local.memory.services import KEYS, MemoryServices, some_services
from shared.keys import Link
from shared.pages.accessibility import accessibility_page
from shared.pages.notice import unknown_page
from shared.pages.privacy import privacy_page
from shared.sessions.rows import OpenSession
from shared.web.fields import posted
from shared.web.responses import page

ATTEMPT = "0123456789abcdef0123456789abcdef"


def a_site() -> MemoryServices:
    """A café with three coming sessions, and somebody who comes to every one of the first series."""
    coming = [
        a_session(),
        a_session(start=START + timedelta(days=35)),
        a_session(series="educators", start=START + timedelta(days=8, minutes=30)),
    ]
    mine = [a_registration(session=session.id, standing=True) for session in coming[:2]]
    index = [OpenSession(id=session.id) for session in coming]
    return some_services(having=[*coming, *index, *mine, a_standing()])


def my_link(session_id: str = SESSION) -> str:
    """The address of the personal page of the person in `a_site`."""
    return f"/my/{KEYS.sign(Link.REGISTRATION, session_id, a_registration().person)}"


def feedback_link(*, came: bool) -> str:
    """The address of the feedback page of the person in `a_site`."""
    token = KEYS.sign(Link.FEEDBACK, SESSION, a_registration().person)
    return f"/feedback/{token}?came={'yes' if came else 'no'}"


@dataclass(frozen=True)
class Visit:
    """One request: the services, what follows the first part of the path, the query, the form, the time."""

    services: MemoryServices
    rest: str
    query: Mapping[str, str]
    fields: Mapping[str, str | list[str]]
    now: datetime


SCRIPTS: Mapping[tuple[str, str], Callable[[Visit], func.HttpResponse]] = {
    ("GET", ""): lambda to: pages.show_home(to.services, to.now),
    ("GET", "assets"): lambda to: pages.give_asset(to.services.programme, to.rest, to.query.get("v")),
    ("GET", "privacy"): lambda to: page(privacy_page(to.services.programme)),
    ("GET", "accessibility"): lambda to: page(accessibility_page(to.services.programme)),
    ("GET", "sign-up"): lambda to: page(sign_up_page.show(to.services, {}, (), ATTEMPT, to.now)),
    ("POST", "sign-up"): lambda to: sign_up_page.sign_up(to.services, to.fields, to.now),
    ("GET", "feedback"): lambda to: feedback.show(to.services, to.rest, to.query["came"]),
    ("POST", "feedback"): lambda to: feedback.keep_feedback(to.services, to.rest, to.fields, to.now),
    ("GET", "my"): lambda to: my_registration.show_registration(to.services, to.rest, to.now),
    ("POST", "my"): lambda to: my_registration.change_registration(
        to.services, to.rest, to.fields.get("action"), to.now
    ),
}


def answer(services: MemoryServices, method: str, address: str, body: bytes, now: datetime) -> func.HttpResponse:
    """What the site answers."""
    url = urlsplit(address)
    first, _, rest = url.path.removeprefix("/").partition("/")
    script = SCRIPTS.get((method, first))
    if script is None:
        return page(unknown_page(services.programme), 404)
    return script(Visit(services, rest, dict(parse_qsl(url.query)), posted(body), now))


@contextmanager
def served(services: MemoryServices, now: datetime = NOW) -> Iterator[str]:
    """The address of the site, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base class names it
            """Keep the tests' output quiet."""

        def _answer(self, body: bytes) -> None:
            said = answer(services, self.command, self.path, body, now)
            content = said.get_body()
            self.send_response(said.status_code)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", f"{said.mimetype}; charset={said.charset}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
