"""Mutation testing: what is learned from the tests, and what they make of a fault, on a tiny project."""

from collections.abc import Callable
from pathlib import Path

import pytest

from local.measures.mutation.__main__ import main
from local.measures.mutation.choosing import Choice, importers
from local.measures.mutation.copies import Copy, Unfit
from local.measures.mutation.learning import AT_IMPORT, Learned, learn
from local.measures.mutation.mutants import Mutant, all_mutants
from local.measures.mutation.trying import Trial, try_each
from local.measures.mutation.wired import try_again

PROJECT = {
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
    "functions/__init__.py": "",
    "shared/__init__.py": "",
    "shared/seats.py": (
        "LIMIT = 10\n\n"
        "def is_free(taken):\n    return taken < 7\n\n"
        "def untested(number):\n    return number + number\n\n"
        "def careless(number):\n    return max(number, 3)\n"
    ),
    "tests/test_seats.py": (
        "import subprocess, sys\nimport pytest\nfrom shared import seats\n\n"
        "def test_the_last_seat():\n    assert seats.is_free(6) and not seats.is_free(7)\n\n"
        "def test_nothing():\n    seats.careless(1)\n\n"
        '@pytest.mark.parametrize("limit", [seats.LIMIT])\n'
        "def test_the_limit(limit):\n    assert limit == 10\n\n"
        'def test_a_process():\n    subprocess.run([sys.executable, "-c", ""], check=True)\n'
    ),
    "tests/contracts/test_wired.py": (
        "import subprocess, sys\n\n"
        "def test_a_process():\n"
        '    code = "from shared import seats; assert seats.untested(3) == 6"\n'
        '    subprocess.run([sys.executable, "-c", code], check=True)\n'
    ),
    "tests/local/test_world.py": "def test_of_the_world():\n    assert False\n",
}


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("project"), PROJECT)


@pytest.fixture(scope="module")
def copy(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy.of(project, tmp_path_factory.mktemp("copy"))


@pytest.fixture(scope="module")
def learned(copy: Copy) -> Learned:
    return learn([copy])


@pytest.fixture(scope="module")
def trial(project: Path, copy: Copy, learned: Learned) -> Callable[[str], Trial]:
    def of(fault: str) -> Trial:
        chosen = [one for one in all_mutants(project) if one.after == fault]
        return next(try_each(chosen, Choice(learned, importers(project)), [copy]))

    return of


def test_the_unit_part_starts_no_process(learned: Learned) -> None:
    names = sorted(test.partition("::")[2] for test in learned.seconds)
    assert names == ["test_nothing", "test_the_last_seat", "test_the_limit[10]"]


def test_a_line_is_tried_on_the_tests_that_run_it(learned: Learned) -> None:
    assert learned.running("shared/seats.py", [4]) == {"tests/test_seats.py::test_the_last_seat"}
    assert learned.at_import("shared/seats.py", [1])
    assert not learned.at_import("shared/seats.py", [4])


def test_a_fault_that_a_test_notices_is_killed(trial: Callable[[str], Trial], project: Path, copy: Copy) -> None:
    assert trial("return taken <= 7").killed
    assert (copy.tree / "shared/seats.py").read_text("utf-8") == PROJECT["shared/seats.py"]


def test_a_fault_that_changes_the_name_of_the_test_is_killed_by_it(trial: Callable[[str], Trial]) -> None:
    assert trial("LIMIT = 11").killed


def test_a_fault_that_no_test_looks_at_survives(trial: Callable[[str], Trial]) -> None:
    careless, untested = trial("return max(number, 4)"), trial("return number - number")
    assert (careless.killed, careless.tests) == (False, 3)  # few tests run the line: so all that import it, too
    assert (untested.killed, untested.tests) == (False, 0)


def test_what_survives_is_tried_again_on_the_wired_tests(trial: Callable[[str], Trial], copy: Copy) -> None:
    first = [trial("return taken <= 7"), trial("return number - number"), trial("return max(number, 4)")]
    again = list(try_again(first, [copy]))
    assert [(one.killed, one.wired) for one in again] == [(True, False), (True, True), (False, False)]
    assert [one.mutant for one in again] == [one.mutant for one in first]


def test_wired_tests_that_fail_by_themselves_judge_nothing(tmp_path: Path, trial: Callable[[str], Trial]) -> None:
    root = write(tmp_path / "project", PROJECT | {"tests/contracts/test_wired.py": "def test_a():\n    assert False\n"})
    with pytest.raises(Unfit, match=r"^tests/contracts fails without any mutant:\n"):
        list(try_again([trial("return number - number")], [Copy.of(root, tmp_path / "copy")]))


def test_what_takes_too_long_is_ended(copy: Copy) -> None:
    assert copy.run([], seconds=0.01) is None


def test_tests_that_fail_by_themselves_judge_nothing(tmp_path: Path) -> None:
    root = write(tmp_path / "project", PROJECT | {"tests/test_wrong.py": "def test_wrong():\n    assert False\n"})
    with pytest.raises(Unfit, match=r"fail without any mutant:\n  tests/test_wrong.py::test_wrong$"):
        learn([Copy.of(root, tmp_path / "copy")])


def test_the_command_prints_what_survived(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "1", "--only", "shared/seats.py"], project) == 1
    first, *_, survived, closing = capsys.readouterr().out.splitlines()
    assert first == "14 of 14 mutants, seed 1"
    assert survived == "survived  shared/seats.py:10: return max(number, 3)  ->  return max(number, 6)"
    assert closing == (
        "14 drawn, 10 killed (8 by the unit part, 2 by the wired tests), 4 survived, 0 argued equivalent: 71.4 % killed"
    )


