"""What the functions host says, in one sentence, when it cannot start."""

import json
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from local.stack.processes import free_port
from tests.local.apps.running import ROOT, command, environment

IMPORTS = "import azure.functions as func\napp = func.FunctionApp()\n"
PLAIN = IMPORTS + "@app.route(route='x')\ndef x(req: func.HttpRequest) -> str:\n    return 'x'\n"
QUEUE = IMPORTS + (
    "@app.queue_trigger(arg_name='msg', queue_name='orders', connection='STORE')\n"
    "def on_message(msg: func.QueueMessage) -> None: ...\n"
)


def said(folder: Path, files: Mapping[str, str], *arguments: str) -> str:
    """The last line on stderr of a host that ends with code 2. Only log records of the app come before it."""
    for name, text in ({"host.json": '{"version": "2.0"}'} | dict(files)).items():
        (folder / name).write_text(text)
    ended = subprocess.run(
        [str(part) for part in command(folder, *arguments)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env=environment(),
        cwd=ROOT,
    )
    *records, sentence = ended.stderr.splitlines()
    assert (ended.returncode, ended.stdout) == (2, ""), ended.stderr
    assert all(" WARNING root Auth level is not applied" in record for record in records), ended.stderr
    return sentence.replace(str(folder), "APP")


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param({}, "There is no function_app.py in APP.", id="no app"),
        pytest.param({"function_app.py": IMPORTS}, "APP/function_app.py declares no functions.", id="no functions"),
        pytest.param(
            {"function_app.py": "import shop\n", "shop.py": "\n1 / 0\n"},
            "The app cannot be loaded: ZeroDivisionError: division by zero (shop.py, line 2).",
            id="an exception while it is imported",
        ),
        pytest.param(
            {"function_app.py": "import no_such_module\n"},
            "The app cannot be loaded: ModuleNotFoundError: No module named 'no_such_module' "
            "(function_app.py, line 1).",
            id="a module that is missing",
        ),
        pytest.param(
            {"function_app.py": PLAIN.replace("str:", "dict:")},
            "The app cannot be loaded: FunctionLoadError: cannot load the x function: Python return "
            'annotation "dict" does not match binding type "http".',
            id="a function that Azure refuses",
        ),
        pytest.param(
            {"function_app.py": "raise SystemExit('bye')\n"},
            "The app ended the process while it was imported, with 'bye'.",
            id="an app that ends the process",
        ),
        pytest.param(
            {"function_app.py": PLAIN, "host.json": "{}"},
            "APP/host.json is wrong: version: Field required.",
            id="a broken host.json",
        ),
    ],
)
def test_a_broken_app_is_told_in_one_sentence(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    assert said(tmp_path, files) == sentence


def test_a_settings_file_that_is_missing_is_told_in_one_sentence(tmp_path: Path) -> None:
    sentence = said(tmp_path, {"function_app.py": PLAIN}, "--settings", str(tmp_path / "mine.json"))
    assert sentence == "The settings file APP/mine.json cannot be read: No such file or directory."


def test_storage_that_is_away_is_told_in_one_sentence(tmp_path: Path) -> None:
    storage = f"127.0.0.1:{free_port()}/account"
    connection = f"AccountName=account;AccountKey=a2V5;QueueEndpoint=http://{storage};"
    settings = json.dumps({"Values": {"STORE": connection}})
    sentence = said(tmp_path, {"function_app.py": QUEUE, "local.settings.json": settings})
    assert sentence.startswith(f"The storage at {storage} cannot be used: Cannot connect to host")


def test_a_busy_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = said(tmp_path, {"function_app.py": PLAIN}, "--port", str(port))
    assert sentence == f"The port {port} cannot be used: Address already in use."
