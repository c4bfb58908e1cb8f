"""Checks the infrastructure against checkov's policies, more strictly than checkov itself does.

    policies.py CHECKOV

Ends with 1 for a policy that fails, for a file that checkov could not read (it only counts those), for a check
that broke, and for an exception without a reason.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHORTEST_REASON = 20
"""Characters; checkov puts a phrase of its own where none is given."""


def report(checkov: str) -> tuple[Mapping[str, Any], str]:
    """What checkov found, and the complaints that it wrote beside."""
    command = [checkov, "--directory", "infra", "--framework", "bicep", "--output", "json", "--skip-download"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - the path is the Makefile's
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found, done.stderr


def amiss(found: Mapping[str, Any], complaints: str) -> Iterator[str]:
    """A sentence for each fault."""
    results = found["results"]
    for check in results["failed_checks"]:
        first, last = check["file_line_range"]
        yield f"infra{check['file_path']}:{first}-{last}: {check['check_id']} {check['check_name']}"
    for unread in results["parsing_errors"]:
        yield f"{unread}: could not be read, so nothing in it was checked"
    for check in results["skipped_checks"]:
        if len(check["check_result"].get("suppress_comment", "")) < SHORTEST_REASON:
            yield f"infra{check['file_path']}: {check['check_id']} is skipped without a reason"
    yield from (line for line in complaints.splitlines() if "Failed to run check" in line)


def main() -> int:
    """0 if each policy holds, or the file gives a reason why it does not."""
    found, complaints = report(sys.argv[1])
    sentences = list(amiss(found, complaints))
    summary = found["summary"]
    for sentence in sentences:
        sys.stderr.write(f"{sentence}\n")
    sys.stdout.write(f"checkov {summary['checkov_version']}: {summary['passed']} passed, {summary['failed']} failed, ")
    sys.stdout.write(f"{summary['skipped']} argued, {summary['parsing_errors']} unread\n")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
