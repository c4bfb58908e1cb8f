"""`make run` before anything runs: what it refuses, in a sentence, and what it leaves alone."""

import socket
from pathlib import Path

import pytest

from local.month import run


def said(capsys: pytest.CaptureFixture[str], *line: str) -> tuple[int, str]:
    """The exit status, and what was written for people."""
    status = run.main(["--exit", *line])
    return status, capsys.readouterr().err.strip()


@pytest.mark.parametrize(("option", "part"), [("--site-port", "The site"), ("--sandbox-port", "The Graph sandbox")])
def test_a_busy_port_is_named(option: str, part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        ports = {"--site-port": "0", "--sandbox-port": "0", option: str(port)}
        line = [word for pair in ports.items() for word in pair]
        answer = said(capsys, *line, "--folder", str(tmp_path / "cafe"))
    assert answer == (2, f"{part} needs port {port} of 127.0.0.1, and something else is using it.")


def test_a_folder_of_somebody_elses_is_not_emptied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    status, words = said(capsys, "--folder", str(tmp_path))
    assert (status, words) == (2, f"{tmp_path} holds files that are not an earlier run's: choose another --folder.")
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "years of work"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    folder = tmp_path / "file" / "cafe"
    assert said(capsys, "--folder", str(folder)) == (2, f"The folder {folder} cannot be used: Not a directory.")


@pytest.mark.parametrize("port", ["70000", "-1", "seven"])
def test_what_is_no_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main([f"--site-port={port}"])
    assert (ended.value.code, "a port is a number from 0 to 65535" in capsys.readouterr().err) == (2, True)
