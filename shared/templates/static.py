"""The files the pages load: styles, scripts and images of NHS.UK (npm's nhsuk-frontend), and a few of our own.

Only kinds of file that a page loads are given out, and only from the folders named here.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NHSUK = ROOT / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
FOLDERS = (Path(__file__).resolve().parent / "assets", NHSUK, NHSUK / "assets")
"""Where `/assets/…` looks, in order. The stylesheet itself asks for `/assets/images/…`."""

LINKED = ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js", "cafe.css", "cafe.js")
"""The files that pages name with their version."""

KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
"""Media type by the end of a file's name. No other kind is given out."""

_FOREIGN_FONTS = rb"@font-face\s*\{[^}]*\}"
"""The stylesheet's own font is on another host. Without it browsers show the fallback, Arial."""

_SAFE = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9.-]*")
"""At most one folder, plain names, nothing that climbs."""


@dataclass(frozen=True)
class Asset:
    """A file and its media type."""

    content: bytes
    kind: str


def asset(path: str) -> Asset | None:
    """The file that `/assets/<path>` means, or None. Only files that exist are kept in memory."""
    there = _files().get(path)
    return _read(there) if there else None


@cache
def _files() -> Mapping[str, Path]:
    """Every file that may be given out, by its path under `/assets/`. The first folder that has it gives it."""
    found = {
        str(file.relative_to(folder)): file
        for folder in reversed(FOLDERS)
        for file in (*folder.glob("*"), *folder.glob("*/*"))
        if file.suffix in KINDS and file.is_file()
    }
    return {path: file for path, file in found.items() if _SAFE.fullmatch(path)}


@cache
def _read(file: Path) -> Asset:
    return Asset(_without_foreign_fonts(file), KINDS[file.suffix])


def _without_foreign_fonts(file: Path) -> bytes:
    """The file. A stylesheet loses the fonts that it would fetch from elsewhere."""
    content = file.read_bytes()
    return re.sub(_FOREIGN_FONTS, b"", content) if file.suffix == ".css" else content


@cache
def version() -> str:
    """Changes whenever one of the linked files does, so that browsers may keep them for a year."""
    digest = hashlib.sha256()
    for name in LINKED:
        file = asset(name)
        digest.update(file.content if file else b"")
    return digest.hexdigest()[:12]


def asset_url(name: str) -> str:
    """The address of a linked file, with its version."""
    return f"/assets/{name}?v={version()}"
