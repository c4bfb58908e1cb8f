"""A plugin for pytest, alone in its folder because pytest imports it in a copy of the tree.

It forbids tests to start a process unless told otherwise, notes how each test ended, and runs the tests of a list in
the list's order. Examples of hypothesis are the same in each run, and are not made smaller: that a test fails is all
that is asked.
"""

import json
import platform
import resource
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import Phase, settings

_STARTS = frozenset({"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"})
"""Audit events of the standard library, docs.python.org/3/library/audit_events.html."""

_MOST_BYTES = 3 * 1024**3
"""A mutant may take memory without end. Only Linux knows this limit."""

_ended: dict[str, dict[str, float | str]] = {}
_running: set[str] = set()


class StartsProcess(Exception):
    """A test asked for a process, and a unit test may not."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two files: the tests wanted, and the notes made. And whether tests may start processes."""
    parser.addoption("--wanted", type=Path, help="JSON list of the tests to run, in this order")
    parser.addoption("--notes", type=Path, help="where to write how each test ended")
    parser.addoption("--processes", action="store_true", help="let tests start processes")


def pytest_configure(config: pytest.Config) -> None:
    """Runs after the project's own profile, and keeps the rest of it."""
    settings.register_profile(
        "mutation", derandomize=True, database=None, phases=[Phase.explicit, Phase.generate, Phase.target]
    )
    settings.load_profile("mutation")
    platform.processor()  # asks `uname` once, and keeps the answer for later
    if not config.getoption("--processes"):
        sys.addaudithook(_forbid)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_BYTES, _MOST_BYTES))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A fault may change a test's parameters, and so its name. Then all cases of that test run."""
    path: Path | None = config.getoption("--wanted")
    if path is None:
        return
    place = {test: number for number, test in enumerate(json.loads(path.read_text("utf-8")))}
    renamed = {_without_parameters(test): place[test] for test in set(place) - {item.nodeid for item in items}}
    chosen = [
        (place.get(item.nodeid, renamed.get(_without_parameters(item.nodeid), 0)), number)
        for number, item in enumerate(items)
        if item.nodeid in place or _without_parameters(item.nodeid) in renamed
    ]
    items[:] = [items[number] for _, number in sorted(chosen)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Processes are forbidden only while a test runs."""
    _running.add(item.nodeid)
    try:
        return (yield)
    finally:
        _running.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The seconds of a test, and its worst end, from bad to good: it starts a process, it failed, it passed."""
    report = yield
    note = _ended.setdefault(item.nodeid, {"seconds": 0.0, "end": "passed"})
    note["seconds"] = float(note["seconds"]) + call.duration
    if call.excinfo and report.failed:
        if _asked_for_a_process(call.excinfo.value):
            note["end"] = "starts a process"
        elif note["end"] == "passed":
            note["end"] = "failed"
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The notes, where they are wanted."""
    path: Path | None = session.config.getoption("--notes")
    if path is not None:
        path.write_text(json.dumps(_ended), "utf-8")


def _forbid(event: str, _arguments: object) -> None:
    if _running and event in _STARTS:
        raise StartsProcess(event)


def _asked_for_a_process(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, StartsProcess):
            return True
        error = error.__cause__ or error.__context__
    return False


def _without_parameters(test: str) -> str:
    return test.partition("[")[0]
