"""The packages of requirements.txt, as pip installs them for Azure's machines or as they are in our environment."""

import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from local.package.contents import ContentsError, Files
from local.stack.azurite import ROOT

PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""Wheels that run on Azure's Linux workers: x86-64 with glibc 2.28 or newer."""

_OWN_WAYS = frozenset({"PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_VERBOSE", "PIP_REQUIRE_VIRTUALENV"})
"""Settings of a machine that would send packages elsewhere."""

LOCK = ROOT / "requirements.txt"


def by_pip(folder: Path) -> Files:
    """The packages that pip installs into this folder for Azure, on any machine. Raises `ContentsError`."""
    command = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--no-compile", "--only-binary=:all:", "--implementation=cp", "--python-version=3.13"]
    command += [*(f"--platform={tag}" for tag in PLATFORMS), f"--requirement={LOCK}", f"--target={folder}"]
    environment = {name: value for name, value in os.environ.items() if name not in _OWN_WAYS}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ContentsError(f"pip could not install requirements.txt for Azure:\n{done.stderr.strip()}")
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in files.items() if _is_content(name)}


def here() -> Files:
    """The same packages in the environment that this process runs in. Raises `ContentsError` if one is missing."""
    return {name: path for package in locked() for name, path in files_of(package).items()}


def files_of(package: str) -> Files:
    """A package's files in this process's environment. Raises `ContentsError` if it is not installed."""
    try:
        found = distribution(package).files or ()
    except PackageNotFoundError as missing:
        raise ContentsError(f"{package} is not installed here: run make, which installs it.") from missing
    return {file.as_posix(): Path(str(file.locate())) for file in found if _is_content(file.as_posix())}


def locked() -> list[str]:
    """The names of the packages in requirements.txt."""
    return re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text("utf-8"), re.MULTILINE)


def _is_content(name: str) -> bool:
    """Whether the file is neither a script for the command line nor something an interpreter left behind."""
    return not name.startswith(("../", "bin/")) and "__pycache__/" not in name
