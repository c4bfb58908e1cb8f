"""Every act that is entered in the audit trail has words: the trail is for people."""

import ast
from collections.abc import Iterator
from pathlib import Path

from shared.audit_trail.words import ACTS

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["services", "who", "act"]
"""The first arguments of `enter`."""

WHAT_TO_DO = "write the act out where it is entered, and say it in shared/audit_trail/words.py"


def entered() -> Iterator[tuple[str, str]]:
    """Each act that the code enters, with its file. An act that does not stand in the call is empty."""
    for path in sorted([*(ROOT / "shared").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "enter":
                given = dict(zip(NAMES, node.args, strict=False)) | {one.arg: one.value for one in node.keywords}
                act = given.get("act")
                yield path.relative_to(ROOT).as_posix(), str(act.value) if isinstance(act, ast.Constant) else ""


def test_every_act_has_words() -> None:
    assert [(file, act) for file, act in entered() if act not in ACTS] == [], WHAT_TO_DO


def test_every_act_in_words_is_entered_somewhere() -> None:
    assert set(ACTS) - {act for _, act in entered()} == set(), "nobody enters this act: take it out of the table"
