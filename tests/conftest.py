"""What tests share: the real things on this machine, each started once in a run and ended with it.

- `azurite`: the storage emulator, running (`azurite.connection_string`). Its tables and queues are shared by
  all tests of the run: use keys of your own.
- `sandbox`: the Graph sandbox, running, with the environment of a managed identity that gets its tokens there
  (`tests.graph.graph_sandbox.GraphSandbox`). Emptied before every test.
- `scripted`: a server in Graph's place that answers as the test tells it (`tests.graph.scripted_graph.ScriptedGraph`);
  one for each test.
"""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from local.stack.azurite import Azurite
from tests.graph.graph_sandbox import GraphSandbox
from tests.graph.scripted_graph import ScriptedGraph

settings.register_profile("cafe", deadline=None)  # how long an example takes says more about the machine
settings.load_profile("cafe")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The month takes longest: begun first, it is done beside all the others."""
    items.sort(key=lambda item: item.path.name != "test_month.py")


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """The storage emulator."""
    with Azurite(tmp_path_factory.mktemp("azurite") / "log") as running:
        yield running


@pytest.fixture(scope="session")
def _sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphSandbox]:
    with (
        GraphSandbox.started(tmp_path_factory.mktemp("sandbox")) as running,
        pytest.MonkeyPatch.context() as env,
    ):
        env.setenv("IDENTITY_ENDPOINT", f"{running.address}/msi/token")
        env.setenv("IDENTITY_HEADER", "sandbox")
        yield running


@pytest.fixture
def sandbox(_sandbox: GraphSandbox) -> GraphSandbox:
    """The Graph sandbox, empty."""
    _sandbox.reset()
    return _sandbox


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedGraph]:
    """A server in Graph's place that answers as it is told."""
    with ScriptedGraph().served() as server:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{server.address}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "scripted")
        yield server
