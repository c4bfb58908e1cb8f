"""Which files go to Azure: `contents.toml` and `reached.txt` for the packages, and `.funcignore` for our own."""

import glob
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from local.stack.azurite import ROOT

HERE = Path(__file__).resolve().parent
REACHED = HERE / "reached.txt"
PACKAGES = PurePosixPath(".python_packages/lib/site-packages")
"""Where Azure's Python worker looks for the app's packages, below the app."""

type Files = Mapping[str, Path]
"""Where each file of the package comes from, by its path in the package, with slashes."""


class ContentsError(Exception):
    """The package cannot be put together. The text is a sentence for people."""


@dataclass(frozen=True)
class Rules:
    """The rules of `contents.toml` and of `reached.txt` beside it. These files explain them."""

    own: Sequence[str]
    by_module: Sequence[str]
    leave: Sequence[str]
    keep: Sequence[str]
    reached: Sequence[str]
    own_if_any: Sequence[str] = ()


def read_rules() -> Rules:
    """The rules of this repository."""
    given = tomllib.loads((HERE / "contents.toml").read_text("utf-8"))
    return Rules(**given, reached=REACHED.read_text("utf-8").split() if REACHED.exists() else ())


def own_files(rules: Rules) -> Files:
    """Our own files. Raises `ContentsError` if no file fits a pattern."""
    ignored = ignored_by((ROOT / ".funcignore").read_text("utf-8"))
    taken: dict[str, Path] = {}
    for pattern in (*rules.own, *rules.own_if_any):
        names = (path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern) if path.is_file())
        found = {name: ROOT / name for name in names if not ignored(PurePosixPath(name))}
        if not found and pattern not in rules.own_if_any:
            raise ContentsError(f"contents.toml puts {pattern} into the package, but no file here fits that.")
        taken |= found
    return taken


def reachable(installed: Files, rules: Rules) -> Files:
    """The installed packages' files that the app can reach. Raises `ContentsError` if a rule fits no file."""
    for pattern in (*rules.leave, *rules.keep):
        if not any(map(_regex([pattern]).match, installed)):
            raise ContentsError(f"contents.toml names {pattern}, but no package has it.")
    modules = {file for module in rules.reached for file in _files_of(module)}
    left, kept = _regex(rules.leave), _regex(rules.keep)
    whole = {name for name in installed if name.split("/")[0] not in rules.by_module}
    taken = {name for name in whole if kept.match(name) or not left.match(name)}
    return {name: file for name, file in installed.items() if name in taken | modules}


def ignored_by(text: str) -> Callable[[PurePosixPath], bool]:
    """The files that a file of ignore patterns names, by those rules of gitignore(5) that ours uses.

    The last pattern that fits decides. No pattern brings back a file from a folder that is ignored as a whole.
    """
    lines = [line.strip() for line in text.splitlines()]
    rules = [(line.removeprefix("!"), line.startswith("!")) for line in lines if line and not line.startswith("#")]
    patterns = [(_regex([_anchored(line)]), line.endswith("/"), back) for line, back in rules]

    def named(path: PurePosixPath, *, folder: bool) -> bool:
        fitting = [back for regex, folders, back in patterns if regex.match(str(path)) and (folder or not folders)]
        return bool(fitting) and not fitting[-1]

    def ignored(path: PurePosixPath) -> bool:
        return named(path, folder=False) or any(named(folder, folder=True) for folder in path.parents if folder.name)

    return ignored


def _anchored(pattern: str) -> str:
    """A pattern with a slash before its end counts from the top. Any other fits at any depth."""
    bare = pattern.rstrip("/")
    return bare.lstrip("/") if "/" in bare else f"**/{bare}"


def _files_of(module: str) -> tuple[str, str]:
    path = module.replace(".", "/")
    return f"{path}.py", f"{path}/__init__.py"


def _regex(patterns: Iterable[str]) -> re.Pattern[str]:
    each = (glob.translate(pattern, recursive=True, include_hidden=True) for pattern in patterns)
    return re.compile("|".join(each) or "(?!)")
