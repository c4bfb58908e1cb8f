"""`python -m scripts.ops`: failed work, health and the audit trail of a café, deployed or on this machine, over HTTP.

For a deployed café, `--token` (or the variable CAFE_OPS_TOKEN) is an access token for the app's registration, with the
role Admin. A café on this machine has no sign-in in front of it, so the command sends the platform's header itself.
"""

import argparse
import base64
import json
import os
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from rich.console import Console

HERE = "http://127.0.0.1:7071"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

type Command = Callable[[httpx.Client, argparse.Namespace, Console], int]


class Unanswered(Exception):
    """The café refused or did not answer. The words say which."""


def main(line: list[str]) -> int:
    """Exit status: 0 if it was done, 1 if the café is not ready or refuses it again, 2 if there is no answer."""
    given = _parser().parse_args(line)
    command: Command = given.command
    try:
        with httpx.Client(base_url=given.site, headers=_signed_in(given), timeout=30) as client:
            return command(client, given, Console(highlight=False))
    except (Unanswered, httpx.HTTPError) as problem:
        print(f"{given.site}: {str(problem) or type(problem).__name__}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.ops", description=__doc__)
    parser.add_argument("--site", default=HERE, help=f"where the café is (default: {HERE})")
    parser.add_argument("--token", default=os.environ.get("CAFE_OPS_TOKEN", ""), help="access token of an admin")
    parser.add_argument("--header", action="append", default=[], metavar="'NAME: VALUE'", help="sent with each request")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "health", health, "whether it is ready, and what is amiss")
    listing = _command(commands, "list", list_failed, "what is kept")
    listing.add_argument("--step", default="", help="of one step: a queue's name, sign-up, unknown-delivery")
    listing.add_argument("--cause", default="", help="of one cause, by its id")
    _one(_command(commands, "show", show, "one piece of failed work, with its message or response"))
    again = _command(commands, "replay", replay, "try one piece again, or all of a cause")
    _one(again, optional=True)
    again.add_argument("--cause", default="", help="all of this cause, by its id")
    again.add_argument("--reason", default="")
    for name, words in (
        ("send", "send a mail although it may have gone out before: somebody may get it twice"),
        ("drop", "give it up for good"),
    ):
        act = _command(commands, name, act_on, words)
        _one(act)
        act.add_argument("--reason", required=True)
        act.set_defaults(act=name)
    trail = _command(commands, "audit", audit_trail, "who did what, and why")
    trail.add_argument("--month", default="", help="as in 2026-12 (default: this one)")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, command: Command, words: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=command)
    return parser


def _one(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    parser.add_argument("step", nargs="?" if optional else None, default="")
    parser.add_argument("id", nargs="?" if optional else None, default="")


def _signed_in(given: argparse.Namespace) -> Mapping[str, str]:
    headers = dict(_header(one) for one in given.header)
    if given.token:
        return headers | {"Authorization": f"Bearer {given.token}"}
    if urlsplit(given.site).hostname in LOOPBACK:
        claims = [{"typ": "roles", "val": "Admin"}, {"typ": "oid", "val": "somebody-at-this-machine"}]
        token = json.dumps({"auth_typ": "aad", "role_typ": "roles", "claims": claims}).encode()
        return {"X-MS-CLIENT-PRINCIPAL": base64.b64encode(token).decode()} | headers
    return headers


def _header(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return name.strip(), value.strip()


# --- commands ---------------------------------------------------------------------------------------------


def health(client: httpx.Client, _given: argparse.Namespace, console: Console) -> int:
    """Print the health."""
    answer = client.get("/api/health/ready")
    if answer.status_code not in (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE):
        raise Unanswered(_refusal(answer))
    state = answer.json()
    console.print("ready" if state["ready"] else "NOT READY")
    for one in state["amiss"]:
        console.print(f"  {one}", markup=False)
    console.print(f"failed work kept: {state['failed_work']}")
    console.print(f"oldest due mail: {state['oldest_due_seconds']} s (measured at {state['measured_at']})")
    _say(console, "Timers, and when each last ran:")
    for timer, at in sorted(state["timers"].items()):
        _say(console, f"  {timer:<24}{at}")
    return 0 if state["ready"] else 1


def list_failed(client: httpx.Client, given: argparse.Namespace, console: Console) -> int:
    """Print what is kept."""
    asked = {name: value for name in ("step", "cause") if (value := getattr(given, name))}
    found = _read(client.get("/api/failed-work", params=asked))
    _say(console, f"Failed work: {len(found)}")
    for one in found:
        _say(console, f"\n{one['step']} {one['id']}")
        _say(console, f"  cause {one['cause_id']}  {one['cause']}")
        _say(console, f"  attempts {one['attempts']}, first {one['first_at']}, last {one['last_at']}")
    return 0


def show(client: httpx.Client, given: argparse.Namespace, console: Console) -> int:
    """Print one piece of failed work."""
    found = _read(client.get(_path(given)))
    console.print_json(json.dumps(found, ensure_ascii=False))
    return 0


def replay(client: httpx.Client, given: argparse.Namespace, console: Console) -> int:
    """Try again."""
    if bool(given.cause) == bool(given.step and given.id):
        raise Unanswered("replay takes a step and an id, or --cause with the id of a cause")
    if given.cause:
        done = _read(client.post("/api/failed-work/replay", json={"cause": given.cause, "reason": given.reason}))
        console.print(f"replayed: {done['replayed']}, refused again: {done['refused']}")
        return 1 if done["refused"] else 0
    given.act = "replay"
    return act_on(client, given, console)


def act_on(client: httpx.Client, given: argparse.Namespace, console: Console) -> int:
    """Replay, send or drop one piece of failed work."""
    outcome = _read(client.post(f"{_path(given)}/{given.act}", json={"reason": given.reason}))["outcome"]
    console.print(outcome)
    return 1 if outcome == "refused again" else 0


def audit_trail(client: httpx.Client, given: argparse.Namespace, console: Console) -> int:
    """Print who did what, the newest last."""
    entries = _read(client.get("/api/audit-trail", params={"month": given.month} if given.month else {}))
    for one in reversed(entries):
        _say(console, f"{one['at']}  {one['act']}")
        _say(console, f"  who    {one['who']}")
        _say(console, f"  about  {one['about']}")
        if one["reason"]:
            _say(console, f"  reason {one['reason']}")
    return 0


def _path(given: argparse.Namespace) -> str:
    return f"/api/failed-work/{quote(given.step, safe='')}/{quote(given.id, safe='')}"


def _read(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    raise Unanswered(_refusal(answer))


def _refusal(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
        return f"{answer.status_code} {problem.get('title', '')}. {problem.get('detail', '')}".strip()
    except (ValueError, AttributeError):
        return f"{answer.status_code} {answer.reason_phrase}"


def _say(console: Console, line: str) -> None:
    """A line of its own. Nothing is broken or cut to fit, so that an id can be copied as it is."""
    console.print(line, markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
