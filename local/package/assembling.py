"""Files become a folder that runs as it is, and the folder becomes a zip, with the same bytes each time."""

import marshal
import shutil
import warnings
import zipfile
from dataclasses import dataclass
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path

from local.package.contents import PACKAGES, Files

_UNCHECKED_HASH = 1
"""PEP 552: Python takes the module as it is, whatever the time or the content of its source."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name."""


@dataclass(frozen=True)
class Size:
    """The number of bytes, and of the files that hold them."""

    unpacked: int
    zipped: int
    files: int


def lay_out(own: Files, packages: Files, folder: Path) -> None:
    """The app in this folder, its packages below it."""
    inside = {**own, **{str(PACKAGES / name): source for name, source in packages.items()}}
    for name, source in inside.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / name)


def compile_modules(folder: Path) -> None:
    """Every module of the folder, compiled beside its source."""
    for path in sorted(folder.rglob("*.py")):
        beside = Path(cache_from_source(path))
        beside.parent.mkdir(exist_ok=True)
        beside.write_bytes(compiled(path.read_bytes(), path.relative_to(folder).as_posix()))


def pack(folder: Path, file: Path) -> Size:
    """Zip the folder: sorted, without times, owners or a machine's modes."""
    file.parent.mkdir(parents=True, exist_ok=True)
    paths = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    unpacked = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, path in paths:
            content = path.read_bytes()
            unpacked += len(content)
            packed.writestr(_entry(name), content)
    return Size(unpacked, file.stat().st_size, len(paths))


def compiled(source: bytes, name: str) -> bytes:
    """The source as a .pyc that holds good for any place and time.

    What marshal writes depends on what else in the process holds a constant. Its second version does not, and
    once read back from that, each constant has one owner. Nobody reads `name`: importing replaces it with the
    real path.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they are about other people's modules
        code = compile(source, name, "exec", dont_inherit=True)
    alone = marshal.loads(marshal.dumps(code, 2))  # noqa: S302 - written in the same line
    header = MAGIC_NUMBER + _UNCHECKED_HASH.to_bytes(4, "little") + source_hash(source)
    return header + marshal.dumps(alone)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3  # Unix, whose modes these are
    entry.external_attr = 0o100644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
