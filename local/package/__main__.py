"""`make package`: makes the zip that goes to Azure. `contents.toml` says what goes into it."""

import argparse
import hashlib
import sys
import tempfile
import zipfile
from pathlib import Path

from local.month import run
from local.package import proof
from local.package.assembling import Size, compile_modules, lay_out, pack
from local.package.contents import ContentsError, own_files, reachable, read_rules
from local.package.installed import by_pip
from local.stack.azurite import ROOT
from local.stack.processes import ProcessError

ZIP = ROOT / "dist" / "virtual-cafe.zip"
MEGABYTE = 1_000_000
LARGEST = Size(unpacked=120 * MEGABYTE, zipped=40 * MEGABYTE, files=20_000)


class Unproved(Exception):
    """The package is not as it should be. The text is a sentence for people."""


def main(line: list[str]) -> int:
    """Exit status: 0 for a package, 1 if it is too large or lacks something, 2 if none could be made."""
    parser = argparse.ArgumentParser(prog="make package", description=__doc__)
    parser.add_argument("--to", type=Path, default=ZIP, help="where the zip goes")
    parser.add_argument("--prove", action="store_true", help="then play the month on it, and make it a second time")
    parser.add_argument("--trace", action="store_true", help="first write anew which modules the app reaches")
    given = parser.parse_args(line)
    try:
        if given.trace:
            _trace()
        return _build(given.to, prove=given.prove)
    except (ContentsError, ProcessError, proof.Missing, Unproved) as problem:
        print(problem, file=sys.stderr)
        return 1 if isinstance(problem, proof.Missing | Unproved) else 2


def build(file: Path) -> Size:
    """Make the package. Raises `ContentsError`."""
    with tempfile.TemporaryDirectory(prefix="package-") as name:
        folder = Path(name)
        rules = read_rules()
        lay_out(own_files(rules), reachable(by_pip(folder / "installed"), rules), folder / "app")
        compile_modules(folder / "app")
        return pack(folder / "app", file)


def _build(file: Path, *, prove: bool) -> int:
    size = build(file)
    print(f"{file}  sha256 {_digest(file)}")
    print(f"{_megabytes(size.zipped)} (at most {_megabytes(LARGEST.zipped)}), ", end="")
    print(f"unpacked {_megabytes(size.unpacked)} (at most {_megabytes(LARGEST.unpacked)}), {size.files:,} files")
    small = size.zipped <= LARGEST.zipped and size.unpacked <= LARGEST.unpacked
    if not small:
        print("That is too large.", file=sys.stderr)
    return 0 if small and (not prove or _proved(file)) else 1


def _proved(file: Path) -> bool:
    with tempfile.TemporaryDirectory(prefix="package-proof-") as name:
        folder = Path(name)
        build(folder / "again.zip")
        if _digest(folder / "again.zip") != _digest(file):
            raise Unproved("A second package differs from the first.")
        print("A second package is the same as the first.")
        with zipfile.ZipFile(file) as packed:
            packed.extractall(folder / "app")
        reached = proof.exercised(folder / "app", folder, read_rules().by_module)
        print(f"It does all the app can in a process of its own, with {len(reached)} modules of the pruned packages.")
        arguments = ["--exit", "--site-port", "0", "--sandbox-port", "0", "--folder", str(folder / "month")]
        return run.main(arguments, proof.host(folder / "app", folder)) == 0


def _trace() -> None:
    with tempfile.TemporaryDirectory(prefix="package-trace-") as name:
        found = proof.trace(read_rules(), Path(name))
    print(f"reached.txt lists {len(found)} modules.")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
