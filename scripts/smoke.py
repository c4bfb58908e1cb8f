"""Does a deployed café serve what was deployed? Prints a sentence for each fault, and then ends with 1.

It needs only the standard library, so it runs anywhere. It asks four questions. Are all functions there? (An app that
cannot be imported serves none, without an error.) Is it ready? Do only public pages answer without a sign-in? Has the
registration that people sign in with every role that the code asks for? Not everybody may ask that: see `without_role`.
"""

import argparse
import base64
import json
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

PUBLIC = frozenset(
    {
        "{*path}",
        "sign-up",
        "my/{token}",
        "confirm/{token}",
        "feedback/{token}",
        "bulletin",
        "bulletin/feed.atom",
        "bulletin/{issue}",
        "bulletin/{issue}/draft",
        "bulletin/subscribe",
        "bulletin/unsubscribe/{token}",
        "privacy",
        "accessibility",
        "assets/{*path}",
        "robots.txt",
        "api/health",
        "api/health/ready",
    }
)
"""The addresses that anybody may read. Every other one must turn an unsigned request away, new ones too."""

FORGED = {
    "X-MS-CLIENT-PRINCIPAL": base64.b64encode(
        b'{"auth_typ": "aad", "claims": [{"typ": "oid", "val": "1"}, {"typ": "roles", "val": "Admin"}]}'
    ).decode()
}
"""What the platform tells the app about an admin. If a stranger sends it, the platform must remove it."""

SIGN_IN = re.compile(r"^(https://login\.microsoftonline\.com/|(https://[^/]+)?/\.auth/login/)")
PATIENCE_SECONDS = 600
PAUSE_SECONDS = 10


class _AsItIs(urllib.request.HTTPRedirectHandler):
    """Follows no redirect, because the redirect's address is the answer."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_AsItIs)


def asked(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Status, `Location` and body of a GET without any sign-in. Status 0 for no answer."""
    request = urllib.request.Request(url, headers={"Accept": "text/html,application/json", **(headers or {})})  # noqa: S310 - https, or a test's loopback
    try:
        with _opener.open(request, timeout=30) as answer:
            return answer.status, "", answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers.get("Location", ""), refused.read().decode("utf-8", "replace")
    except OSError as silent:
        return 0, "", str(silent)


type Function = Mapping[str, Any]


def not_served(functions: Sequence[Function], indexed: Sequence[str]) -> Iterator[str]:
    """The functions that the code has and the platform lacks. The platform may name them `app/function`."""
    there = {name.rpartition("/")[2] for name in indexed}
    for function in functions:
        if function["name"] not in there:
            yield f"the function {function['name']} is not there"


def not_ready(site: str, patience: float = PATIENCE_SECONDS, pause: float = PAUSE_SECONDS) -> Iterator[str]:
    """If the app does not get ready in time: what it says it lacks."""
    until = time.monotonic() + patience
    while True:
        status, _, body = asked(f"{site}/api/health/ready")
        if status == 200:
            return
        if time.monotonic() > until:
            yield f"it is not ready: status {status}, {body[:300]}"
            return
        time.sleep(pause)


def open_to_all(site: str, functions: Sequence[Function]) -> Iterator[str]:
    """The addresses that are not public and yet let an unsigned request reach the app, or one with a forged header."""
    for function in functions:
        route = function["route"]
        if not route or route in PUBLIC:
            continue
        address = f"{site}/{re.sub(r'{[^}]+}', 'x', route)}"
        for kind, headers in (("an unsigned request", {}), ("a forged header", FORGED)):
            status, location, _ = asked(address, headers)
            turned_away = status in (401, 403) or (status in (302, 303, 307) and SIGN_IN.match(location))
            if not turned_away:
                yield f"/{route} answers {kind} with {status}"


def without_role(functions: Sequence[Function], registered: Sequence[str] | None) -> Iterator[str]:
    """The roles that the code asks for and the registration lacks. Nothing if nobody could ask for them (None)."""
    wanted = {role for function in functions for role in function.get("roles", ())}
    for role in sorted(wanted - set(registered or ())) if registered is not None else ():
        yield f"nobody can have the role {role}: run scripts/sign-in.ps1 again"


def main(arguments: Sequence[str]) -> int:
    """0 if all is well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--site", required=True, help="https://… without a slash at the end")
    parser.add_argument("--functions", required=True, type=Path, help="what scripts/functions.py printed")
    parser.add_argument(
        "--indexed", required=True, type=Path, help="names of the functions the platform knows, as JSON"
    )
    parser.add_argument("--roles", type=Path, help="names of the registration's roles, as JSON; null if nobody may ask")
    given = parser.parse_args(arguments)
    functions = json.loads(given.functions.read_text("utf-8"))
    registered = json.loads(given.roles.read_text("utf-8")) if given.roles else None
    amiss = [
        *not_served(functions, json.loads(given.indexed.read_text("utf-8"))),
        *not_ready(given.site),
        *open_to_all(given.site, functions),
        *without_role(functions, registered),
    ]
    if registered is None:
        sys.stderr.write("::warning::the roles could not be asked for: run scripts/sign-in.ps1 with -Check\n")
    for sentence in amiss:
        sys.stderr.write(f"::error::{sentence}\n")
    sys.stdout.write(f"{len(functions)} functions, {len(amiss)} things amiss\n")
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
