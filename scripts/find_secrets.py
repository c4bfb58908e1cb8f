"""Looks for secrets in every file of the repository. Somebody judged those in .secrets.baseline to be none.

    find_secrets.py             names each new place, and then ends with 1
    find_secrets.py --judged    writes the baseline again, after you have looked at each place

Line numbers do not count, so an edit above an old place does not make it new.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / ".secrets.baseline"
NOT_READ = {BASELINE.name, "package-lock.json"}

type Places = Mapping[str, Sequence[Sequence[str]]]
"""For each file: the kind of each place, and the hash of its text."""


def places(root: Path = ROOT) -> Places:
    """Every place that looks like a secret, in files that git has or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    found = SecretsCollection(root=str(root))
    with default_settings():
        for name in listed:
            if name not in NOT_READ and (root / name).is_file():
                found.scan_file(name)
    return {name: sorted([one.type, one.secret_hash] for one in found[name]) for name in sorted(found.files)}


def main(arguments: Sequence[str]) -> int:
    """0 if nothing is new."""
    found = places()
    if arguments == ["--judged"]:
        BASELINE.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
        return 0
    judged: Places = json.loads(BASELINE.read_text("utf-8"))
    new = [(name, *one) for name, there in found.items() for one in there if one not in judged.get(name, [])]
    for name, kind, _ in new:
        sys.stderr.write(f"{name}: looks like a secret ({kind})\n")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
