"""The app's own services on the storage emulator; Graph and the feeds are where nobody answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.memory.services import ENVIRONMENT, the_programme
from local.stack.azurite import Azurite
from shared.services import Services, of_this_process, the_services
from tests.the_app import ROOT

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def whose() -> str:
    """Before the names of what these tests keep: the emulator's tables are everybody's."""
    return "wired"


@pytest.fixture(scope="module")
def programme_file(whose: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with series and a Form of its own, and feeds where nobody answers."""
    text = (ROOT / "cafe.toml").read_text("utf-8").replace("https://feeds.example.org", NOBODY)
    for name, own in (("pgdit", "doctors"), ("educators", "educators"), (the_programme().forms.sign_up.id, "form")):
        text = text.replace(f'"{name}"', f'"{whose}-{own}"')
    path = tmp_path_factory.mktemp("programme") / "cafe.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def cafe(azurite: Azurite, programme_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """The app's own services."""
    for name, value in {
        **ENVIRONMENT,
        "AzureWebJobsStorage": azurite.connection_string,
        "CAFE_GRAPH_URL": NOBODY,
        "CAFE_PROGRAMME": str(programme_file),
    }.items():
        monkeypatch.setenv(name, value)
    of_this_process.cache_clear()
    yield the_services()
    of_this_process.cache_clear()
