"""The month from end to end: the real functions host, Azurite and the Graph sandbox, as `make run` plays it."""

from pathlib import Path

import pytest

from local import run
from local.month.people import the_crowd
from tests.builders import the_programme


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """The exit status of `make run ARGS=--exit`, and the folder with its logs."""
    folder = tmp_path_factory.mktemp("month") / "cafe"
    status = run.main(["--exit", "--site-port", "0", "--sandbox-port", "0", "--folder", str(folder)])
    return status, folder


def test_the_books_of_a_month_balance_with_the_mailbox(month: tuple[int, Path]) -> None:
    status, _ = month
    assert status == 0


def test_no_log_of_the_month_names_anybody(month: tuple[int, Path]) -> None:
    _, folder = month
    logs = {file.name: file.read_text("utf-8", "replace").casefold() for file in folder.glob("host.log")}
    crowd = the_crowd(the_programme())
    personal = {word.casefold() for person in crowd for word in (person.name, person.email)}
    found = {(name, word) for name, text in logs.items() for word in personal if word in text}
    assert (list(logs), found) == (["host.log"], set())


def test_nothing_failed_while_the_month_ran(month: tuple[int, Path]) -> None:
    _, folder = month
    log = (folder / "host.log").read_text("utf-8", "replace")
    assert [line for line in log.splitlines() if "failed" in line.casefold()] == []
