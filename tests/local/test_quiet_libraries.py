"""What Azure's worker hears from the app: its own lines, and none of the libraries' about the requests they make.

The process is Microsoft's runtime with a handler at the root logger, as Azure's worker has one. The local host's own
way of logging is not in it.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.memory.services import SECRET, SITE
from local.stack.azurite import ROOT, Azurite

SCRIPT = """
import asyncio, logging, sys
logging.basicConfig(level=logging.INFO, format="%(name)s %(message)s", stream=sys.stdout)
from pathlib import Path
from local.host.worker.worker import load
asyncio.run(load(Path(sys.argv[1])))
for name in sys.argv[2:]:
    logging.getLogger(name).setLevel(logging.INFO)
from azure.core.settings import settings
print("spans", bool(settings.tracing_enabled()))
from local.memory.builders import a_registration
from shared.messages import RegistrationMade
from shared.services import the_services
services = the_services()
services.tables.put_latest(a_registration(person="key-of-a-person"))
services.queues.send(RegistrationMade(session="quiet", person="key-of-a-person", sequence=0))
logging.getLogger("shared.forms.intake").info("response taken in")
import os; sys.stdout.flush(); os._exit(0)
"""


def heard(azurite: Azurite, folder: Path, *loud: str) -> list[str]:
    """The lines that reach the root logger of the worker while the app writes a row and sends a message."""
    script = folder / "worker.py"
    script.write_text(SCRIPT)
    ended = subprocess.run(
        [sys.executable, str(script), str(ROOT), *loud],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "AzureWebJobsStorage": azurite.connection_string,
            "CAFE_SITE_URL": SITE,
            "CAFE_SECRET": SECRET,
            "CAFE_STAGE": "test",
            "CAFE_ORGANISER_ID": "0c1f6a2e-3b4d-4e5f-8a9b-0c1d2e3f4a5b",
        },
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_no_library_says_which_rows_the_app_writes(azurite: Azurite, tmp_path: Path) -> None:
    lines = heard(azurite, tmp_path)
    assert "shared.forms.intake response taken in" in lines
    assert [line for line in lines if "key-of-a-person" in line or line.startswith(("azure.core", "urllib3"))] == []
    assert "spans False" in lines


@pytest.mark.parametrize("library", ["azure.core"])
def test_without_it_they_would(azurite: Azurite, tmp_path: Path, library: str) -> None:
    lines = heard(azurite, tmp_path, library)
    assert any("/registrations" in line and "key-of-a-person" in line for line in lines)
