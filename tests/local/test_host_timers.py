"""The functions host and its timers across restarts: what was slept through or broken off becomes one run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.host.errors import HostError
from local.host.triggers.timer_status import TimerStatus
from local.stack.azurite import Azurite
from local.stack.clock import SimulatedClock
from tests.local.apps.running import APPS, RunningHost, running

NIGHT = datetime(2026, 12, 2, 3, 30, tzinfo=UTC)


@contextmanager
def host(azurite: Azurite, clock: SimulatedClock, folder: Path, *options: str) -> Iterator[RunningHost]:
    values = {"AzureWebJobsStorage": azurite.connection_string, "ORDERS": "orders-at-night", "NIGHTLY": "0 30 3 * * *"}
    with running(APPS / "orders", folder, values, "--clock", str(clock.path), *options) as running_host:
        running_host.wait_until_idle()
        yield running_host


def nights(host: RunningHost) -> list[Any]:
    """Of each run of the nightly timer: whether it was past due."""
    return [past_due for _, past_due, _ in host.http.get("/api/runs").json()["nightly"]]


@pytest.mark.parametrize(("remembering", "wanted"), [(True, [True]), (False, [])])
def test_nights_in_which_no_host_ran_are_made_up_for_once_if_the_host_is_given_a_file_for_it(
    azurite: Azurite, tmp_path: Path, remembering: bool, wanted: list[bool]
) -> None:
    clock = SimulatedClock(tmp_path / "clock")
    options = ("--timers", str(tmp_path / "timers.json")) if remembering else ()
    with host(azurite, clock, tmp_path, *options) as before:
        assert nights(before) == []
    clock.advance(timedelta(days=3))
    with host(azurite, clock, tmp_path, *options) as after:
        assert nights(after) == wanted


def test_the_file_remembers_each_timer(tmp_path: Path) -> None:
    file = tmp_path / "timers.json"
    status = TimerStatus(file)
    status.keep("nightly", NIGHT)
    status.keep("hourly", NIGHT + timedelta(hours=1))
    status.keep("nightly", NIGHT + timedelta(days=1))
    again = TimerStatus(file)
    known = {name: again.next_of(name) for name in ("nightly", "hourly", "never")}
    assert known == {"nightly": NIGHT + timedelta(days=1), "hourly": NIGHT + timedelta(hours=1), "never": None}
    assert [path.name for path in tmp_path.iterdir()] == ["timers.json"]


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    status = TimerStatus(None)
    status.keep("nightly", NIGHT)
    assert (status.next_of("nightly"), list(tmp_path.iterdir())) == (NIGHT, [])


def test_a_file_that_cannot_be_read_ends_the_host_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "timers.json"
    file.write_text('{"nightly": "some day"}', "utf-8")
    with pytest.raises(HostError, match=r"The timers' file .* cannot be read"):
        TimerStatus(file)