def test_a_path_without_code_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "nowhere"], project) == 2
    assert capsys.readouterr().err == "There is nothing to change there.\n"


# --- the choice -------------------------------------------------------------------------------------------

SECONDS = {
    "tests/architecture/test_layers.py::test_a": 0.1,
    "tests/test_door.py::test_b": 3.5,
    "tests/test_door.py::test_c": 0.5,
    "tests/test_far.py::test_d": 0.1,
    "tests/test_seats.py::test_e": 2.0,
    "tests/test_seats.py::test_f": 1.0,
    "tests/test_words.py::test_g": 9.0,
}
LINES = {
    "shared/seats.py": {
        1: {AT_IMPORT},
        4: {"tests/test_seats.py::test_e", "tests/test_door.py::test_b"},
        7: {"tests/test_seats.py::test_f"},
        9: set(),
    },
    "functions/door.py": {1: {AT_IMPORT}, 5: {"tests/test_door.py::test_b", "tests/test_door.py::test_c"}},
}
CHOICE = Choice(
    Learned(SECONDS, {file: {n: frozenset(by) for n, by in known.items()} for file, known in LINES.items()}),
    {
        "shared/seats.py": frozenset({"functions/door.py", "tests/builders.py"}),
        "tests/builders.py": frozenset({"tests/test_words.py"}),
    },
)


def a_mutant(line: int, *, once: bool = False) -> Mutant:
    return Mutant("shared/seats.py", line, (0, 0), "", "", "", first_line=line, last_line=line, once=once)


def chosen(mutant: Mutant) -> str:
    """The last letters of the tests, in their order."""
    return "".join(test[-1] for test in CHOICE.tests_for(mutant))


def test_a_line_is_tried_on_its_own_tests_first_and_those_of_a_file_stay_together() -> None:
    assert chosen(a_mutant(4)) == "efbg"
    assert chosen(a_mutant(7)) == "febg"
    assert chosen(a_mutant(9)) == ""


def test_what_runs_at_import_is_tried_on_whoever_imports_it_and_on_the_structure() -> None:
    assert chosen(a_mutant(1)) == chosen(a_mutant(9, once=True)) == "febcga"


def test_who_imports_a_module_is_read_from_the_source(tmp_path: Path) -> None:
    files = {
        "app.py": "from functions import door\n",
        "functions/door.py": "from shared.seats import LIMIT\n",
        "shared/seats/__init__.py": "",
        "tests/test_seats.py": "import shared.seats\n",
    }
    assert importers(write(tmp_path, files)) == {
        "functions/door.py": {"app.py"},
        "shared/seats/__init__.py": {"functions/door.py", "tests/test_seats.py"},
    }
