"""The package that goes to Azure, made of what is installed here: small, always the same, and nothing is missing.

The processes that run it have the package and nothing else. `make package ARGS=--prove` does the same with
pip's own installation for Azure and plays the month on it.
"""

import importlib.util
import marshal
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

from local.package import installed
from local.package.__main__ import LARGEST
from local.package.assembling import Size, compile_modules, compiled, lay_out, pack
from local.package.contents import (
    PACKAGES,
    ContentsError,
    Rules,
    ignored_by,
    own_files,
    reachable,
    read_rules,
)
from local.package.proof import Missing, exercised, from_here
from local.stack.azurite import ROOT

RULES = read_rules()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it lies in Azure."""
    return from_here(tmp_path_factory.mktemp("package") / "app")


def rules(**changes: tuple[str, ...]) -> Rules:
    nothing: dict[str, tuple[str, ...]] = {"own": (), "by_module": (), "leave": (), "keep": (), "reached": ()}
    return Rules(**nothing | changes)


def test_nothing_is_missing_and_nothing_of_a_pruned_package_is_idle(app: Path, tmp_path: Path) -> None:
    assert exercised(app, tmp_path, RULES.by_module) == set(RULES.reached)


def test_what_is_not_in_the_package_is_missing_and_is_not_found_elsewhere(app: Path, tmp_path: Path) -> None:
    listed = app / PACKAGES / "msgraph/generated/users/item/messages/messages_request_builder.py"
    listed.rename(tmp_path / listed.name)
    try:
        with pytest.raises(Missing, match=r"No module named 'msgraph\.generated\.users\.item\.messages"):
            exercised(app, tmp_path, RULES.by_module)
    finally:
        (tmp_path / listed.name).rename(listed)


def test_it_is_small_enough_for_azure_to_start_quickly(app: Path, tmp_path: Path) -> None:
    size = pack(app, tmp_path / "package.zip")
    allowed = (size.unpacked <= LARGEST.unpacked, size.zipped <= LARGEST.zipped, size.files <= LARGEST.files)
    assert allowed == (True, True, True), size


def test_it_holds_the_app_and_its_packages_without_tests_local_tools_and_caches(app: Path) -> None:
    parts = {path.name for path in app.iterdir()}
    own = {
        "function_app.py",
        "functions",
        "shared",
        "host.json",
        "cafe.toml",
        "cafe.dev.toml",
        "requirements.txt",
        "node_modules",
    }
    assert parts == own | {".python_packages", "__pycache__"}
    assert [path for path in app.rglob("*") if path.is_symlink() or path.suffix in (".map", ".pyi", ".sqlite")] == []


def test_every_module_is_there_as_source_and_compiled_and_no_other_compiled_one_is(app: Path) -> None:
    sources = {importlib.util.cache_from_source(path) for path in app.rglob("*.py")}
    assert {str(path) for path in app.rglob("*.pyc")} == sources


def test_made_and_packed_twice_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    archives = []
    for name in ("once", "again"):
        folder = tmp_path / name
        lay_out(own_files(RULES), {}, folder)
        (folder / "host.json").chmod(0o600 if name == "again" else 0o644)
        os.utime(folder / "cafe.toml", (1, 1) if name == "again" else None)
        compile_modules(folder)
        pack(folder, tmp_path / f"{name}.zip")
        archives.append((tmp_path / f"{name}.zip").read_bytes())
    assert archives[0] == archives[1]


def test_packing_tells_what_it_packed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one").write_bytes(b"1" * 1_000)
    (tmp_path / "in" / "two").write_bytes(b"2")
    zipped = tmp_path / "out" / "it.zip"
    assert pack(tmp_path / "in", zipped) == Size(1_001, zipped.stat().st_size, 2)


def test_a_compiled_module_is_the_same_whoever_else_holds_its_constants() -> None:
    source = b"LIMITS = (1.25, 'not a name', b'bytes')\ndef f(x=1.25): return {'not a name', x}\n"
    first = compiled(source, "a.py")
    held = marshal.loads(first[16:])  # its constants have a second owner now
    assert compiled(source, "a.py") == first
    assert held == compile(source, "a.py", "exec")


def test_a_compiled_module_is_taken_whatever_the_time_of_its_source(tmp_path: Path) -> None:
    source = tmp_path / "answer.py"
    source.write_text("ANSWER = 42")
    compile_modules(tmp_path)
    source.write_text("ANSWER = 'from the source'")
    os.utime(source, (1, 1))
    done = subprocess.run(
        [sys.executable, "-c", "import answer; print(answer.ANSWER)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "42\n"


def test_our_own_part_is_what_git_knows_and_funcignore_lets_through() -> None:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("no git checkout: nobody knows which files are the repository's")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    ignored = ignored_by((ROOT / ".funcignore").read_text("utf-8"))
    known = {name for name in listed.stdout.split("\0") if name and not ignored(PurePosixPath(name))}
    here = {name for name in known if (ROOT / name).is_file()}
    taken = {name for name in own_files(RULES) if not name.startswith("node_modules/")}
    assert here - taken == set()


def test_every_package_of_the_lock_is_in_it_or_named_as_left_out(app: Path) -> None:
    shipped = {path.name.partition("-")[0].lower().replace("_", "-") for path in (app / PACKAGES).glob("*.dist-info")}
    left = set(installed.locked()) - shipped
    named = Counter(name for name in left for rule in RULES.leave if rule == f"{name}*/**")
    assert named == Counter(left)


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("notes.md", True),
        ("docs/notes.md", False),
        ("__pycache__/a.pyc", True),
        ("deep/__pycache__/a.pyc", True),
        (".git/config", True),
        (".kept/a", False),
        ("local", False),
        ("local/a.py", True),
        ("modules/one/a.js", True),
        ("modules/two/dist/a.js", False),
        ("modules/two/src/a.js", True),
    ],
)
def test_ignore_patterns_mean_what_they_mean_to_git(path: str, ignored: bool) -> None:
    patterns = "# a comment\n.*\n!/.kept/\n__pycache__/\n/*.md\n/local/\n"
    patterns += "/modules/*\n!/modules/two/\n/modules/two/*\n!/modules/two/dist/\n"
    assert ignored_by(patterns)(PurePosixPath(path)) is ignored


def test_a_pattern_that_finds_nothing_stops_the_build(tmp_path: Path) -> None:
    files = {"one/a.py": tmp_path}
    with pytest.raises(ContentsError, match=r"contents.toml names two/\*\*, but no package has it"):
        reachable(files, rules(leave=("one/**", "two/**")))
    with pytest.raises(ContentsError, match=r"contents.toml puts no_such_file into the package"):
        own_files(rules(own=("no_such_file",)))
    assert own_files(rules(own_if_any=("no_such_file",))) == {}


def test_of_a_package_taken_by_module_only_those_are_taken(tmp_path: Path) -> None:
    names = ("big/__init__.py", "big/a.py", "big/b/__init__.py", "big/c.py", "big-1.dist-info/METADATA", "small/x.pyi")
    taken = reachable(
        dict.fromkeys((*names, "small/x.py"), tmp_path),
        rules(by_module=("big",), leave=("**/*.pyi",), reached=("big", "big.a", "big.b")),
    )
    assert sorted(taken) == [
        "big-1.dist-info/METADATA",
        "big/__init__.py",
        "big/a.py",
        "big/b/__init__.py",
        "small/x.py",
    ]
