"""The layers: arrows point down only, steps never meet by import, and each outside thing is known to one file."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [
    ROOT / "function_app.py",
    *sorted((ROOT / "functions").rglob("*.py")),
    *sorted((ROOT / "shared").rglob("*.py")),
]
STEPS = sorted(
    path.stem
    for path in (ROOT / "functions").iterdir()
    if path.stem != "__init__" and path.suffix in (".py", "")
    if not path.name.startswith("__")
)
GRAPH = "shared/graph/microsoft/"
EDGES: dict[str, tuple[str, ...]] = {
    "azure.data": ("shared/storage/tables.py",),
    "azure.storage": ("shared/storage/queues.py",),
    "azure.core": ("shared/storage/", GRAPH),
    "azure.identity": ("shared/services.py", GRAPH),
    "azure.functions": (
        "function_app.py",
        "functions/",
        "shared/web/",
        "shared/triggers.py",
    ),
    "msgraph": (GRAPH,),
    "opentelemetry": ("shared/telemetry/metrics.py",),
    "kiota_abstractions": (GRAPH,),
    "kiota_http": (GRAPH,),
    "kiota_serialization_json": (GRAPH,),
    "httpx": ("shared/feeds/fetching.py", GRAPH),
    "feedparser": ("shared/feeds/reading.py",),
    "nh3": ("shared/feeds/markup.py",),
    "jinja2": ("shared/templates/rendering.py",),
    "icalendar": ("shared/letters/calendar/invitation.py", "shared/letters/calendar/time_zones.py"),
    "holidays": ("shared/sessions/schedule.py",),
    "itsdangerous": ("shared/keys.py",),
    "nhs_number": ("shared/gate/numbers.py",),
    "phonenumbers": ("shared/gate/numbers.py",),
    "snowballstemmer": ("shared/gate/words.py",),
    "pydantic": ("shared/", "functions/"),
    "pydantic_core": ("shared/programme/reading.py",),
}
"""Every package from outside, and who may import it: a file, or all in a folder."""

HEAVY = {
    "jinja2",
    "icalendar",
    "feedparser",
    "nh3",
    "holidays",
    "msgraph",
    "phonenumbers",
    "httpx",
    "snowballstemmer",
}
"""Packages that are imported only where they are used, so that the app starts quickly."""

CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "time_ns", "localtime", "gmtime"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(node: ast.AST) -> list[str]:
    """What this statement imports: `from shared import rows` is `shared.storage.row`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports here are absolute"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def imports(path: Path) -> list[str]:
    return [module for node in ast.walk(tree(path)) for module in modules(node)]


def package(module: str) -> str:
    """The package from outside; Azure's are told apart by their second name."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "azure" else parts[0]


def step_of(path: Path) -> str:
    return path.relative_to(ROOT / "functions").parts[0].removesuffix(".py")


def outside(path: Path) -> Iterator[str]:
    for module in imports(path):
        if module.split(".")[0] not in {*sys.stdlib_module_names, "shared", "functions"}:
            yield package(module)


def test_steps_never_import_each_other() -> None:
    crossed = [
        (name_of(path), module)
        for path in sorted((ROOT / "functions").rglob("*.py"))
        for module in imports(path)
        if module.startswith("functions.") and module.split(".")[1] != step_of(path)
    ]
    assert crossed == []


def test_nothing_shared_knows_a_step_and_nothing_shipped_knows_the_local_stack_or_the_tests() -> None:
    upward = [
        (name_of(path), module)
        for path in SHIPPED
        for module in imports(path)
        if module.split(".")[0] in {"local", "tests", "function_app"}
        or (module.split(".")[0] == "functions" and name_of(path).startswith("shared/"))
    ]
    assert upward == []


def test_each_outside_thing_is_known_to_its_edge_alone() -> None:
    astray = [
        (name_of(path), one)
        for path in SHIPPED
        for one in outside(path)
        if not name_of(path).startswith(EDGES.get(one, ("nobody",)))
    ]
    assert astray == []


def test_every_edge_that_is_allowed_is_used() -> None:
    used = {(one, name_of(path)) for path in SHIPPED for one in outside(path)}
    idle = [
        (one, place)
        for one, places in EDGES.items()
        for place in places
        if not any(name == one and path.startswith(place) for name, path in used)
    ]
    assert idle == []


def test_heavy_packages_are_imported_only_where_they_are_used() -> None:
    early = [
        (name_of(path), module)
        for path in SHIPPED
        if not name_of(path).startswith(GRAPH)
        for node in tree(path).body
        for module in modules(node)
        if package(module) in HEAVY
    ]
    assert early == []


def test_importing_the_app_loads_none_of_the_heavy_packages() -> None:
    script = "import sys, function_app; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = set(python(script, ROOT).split())
    assert loaded & HEAVY == set()
    assert {"azure", "pydantic", "functions"} <= loaded


def test_only_the_clock_reads_the_clock() -> None:
    """`datetime.now`, `date.today`, `time.time` and their kin, called on the standard library's own names."""
    reading = [
        (name_of(path), f"{node.value.id}.{node.attr}")
        for path in SHIPPED
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date", "time", "calendar"}
        and node.attr in CLOCKS
    ]
    assert reading == [("shared/clock.py", "datetime.now")]


def test_only_triggers_ask_what_time_it_is() -> None:
    asking = {
        name_of(path)
        for path in SHIPPED
        for node in ast.walk(tree(path))
        if ast.unparse(node) == "clock.now" and name_of(path).startswith("shared/")
    }
    assert asking == {"shared/triggers.py", "shared/web/doors.py"}  # a part of every trigger


def test_only_services_read_the_environment() -> None:
    reading = [
        name_of(path)
        for path in SHIPPED
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
    ]
    assert reading == ["shared/services.py"]


def test_no_file_of_triggers_postpones_its_annotations() -> None:
    assert [name_of(path) for path in SHIPPED if "__future__.annotations" in imports(path)] == []


def test_the_app_registers_every_step_once() -> None:
    registered = re.findall(
        r"^app\.register_functions\((\w+)\.blueprint\)", (ROOT / "function_app.py").read_text(), re.M
    )
    assert sorted(registered) == STEPS


# --- deleting a step --------------------------------------------------------------------------------------

LIST = """
import function_app
for one in function_app.app.get_functions():
    print(one.get_user_function().__module__.split(".")[1], one.get_function_name())
"""


def python(script: str, folder: Path) -> str:
    """What the script prints, run in a fresh process in this folder."""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("step", ["bulletin", "digest"])
def test_a_step_can_be_deleted_with_its_line_and_the_others_stay(step: str, tmp_path: Path) -> None:
    for folder in ("functions", "shared"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    gone = tmp_path / "functions" / step
    if gone.is_dir():
        shutil.rmtree(gone)
    else:
        gone.with_suffix(".py").unlink()
    lines = (ROOT / "function_app.py").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not re.search(rf"\b{step}\b", line)]
    assert len(lines) - len(kept) == 2
    (tmp_path / "function_app.py").write_text("".join(kept), encoding="utf-8")
    whole, rest = python(LIST, ROOT).splitlines(), python(LIST, tmp_path).splitlines()
    assert rest == [line for line in whole if line.split()[0] != step]
    assert len(rest) < len(whole)
