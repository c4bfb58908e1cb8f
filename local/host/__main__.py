"""`python -m local.host --app DIR --port N [--settings FILE] [--clock FILE] [--timers FILE] [--verbose]`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from local.host.errors import HostError
from local.host.serving import Options, serve


def main(arguments: Sequence[str]) -> int:
    """Serves the app. The exit code is 0 when it is told to end. It is 2, with a sentence, if it cannot start."""
    try:
        asyncio.run(serve(_options(arguments)))
    except HostError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:  # before the host listens to signals itself
        return 130
    return 0


def _options(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m local.host", description="Runs a function app on this machine.")
    parser.add_argument("--app", type=Path, required=True, help="the directory of function_app.py and host.json")
    parser.add_argument("--port", type=int, required=True, help="on 127.0.0.1; 0 takes any free port")
    parser.add_argument(
        "--settings", type=Path, help="app settings (default: local.settings.json in the app, if there)"
    )
    parser.add_argument("--clock", type=Path, help="file with the seconds to add to the real time")
    parser.add_argument("--timers", type=Path, help="file that remembers the timers across restarts (default: none)")
    parser.add_argument("--verbose", action="store_true", help="debug records and tracebacks on stderr")
    return Options(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
