"""`python -m local.sandbox --port N`: the Graph sandbox on loopback, until SIGTERM or Ctrl-C."""

import argparse
import signal
import sys
from pathlib import Path

from local.sandbox.clock import Clock
from local.sandbox.serving import address_of, listening, server
from local.sandbox.state import DEFAULT_MAILBOXES, Sandbox, Settings


def arguments(line: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--clock", type=Path, help="file with the seconds to add to the real clock")
    parser.add_argument("--mailbox", nargs="+", action="extend", help="addresses the application has rights for")
    parser.add_argument("--without-mailbox", nargs="+", action="extend", default=[], help="users without a mailbox")
    parser.add_argument(
        "--without-policy",
        nargs="+",
        action="extend",
        default=[],
        help="mailboxes whose meetings are closed to the app",
    )
    parser.add_argument("--limits", choices=("on", "off"), default="on", help="throttling")
    parser.add_argument("--latency", type=float, default=0.01, help="seconds that each Graph call takes")
    return parser.parse_args(line)


def main(line: list[str]) -> int:
    given = arguments(line)
    try:
        bound = listening(given.port)
    except OSError as problem:
        print(f"The Graph sandbox cannot listen on 127.0.0.1:{given.port}: {problem.strerror}.", file=sys.stderr)
        return 2
    settings = Settings(
        given.mailbox or DEFAULT_MAILBOXES,
        given.without_mailbox,
        given.without_policy,
        given.limits == "on",
        given.latency,
    )
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: sys.exit(0))  # uvicorn closes up first, then raises the signal again
    print(f"ready: {address_of(bound)}", flush=True)
    server(Sandbox(settings, Clock(given.clock))).run(sockets=[bound])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
