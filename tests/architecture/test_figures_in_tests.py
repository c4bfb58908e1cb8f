"""Tests say in figures what people were promised: one that imports the constant it checks passes with any value."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAY = {
    "tests/faults/world.py: NEVER": "puts a message back as it was",
    "tests/mail/test_deliveries.py: AHEAD": "is compared with another constant",
    "tests/mail/test_deliveries.py: CYCLE": "is compared with another constant",
}
"""The constants that tests import all the same, each with its reason."""


def is_figure(value: object) -> bool:
    if isinstance(value, tuple) and value:
        return all(map(is_figure, value))
    return isinstance(value, int | float | timedelta)


def imported_figures(path: Path) -> Iterator[str]:
    """The numbers and spans of time that this test has from what it tests."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"shared", "functions"}:
            module = import_module(str(node.module))
            for name in node.names:
                if is_figure(getattr(module, name.name, None)):
                    yield f"{path.relative_to(ROOT)}: {name.name}"


def test_no_test_has_its_figures_from_what_it_tests() -> None:
    found = {one for path in (ROOT / "tests").rglob("*.py") for one in imported_figures(path)}
    assert found == set(MAY)
