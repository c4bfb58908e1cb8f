"""The feeds of the month, good and broken, served on loopback for the horizon scan."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHANGES = (
    (
        "Educational supervisors: a new agreement from 1 April 2027",
        "Every supervisor signs the new agreement from 1 April 2027.",
    ),
    ("ARCP guidance revised", "The revised guidance applies to panels from 5 January 2027; evidence may be shorter."),
    ("Less than full time: applications open", "The next window opens on 11 January 2027 for all specialties."),
    ("Exception reporting for GP trainees", "From 3 February 2027 GP trainees report exceptions in the same system."),
)


@contextmanager
def serving(start: datetime) -> Iterator[str]:
    """Serve the feeds on a loopback port; the address under which they are found."""
    contents = {"/regulator.atom": _atom(start), "/national-training.rss": _rss(start)[:-9]}  # the second is cut short

    class Feeds(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = contents.get(self.path, "").encode()
            self.send_response(200 if content else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _atom(start: datetime) -> str:
    entries = "".join(
        f"<entry><id>tag:feeds.example.org,2026:{number}</id><title>{title}</title>"
        f"<link href='https://feeds.example.org/{number}'/><updated>{_days_before(start, number).isoformat()}</updated>"
        f"<summary type='html'>&lt;p&gt;{summary}&lt;/p&gt;</summary></entry>"
        for number, (title, summary) in enumerate(CHANGES[:2], 1)
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'>"
        "<id>tag:feeds.example.org,2026:f</id><title>Regulator news</title>"
        f"<updated>{start.isoformat()}</updated>{entries}</feed>"
    )


def _rss(start: datetime) -> str:
    items = "".join(
        f"<item><title>{title}</title><link>https://feeds.example.org/news/{number}</link>"
        f"<guid>news-{number}</guid>"
        f"<pubDate>{format_datetime(_days_before(start, number))}</pubDate>"
        f"<description>{summary}</description></item>"
        for number, (title, summary) in enumerate(CHANGES[2:], 1)
    )
    return f"<rss version='2.0'><channel><title>National training news</title>{items}</channel></rss>"


def _days_before(start: datetime, days: int) -> datetime:
    return start - timedelta(days=days)
