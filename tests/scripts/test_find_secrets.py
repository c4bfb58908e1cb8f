"""The search for secrets: what is, or would be, committed, and nothing else."""

import subprocess
from base64 import b64encode
from pathlib import Path

from scripts.find_secrets import places

LOOKS_SECRET = f"storage_key = '{b64encode(bytes(range(3, 250, 5))).decode()}'\n"


def test_a_secret_is_found_in_what_is_or_would_be_committed_and_not_in_what_is_ignored(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text("ignored.py\n", "utf-8")
    (tmp_path / "plain.py").write_text("name = 'Amara'\n", "utf-8")
    for name in ("committed.py", "new.py", "ignored.py", "package-lock.json"):
        (tmp_path / name).write_text(LOOKS_SECRET, "utf-8")
    subprocess.run(["git", "add", "committed.py"], cwd=tmp_path, check=True)
    assert sorted(places(tmp_path)) == ["committed.py", "new.py"]


def test_a_line_that_moves_stays_where_it_was_judged(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / "one.py").write_text(LOOKS_SECRET, "utf-8")
    before = places(tmp_path)
    (tmp_path / "one.py").write_text("# A line more.\n\n" + LOOKS_SECRET, "utf-8")
    assert places(tmp_path) == before != {}
