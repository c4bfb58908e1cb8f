"""The order of the packages: each imports only what stands below it, so nothing can go round in circles."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ORDER = (
    # what everything stands on
    "errors",
    "settings",
    "clock",
    "messages",
    "text",
    "keys",
    "language",
    "telemetry",
    "storage",
    "programme",
    "gate",
    # the outside
    "graph",
    "feeds",
    "templates",
    "pressure",
    "colleagues",
    "services",
    "web",
    # the nouns
    "audit_trail",
    "holding",
    "sessions",
    "mail",
    "attention",
    "failures",
    "questions",
    "held",
    "registrations",
    "notices",
    "meetings",
    "versions",
    "bulletin",
    "forms",
    "reminders",
    "attendance",
    "feedback",
    "figures",
    "operations",
    "privacy",
    "entries",
    "ahead",
    # what people see, and how it reaches them
    "pages",
    "letters",
    "previews",
    "delivery",
    "triggers",
)
"""The packages and files of `shared/`, from the ground up. docs/decisions/0018-a-house-by-noun.md says why."""

WHAT_TO_DO = (
    "A package may import only what stands before it in ORDER: move the piece that is needed down to the noun it is "
    "about, or let the two meet in a row or a message."
)

PURPOSE_ONLY = "a package's __init__.py says what the package is for, and nothing else"


def names() -> list[str]:
    """Every package and file directly in `shared/`."""
    inside = [path for path in (ROOT / "shared").iterdir() if not path.name.startswith("__")]
    return sorted(path.stem for path in inside if path.suffix == ".py" or (path / "__init__.py").is_file())


def imported(path: Path) -> Iterator[str]:
    """The packages and files of `shared/` that this file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "shared":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared."):
            yield str(node.module).split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("shared."))


def upward() -> Iterator[tuple[str, str]]:
    """Each import against the order: the file, and what it imports."""
    for path in sorted((ROOT / "shared").rglob("*.py")):
        here = path.relative_to(ROOT / "shared").parts[0].removesuffix(".py")
        if here == "__init__":
            continue
        for other in imported(path):
            if other != here and ORDER.index(other) > ORDER.index(here):
                yield path.relative_to(ROOT).as_posix(), other


def test_every_package_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == names(), "give the new package its place in ORDER"


def test_no_package_imports_one_that_stands_above_it() -> None:
    assert list(upward()) == [], WHAT_TO_DO


def test_a_packages_init_says_what_it_is_for_and_re_exports_nothing() -> None:
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "shared").rglob("__init__.py"))
        if path.parent.name != "shared"
        for body in [ast.parse(path.read_text("utf-8")).body]
        if not (len(body) == 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant))
    ]
    assert wrong == [], PURPOSE_ONLY


# --- triggers hold no acts -----------------------------------------------------------------------------------

TO_THE_WORLD = {"tables", "queues", "graph", "feeds"}
"""What an act needs, and a trigger does not: it decodes, calls an act, and encodes what came of it."""

SHAPES = {"BaseModel", "TypedDict", "StrEnum", "Wanted"}
"""What a class of a trigger's file may be: a body, an answer, a choice."""


def test_nothing_in_functions_reads_or_changes_the_world() -> None:
    acting = [
        (path.relative_to(ROOT).as_posix(), node.lineno, node.attr)
        for path in sorted((ROOT / "functions").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in TO_THE_WORLD
    ]
    assert acting == [], "move the act into the package of its noun, and call it from the trigger"


def test_classes_in_functions_are_shapes_of_bodies_and_answers() -> None:
    classes = [
        (path.relative_to(ROOT).as_posix(), node.name)
        for path in sorted((ROOT / "functions").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and not SHAPES & {ast.unparse(base) for base in node.bases}
    ]
    assert classes == [], "functions/ holds triggers and what they need to decode and encode"


def hidden(source: str) -> list[tuple[str, str]]:
    """The names of a file's top level that a function hides behind a parameter or a variable of its own."""
    tree = ast.parse(source)
    above = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    } | {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return [
        (function.name, name)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in sorted(_own_names(function) & above)
    ]


def _own_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    parameters = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}
    stored = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return parameters | stored


def test_no_parameter_or_variable_hides_what_the_file_imports_or_defines() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): names
        for folder in ("functions", "shared")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (names := hidden(path.read_text("utf-8")))
    }
    assert found == {}
    assert hidden("from shared.clock import now\n\ndef act(now): return now\n") == [("act", "now")]


def test_nothing_outside_the_tests_imports_them() -> None:
    importing = [
        path.relative_to(ROOT).as_posix()
        for folder in ("functions", "shared", "local", "scripts")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tests")
        or (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "tests" for alias in node.names))
    ]
    assert importing == []
