"""Where hosts come from: a process that has imported everything forks one in a fraction of a second.

The fork is the functions host as `python -m local.host` runs it, with the app in it, and dies as any process does.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.faults.calls import Plan

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload(["tests.faults.imported"])


def fork_host(log: Path, arguments: list[str], environment: Mapping[str, str], plan: Plan) -> ForkServerProcess:
    """A functions host with this command line and this environment added, its output appended to `log`."""
    process = _nursery.Process(target=_serve, args=(log, arguments, dict(environment), plan))
    process.start()
    return process


def _serve(log: Path, arguments: list[str], environment: dict[str, str], plan: Plan) -> None:
    from local.host.__main__ import main  # noqa: PLC0415 - imported beforehand, where hosts are forked
    from tests.faults.calls import watch  # noqa: PLC0415 - the same

    _die_with_the_nursery()
    output = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    os.environ.update(environment)
    watch(plan)
    status = main(arguments)
    sys.stdout.flush()
    os._exit(status)


def _die_with_the_nursery() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
