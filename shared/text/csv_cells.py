"""Tables as CSV files that a spreadsheet opens: UTF-8 with a mark at the start, and no cell that is run as a formula.

Excel, LibreOffice and Google Sheets take a cell for a formula if it begins with one of these characters, quoted or
not (OWASP, "CSV Injection"). Full-width forms count too, where a spreadsheet reads them as the plain ones. Such a
cell gets an apostrophe in front: spreadsheets show the rest as text.
"""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a formula begins with."""

HIDDEN = " \u00a0\ufeff\u200b\u200c\u200d\u2060\u00ad"
"""Characters that nobody sees, so that a formula may stand behind them, in any order."""

type Cell = str | int | float | None


def csv_file(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as the content of a CSV file, with the names of its columns in the first row (RFC 4180)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, dialect="excel", lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def safe_cell(cell: Cell) -> str:
    """The cell as text that no spreadsheet runs. A number stays a number, also below zero."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = cell.replace("\x00", "")
    return f"'{text}" if text.lstrip(HIDDEN).startswith(FORMULA) else text
