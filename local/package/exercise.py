"""The exercise: it does once, in this process, everything for which the app loads a module only when needed.

`bare.py` runs it in a process that has the package and nothing else. Anything missing stops it. At the end it
prints the modules it has loaded of the packages named, one a line. The arguments are a Graph sandbox, the
organiser's object id there, and the packages.
"""

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import phonenumbers

import shared
from shared.feeds.reading import parse_feed
from shared.gate.judging import judge
from shared.graph.microsoft.client import MicrosoftGraph, Organiser
from shared.graph.protocol import Attachment, Graph, Invitation, Mail, Throttled
from shared.programme.reading import read_programme
from shared.sessions.schedule import planned

APP = Path(shared.__file__ or "").parents[1]
START = datetime(2026, 12, 9, 12, 30, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><item><title>&lt;b&gt;News</title></item></channel></rss>"


def main(sandbox: str, organiser_id: str, packages: list[str]) -> None:
    """Do it all. If a part of a package is missing, this raises `ImportError` or another error of the package."""
    for name in _imported_anywhere():
        _import(name)
    _ask_graph(sandbox, organiser_id)
    _plan_and_screen()
    print(*sorted(_loaded(packages)), sep="\n")


def _imported_anywhere() -> Iterator[str]:
    """The app's own modules, and every name in its import statements, also those inside functions."""
    for path in [APP / "function_app.py", *APP.glob("functions/**/*.py"), *APP.glob("shared/**/*.py")]:
        yield ".".join(path.relative_to(APP).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _import(name: str) -> None:
    """Import the module of this name, or the module before the last dot and the name after it from there."""
    place, _, last = name.rpartition(".")
    if not (place and hasattr(importlib.import_module(place), last)):
        importlib.import_module(name)


def _ask_graph(sandbox: str, organiser_id: str) -> None:
    """Call each method of the edge once, with every part that a request can have, and two that Graph refuses."""
    mailbox = read_programme(APP / "cafe.toml").organiser.mailbox
    graph = MicrosoftGraph(f"{sandbox}/v1.0", "", Organiser(mailbox, organiser_id, "package"))
    invitation = Invitation("key", "A café", "<p>Come</p>", START, START + timedelta(hours=1))
    made = graph.create_meeting(invitation)
    _hold(sandbox, made.join_url)
    mail = Mail(
        delivery_id="delivery",
        to="amal@example.org",
        subject="A café",
        html="<p>Come</p>",
        attachments=(Attachment("a.txt", "text/plain", b"a"),),
        headers=(("x-cafe", "1"),),
        list_unsubscribe="<https://example.org/unsubscribe>",
    )
    asking: dict[str, Callable[[], object]] = {
        "create_meeting": lambda: graph.create_meeting(invitation),
        "find_meeting": lambda: graph.find_meeting(invitation.key),
        "meeting": lambda: graph.meeting(made.event_id),
        "update_meeting": lambda: graph.update_meeting(made.event_id, invitation),
        "send_mail": lambda: graph.send_mail(mail),
        "was_sent": lambda: graph.was_sent(mail.delivery_id),
        "bounces": lambda: graph.bounces(START),
        "attendance": lambda: graph.attendance(made.join_url),
        "cancel_meeting": lambda: graph.cancel_meeting(made.event_id, "Snow"),
    }
    if unasked := {name for name in vars(Graph) if not name.startswith("_")} - asking.keys():
        raise NotImplementedError(f"the exercise does not call {unasked}")
    answers = {name: ask() for name, ask in asking.items()}
    if not (answers["find_meeting"] and answers["attendance"]):
        raise LookupError("the sandbox has lost the meeting or its report")
    _be_refused(sandbox, graph, made.event_id, mail)


def _hold(sandbox: str, join_url: str) -> None:
    """The meeting took place, and somebody came."""
    stay = {"joinDateTime": START.isoformat(), "leaveDateTime": (START + timedelta(hours=1)).isoformat()}
    record = {"emailAddress": "amal@example.org", "role": "Attendee", "attendanceIntervals": [stay]}
    report = {"meetingStartDateTime": START.isoformat(), "meetingEndDateTime": START.isoformat()}
    body = {"joinUrl": join_url, "reports": [{**report, "attendanceRecords": [record]}]}
    httpx.post(f"{sandbox}/sandbox/attendance", json=body).raise_for_status()


def _be_refused(sandbox: str, graph: MicrosoftGraph, event_id: str, mail: Mail) -> None:
    httpx.post(f"{sandbox}/sandbox/faults", json=[{"kind": "status", "status": 429, "times": 1}]).raise_for_status()
    with suppress(Throttled):
        graph.send_mail(mail)
    graph.cancel_meeting(f"{event_id}-gone", "Snow")


def _plan_and_screen() -> None:
    """Use what takes its data from files: holidays and telephone numbers of each country, and a feed."""
    programme = read_programme(APP / "cafe.toml")
    for series in programme.series:
        planned(series.model_copy(update={"holidays": "move"}), programme.zone, date(2026, 1, 1), 365)
    for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        judge(f"Ring +{code} 20 7946 0958 01", programme)
    parse_feed(FEED, programme.feeds[0], START)


def _loaded(packages: list[str]) -> Iterator[str]:
    for name, module in sys.modules.items():
        if name.partition(".")[0] in packages and getattr(module, "__file__", None):
            yield name


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
