"""The reference's tables, the sample settings and the code say the same; what the documents name is there."""

import json
import re
from pathlib import Path

import pytest

from shared.messages import Message
from shared.settings import Settings, read_settings
from tests.the_app import deployed

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "infra" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LARGEST_PICTURE = 100_000
"""Bytes; whoever reads the README on a telephone loads its pictures, too."""

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
SAMPLE: dict[str, str] = json.loads((ROOT / "local.settings.sample.json").read_text("utf-8"))["Values"]
OF_THE_PLATFORM = {
    "FUNCTIONS_WORKER_RUNTIME",
    "AzureWebJobsDisableHomepage",
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
}
"""Settings that the host or Azure's own libraries read; the app does not."""

type Rows = list[dict[str, str]]


def table(heading: str, text: str = REFERENCE) -> Rows:
    """The rows of the first table below this heading, by column."""
    after = text.split(f"\n## {heading}\n", 1)
    assert len(after) == 2, f'there is no heading "{heading}"'
    lines = re.findall(r"^\|.*\|$", after[1].split("\n## ", 1)[0], re.MULTILINE)
    assert len(lines) > 2, f'there is no table below "{heading}"'
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def code(cell: str) -> str:
    """The name in `backticks`."""
    assert re.fullmatch(r"`[^`]+`", cell), cell
    return cell.strip("`")


def sentence(text: str | None) -> str:
    """The first sentence of a docstring, or as much of it as a table has room for."""
    assert text
    return " ".join(text.split("\n\n")[0].split())


def test_the_settings_table_is_the_settings_model() -> None:
    said = {code(row["setting"]): (row["default"], row["what"]) for row in table("Settings")}
    model = {}
    for field in Settings.model_fields.values():
        default = "needed" if field.is_required() else f"`{field.default}`" if field.default != "" else ""
        model[str(field.alias)] = (default, str(field.description))
    assert said == model
    assert list(said) == list(model)


def test_the_sample_settings_are_the_models_and_those_of_the_platform() -> None:
    model = {str(field.alias) for field in Settings.model_fields.values()}
    assert set(SAMPLE) == model | OF_THE_PLATFORM
    assert model & OF_THE_PLATFORM == set()


def test_the_app_starts_with_the_sample_settings() -> None:
    settings = read_settings(SAMPLE)
    assert settings.site_url == "http://127.0.0.1:7071"
    assert settings.may_be_mailed("amara.nwosu@example.nhs.uk")
    assert not settings.may_be_mailed("somebody@example.com")
    assert (ROOT / settings.programme_file).is_file()


def test_the_functions_table_is_the_app() -> None:
    said = {code(row["function"]): (row["set off by"], row["step"]) for row in table("Functions")}
    assert said == {one.name: (one.set_off_by, one.step) for one in deployed()}


def test_every_function_says_what_it_is() -> None:
    assert [row["function"] for row in table("Functions") if not row["what"].endswith((".", "`"))] == []


def test_the_queues_table_is_the_messages() -> None:
    said = {code(row["queue"]): row["what it says"] for row in table("Queues")}
    assert said == {kind.QUEUE: sentence(kind.__doc__) for kind in Message.__subclasses__()}


def links(text: str) -> list[str]:
    """What the text links to, pictures included, but for other sites."""
    return re.findall(r"\]\((?!https?://|mailto:)([^)\s]+)\)", text)


def anchors(text: str) -> set[str]:
    """The names under which a page's headings are found."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def astray(path: Path) -> list[str]:
    """The links of this document that lead to no file, or to no heading of it."""

    def leads_somewhere(link: str) -> bool:
        file, _, anchor = link.partition("#")
        there = path.parent / file if file else path
        return there.exists() and (not anchor or anchor in anchors(there.read_text("utf-8")))

    return [link for link in links(path.read_text("utf-8")) if not leads_somewhere(link)]


def commands(text: str) -> str:
    """What stands as code in the text, in lines or within them."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join(fenced + re.findall(r"`([^`\n]+)`", text))


@every_document
def test_every_link_of_a_document_leads_somewhere(path: Path) -> None:
    assert astray(path) == []


@every_document
def test_every_command_that_a_document_names_is_there(path: Path) -> None:
    said = commands(path.read_text("utf-8"))
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", said)) - targets == set()
    modules = {one.replace(".", "/") for one in re.findall(r"python -m ((?:local|scripts|tests)[\w.]*)", said)}
    found = {one for one in modules for file in (f"{one}.py", f"{one}/__main__.py") if (ROOT / file).is_file()}
    assert modules - found == set()


def test_a_link_to_nothing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n[a](page.md#a-page) [b](#a-page) [c](gone.md) [d](#gone) ![e](gone.png) [f](https://g)\n"
    )
    assert astray(page) == ["gone.md", "#gone", "gone.png"]


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    listed = {(index.parent / link).resolve() for link in links(index.read_text("utf-8"))}
    assert [path.name for path in (ROOT / "docs").glob("*.md") if path not in {index, *listed}] == []


def test_the_pictures_of_the_readme_are_small_and_there_is_a_command_that_takes_them() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert sorted(shown) == sorted(f"docs/pictures/{file.name}" for file in (ROOT / "docs" / "pictures").iterdir())
    assert [(name, size) for name in shown if (size := (ROOT / name).stat().st_size) >= LARGEST_PICTURE] == []
    assert len(shown) == 2
    assert re.search(r"^pictures:.* ## \w", MAKEFILE, re.MULTILINE)


def test_every_make_target_the_readme_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", README))
    assert named - targets == set()
    assert {"run", "test"} <= named


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_record_has_a_number_a_title_and_fits_a_screen(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", path.stem)
    assert lines[0].startswith("# ")
    assert len(lines) <= 70


def test_decision_records_are_numbered_without_a_gap() -> None:
    numbers = [int(path.stem[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_parser_reads_a_table_and_misses_none() -> None:
    text = "\n## One\n\nwords\n\n| a | b |\n|---|---|\n| `x` | y \\| z |\n\n## Two\n\n| a |\n|---|\n| q |\n"
    assert table("One", text) == [{"a": "`x`", "b": "y \\| z"}]
    assert table("Two", text) == [{"a": "q"}]
    with pytest.raises(AssertionError, match='there is no heading "Three"'):
        table("Three", text)
