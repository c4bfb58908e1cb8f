"""The made-up language, spoken where a test asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.language.catalogue import speaking
from tests.language.made_up import LANGUAGE, a_made_up_language


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the catalogue of the made-up language."""
    return a_made_up_language(tmp_path_factory.mktemp("catalogues"))


@pytest.fixture
def made_up_language(catalogues: Path) -> Iterator[None]:
    """It is spoken as long as the test lasts."""
    with speaking(LANGUAGE, catalogues):
        yield
