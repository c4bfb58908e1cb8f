"""The month from end to end: the real functions host, Azurite and the Graph sandbox, as `make run` plays it.

It is played on the package that goes to Azure, in a process that has nothing else: what the package lacks is missed.
"""

import re
from pathlib import Path

import pytest

from local.memory.services import the_programme
from local.month import run
from local.month.people import the_crowd
from local.package import proof


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """The exit status of `make run ARGS=--exit`, and the folder with its logs."""
    place = tmp_path_factory.mktemp("month")
    host = proof.host(proof.from_here(place / "app"), place)
    status = run.main(["--exit", "--site-port", "0", "--sandbox-port", "0", "--folder", str(place / "cafe")], host)
    return status, place / "cafe"


def test_the_books_of_a_month_balance_with_the_mailbox(month: tuple[int, Path]) -> None:
    status, _ = month
    assert status == 0


def lines(folder: Path) -> list[str]:
    return (folder / "host.log").read_text("utf-8", "replace").splitlines()


def test_no_log_of_the_month_names_anybody(month: tuple[int, Path]) -> None:
    _, folder = month
    logs = {file.name: file.read_text("utf-8", "replace").casefold() for file in folder.glob("*.log")}
    programme = the_programme()
    people = {word for person in the_crowd(programme) for word in (person.name, person.email)}
    people |= {word for host in programme.facilitators for word in (host.name, host.email)}
    people |= {"Text Forjson", "Paige Reader", programme.organiser.mailbox}
    found = {(name, word) for name, text in logs.items() for word in people if word.casefold() in text}
    assert (sorted(logs), found) == (["azurite.log", "host.log", "sandbox.log"], set())


def test_nothing_failed_while_the_month_ran(month: tuple[int, Path]) -> None:
    _, folder = month
    assert [line for line in lines(folder) if re.search(r"^\S+ (ERROR|CRITICAL) ", line)] == []


def test_every_line_that_the_cafe_writes_carries_a_trace(month: tuple[int, Path]) -> None:
    _, folder = month
    ours = [line for line in lines(folder) if re.search(r"^\S+ \w+ +(functions|shared)\.", line)]
    assert [line for line in ours if not re.search(r" trace=[0-9a-f]{32}( |$)", line)] == []
    assert len(ours) > 500


def test_a_response_is_followed_from_the_form_to_its_mails_by_one_trace(month: tuple[int, Path]) -> None:
    _, folder = month
    (taken,) = [line for line in lines(folder) if "response taken in" in line and " response=2 " in line]
    trace = found(r" (trace=\S+)", taken)
    journey = [line for line in lines(folder) if trace in line]
    assert {found(r" function=(\w+)", line) for line in journey} == {
        "form_response_posted",
        "on_response_received",
        "on_registration_made",
        "on_delivery_due",
    }
    (settled,) = [line for line in journey if "delivery settled" in line]
    assert found(r" delivery settled: (\w+)", settled) == "sent"
    purpose, person = found(r" delivery=(\S+)", settled).split("/")
    about = [line for line in lines(folder) if purpose in line and person in line]
    assert [line for line in about if trace not in line] == []


def test_the_mails_to_an_address_that_nobody_has_come_back_and_end_as_refused(month: tuple[int, Path]) -> None:
    _, folder = month
    bounced = [found(r" delivery=(\S+)/", line) for line in lines(folder) if " reason=bounced " in line]
    assert bounced.pop(0).startswith("sign-up-2026-12-01.")
    assert [re.sub("notice-.*", "notice", one) for one in bounced] == [
        "bulletin-2026-W50.bulletin",
        "educators-2026-12-17T1400.changed-1",
        "educators-2026-12-17.notice",
        "bulletin-2026-W51.bulletin",
        "educators-2026-12-17T1400.reminder-P1D",
        "educators-2026-12-17T1400.reminder-PT1H",
        "educators-2026-12-17T1400.feedback",
        "bulletin-2026-W52-1.bulletin",
    ]


def found(pattern: str, line: str) -> str:
    match = re.search(pattern, line)
    assert match, line
    return match[1]
