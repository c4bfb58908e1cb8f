"""The lock files belong to pyproject.toml and package.json, as far as can be told without a network."""

import json
import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
DEVELOPMENT: list[str] = PROJECT["dependency-groups"]["dev"]
OUT_OF_STEP = "run `make lock`"


def locked(file: str) -> dict[str, Version]:
    """Every package of a lock with its one version."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.lstrip().startswith("#")]
    return {canonicalize_name(each.name): Version(str(each.specifier).removeprefix("==")) for each in requirements}


@pytest.mark.parametrize(
    ("file", "wanted"),
    [("requirements.txt", RUNTIME), ("requirements-dev.txt", RUNTIME + DEVELOPMENT)],
)
def test_each_named_package_is_locked_at_a_version_that_is_allowed(file: str, wanted: list[str]) -> None:
    versions = locked(file)
    asked = {canonicalize_name(each.name): each.specifier for each in map(Requirement, wanted)}
    wrong = [name for name, allowed in asked.items() if name not in versions or versions[name] not in allowed]
    assert wrong == [], OUT_OF_STEP


def test_what_is_tested_is_what_azure_installs() -> None:
    development = locked("requirements-dev.txt")
    assert {name: development.get(name) for name in locked("requirements.txt")} == locked("requirements.txt")


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_each_named_package_is_in_the_lock_because_pyproject_names_it(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    entries = re.findall(r"^([a-z0-9-]+)==\S+[^\n]*\n((?:    #[^\n]*\n?)+)", text, re.MULTILINE)
    because = {name for name, reasons in entries if "virtual-cafe (pyproject.toml" in reasons}
    wanted = RUNTIME if file == "requirements.txt" else RUNTIME + DEVELOPMENT
    assert because == {canonicalize_name(Requirement(each).name) for each in wanted}, OUT_OF_STEP


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-dev.txt", "requirements-policies.txt", "package-lock.json", ".npmrc"]
)
def test_no_lock_names_an_index_or_a_folder_of_one_machine(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert re.findall(r"--(?:extra-)?index-url|--find-links|file:|\"resolved\"|@ /", text) == []


def test_npm_locks_what_package_json_asks_for() -> None:
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))
    root = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"][""]
    kinds = ("dependencies", "devDependencies", "engines")
    assert {kind: root[kind] for kind in kinds} == {kind: asked[kind] for kind in kinds}, OUT_OF_STEP


def test_the_page_macros_are_those_of_the_styles_in_use() -> None:
    """nhsuk-frontend-jinja lists in its description which nhsuk-frontend each of its versions renders."""
    macros = str(locked("requirements.txt")["nhsuk-frontend-jinja"])
    description = metadata("nhsuk-frontend-jinja")["Description"]
    renders = dict(re.findall(r"^\| ([\d.]+) \| ([\d.]+) \|$", description, re.MULTILINE))
    styles = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]["nhsuk-frontend"]
    assert renders.get(styles) == macros
