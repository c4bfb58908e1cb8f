"""Mutation testing: which faults are put into the code, which are drawn, and how the tests are judged."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.measures.mutation.__main__ import ROOT
from local.measures.mutation.drawing import drawn
from local.measures.mutation.equivalents import Equivalent, read_equivalents, stale
from local.measures.mutation.mutants import Mutant, all_mutants, mutants_of
from local.measures.mutation.names import Names, names_in
from local.measures.mutation.trying import Trial
from local.measures.mutation.verdict import Verdict

NAMES = """
class Role(StrEnum):
    GUEST = "guest"
    HOST = "host"

def greet(name, loudly=False, *, by=None, at): ...
"""


def mutants(source: str) -> list[Mutant]:
    return mutants_of("shared/a.py", source.encode(), names_in([ast.parse(NAMES)]))


def faults(source: str) -> list[str]:
    """The first line that each fault leaves."""
    return [mutant.after for mutant in mutants(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", ["a <= b"]),
        ("(a) >= (b)", ["(a) > (b)"]),
        ("a == b != c", ["a != b != c", "a == b == c"]),
        ("a not  in b", ["a in b"]),
        ("a is None", ["a is not None"]),
        ("a and b and c", ["a or b and c", "a and b or c"]),
        ("not(a)", ["(a)"]),
        ("a + b", ["a - b"]),
        ("a // b * c", ["a * b * c", "a // b // c"]),
        ('"é" + a', []),
        ('("é", a - b)', ['("é", a + b)']),
        ("a += b", ["a -= b"]),
        ("x = 3", ["x = 2", "x = 4", "x = 6"]),
        ("x = 0", ["x = -1", "x = 1"]),
        ("x = 0.5", ["x = -0.5", "x = 1.0", "x = 1.5"]),
        ("x = True", ["x = False"]),
        ("x = 'words'", []),
        ("x = Role.GUEST", ["x = Role.HOST"]),
        ("x = Role.HOST", ["x = Role.GUEST"]),
        ("x = Other.GUEST", []),
        ("x = HTTPStatus.OK", ["x = HTTPStatus.CREATED"]),
        ("x = greet(a, loudly=b, by=c, at=d)", ["x = greet(a, by=c, at=d)", "x = greet(a, loudly=b, at=d)"]),
        ("x = greet(at=d, by=c)", ["x = greet(at=d, )"]),
        ("send(a)", ["pass"]),
        ("raise Full(\n    a,\n)", ["pass"]),
        ("def f():\n    return a", ["return None"]),
        ("def f():\n    return None", []),
        ("def f():\n    return False", ["return True"]),
        ("for a in b:\n    break", ["continue"]),
        ("for a in b:\n    continue", ["break"]),
    ],
)
def test_a_fault_is_one_slip(source: str, expected: list[str]) -> None:
    assert faults(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""One of 3 words."""',
        "x: Literal[1] = a",
        "def f(x: Literal[1]) -> Literal[True]: ...",
        "type X = Literal[1]",
        "if TYPE_CHECKING:\n    x = 1",
        "__all__ = sorted(1)",
        'log.info("%d", 1)',
        "class Sends(Protocol):\n    def send(self, after=1): ...",
        "@overload\ndef f(x=1): ...",
        "assert a < 1",
        "@dataclass(frozen=True)\nclass A: ...",
        "x = a < (  # less, <, than\n    b)",
    ],
)
def test_words_types_logs_and_promises_are_left_alone(source: str) -> None:
    assert faults(source) == []


def test_what_a_type_carries_beside_it_is_code() -> None:
    assert faults("x: Annotated[Literal[1], Len(5)]") == [f"x: Annotated[Literal[1], Len({n})]" for n in (10, 4, 6)]


def test_a_mutant_knows_its_statement_and_whether_it_runs_once_for_all() -> None:
    source = (
        "@route(\n    1)\ndef f(\n    x=True,\n):\n    return (\n        x\n    )\n\n@cache\ndef g():\n    return x\n"
    )
    found = {(one.line, one.first_line, one.last_line, one.once) for one in mutants(source)}
    assert found == {(2, 1, 5, True), (4, 1, 5, True), (6, 6, 8, False), (12, 12, 12, True)}
    assert str(mutants("x = (\n  a < b)")[0]) == "shared/a.py:2: a < b)  ->  a <= b)"


def test_every_mutant_of_the_code_is_python_and_differs() -> None:
    for mutant in drawn(all_mutants(ROOT), 300, seed=1):
        text = (ROOT / mutant.file).read_bytes()
        changed = mutant.put_into(text)
        compile(changed, mutant.file, "exec", dont_inherit=True)
        assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(text)), mutant


# --- the draw ---------------------------------------------------------------------------------------------


def some(file: str, count: int) -> list[Mutant]:
    text = "".join(f"x = a{number} < b\n" for number in range(count))
    return mutants_of(file, text.encode(), Names({}, {}))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(1, 60), st.integers())
def test_each_file_has_its_share_of_the_draw_and_the_seed_repeats_it(sizes: list[int], count: int, seed: int) -> None:
    every = [mutant for number, size in enumerate(sizes) for mutant in some(f"shared/{number}.py", size)]
    sample = drawn(every, count, seed)
    assert sample == drawn(every[::-1], count, seed)
    assert len(set(sample)) == len(sample) == min(count, len(every))
    by_file = Counter(mutant.file for mutant in sample)
    for number, size in enumerate(sizes):
        share = size * len(sample) / len(every)
        assert abs(by_file[f"shared/{number}.py"] - share) < 1 + 1e-9


def test_another_seed_draws_others() -> None:
    every = some("shared/a.py", 100)
    assert drawn(every, 10, seed=1) != drawn(every, 10, seed=2)


# --- the verdict ------------------------------------------------------------------------------------------


def test_an_argued_equivalent_is_left_out_of_the_share_unless_a_test_notices_it() -> None:
    noticed, argued, refuted, missed = some("shared/a.py", 4)
    trials = [
        Trial(noticed, 1, True),
        Trial(argued, 2, False),
        Trial(refuted, 1, True, wired=True),
        Trial(missed, 0, False),
    ]
    equivalents = [
        Equivalent(file=one.file, line=one.before, becomes=one.after, why="nobody can tell them apart")
        for one in (argued, refuted)
    ]
    verdict = Verdict.of(trials, equivalents)
    assert str(verdict).splitlines() == [
        "survived  shared/a.py:4: x = a3 < b  ->  x = a3 <= b  (no unit test runs this line)",
        "refuted   shared/a.py:3: x = a2 < b  ->  x = a2 <= b  (argued equivalent, but a test notices it)",
        "4 drawn, 2 killed (1 by the unit part, 1 by the wired tests), 1 survived, 1 argued equivalent: 66.7 % killed",
    ]
    assert not verdict.is_good
    assert Verdict.of(trials[:2], equivalents[:1]).is_good
    assert not Verdict.of(trials[:3], equivalents).is_good


def test_an_argument_about_a_line_that_is_gone_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "equivalents.toml"
    path.write_text(
        '[[equivalent]]\nfile = "shared/a.py"\nline = "x = a0 < b"\nbecomes = "x = a0 <= b"\n'
        'why = "nobody tells them apart"\n'
        '[[equivalent]]\nfile = "shared/a.py"\nline = "gone"\nbecomes = "away"\nwhy = "was here a while ago"\n'
    )
    assert [one.line for one in stale(read_equivalents(path), some("shared/a.py", 1))] == ["gone"]


def test_every_argued_equivalent_is_about_a_mutant_that_exists() -> None:
    assert stale(read_equivalents(), all_mutants(ROOT)) == []
