"""CSV files: a spreadsheet shows what was kept, runs none of it, and reads every row as one row."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text.csv_cells import FORMULA, HIDDEN, csv_file, safe_cell


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+44 113 496 0000",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠A1",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff@A1",
        " \u200b=1",
        "\u200b \u00a0\u2060@A1",
        '=HYPERLINK("https://example.org","Open")',
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_in_front(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Amara Nwosu", "Amara Nwosu"),
        ("a - b", "a - b"),
        ("amara@example.org", "amara@example.org"),
        ("", ""),
        (None, ""),
        (-5, "-5"),
        (2.5, "2.5"),
    ],
)
def test_what_is_harmless_stays_as_it_is(cell: str | float | None, text: str) -> None:
    assert safe_cell(cell) == text


def test_the_file_says_that_it_is_utf_8_and_ends_its_lines_as_spreadsheets_do() -> None:
    content = csv_file(["name", "hub"], [["Zoë O’Hara", 'The "old" ward, level 2']])
    assert content == '\ufeffname,hub\r\nZoë O’Hara,"The ""old"" ward, level 2"\r\n'.encode()


def test_a_cell_with_line_breaks_is_one_cell() -> None:
    rows = [["two\r\nlines", "b"], ["c", "one\nmore"]]
    assert read(csv_file(["a", "b"], rows)) == [["a", "b"], *rows]


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_people_wrote_each_row_stays_a_row_and_no_cell_is_run(rows: list[list[str]]) -> None:
    found = read(csv_file(["a", "b"], [[cell.replace("\ud800", "") for cell in row] for row in rows]))
    assert [len(row) for row in found] == [2] * (len(rows) + 1)
    assert not [cell for row in found for cell in row if cell.lstrip(HIDDEN).lstrip(" \u00a0").startswith(FORMULA)]
