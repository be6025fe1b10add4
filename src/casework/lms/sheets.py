"""CSV files of grades: read as they are, written back the same but for some cells. Knows no platform."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from casework.module import CourseError
from casework.one_step import write_in_one_step

MAX_BYTES = 20_000_000
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass
class Sheet:
    """
    A CSV file: its rows, the first of which is the header, and how it was written.

    Attributes:
        delimiter: Canvas writes ";" where a country's numbers have a decimal comma.
    """

    rows: list[list[str]]
    delimiter: str = ","
    bom: bool = False
    line_end: str = "\n"

    @property
    def header(self) -> list[str]:
        """The first row."""
        return self.rows[0]

    def text(self) -> str:
        """Return the file's text."""
        made = io.StringIO()
        csv.writer(made, delimiter=self.delimiter, lineterminator=self.line_end).writerows(self.rows)
        return (_BOM if self.bom else "") + made.getvalue()


def read_sheet(path: Path) -> Sheet:
    """
    Read a platform's CSV file; short rows are filled up.

    Raises:
        CourseError: it is too large, not UTF-8, or no table.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise CourseError(f"{path}: this is a folder; give the CSV file of the platform") from None
    if len(data) > MAX_BYTES:
        raise CourseError(f"{path}: more than {MAX_BYTES / 1e6:.0f} MB; give the CSV file of the platform")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "not UTF-8; export it again and do not save it with a spreadsheet first"
        raise CourseError(f"{path}: {text}") from None
    bom, text = text.startswith(_BOM), text.removeprefix(_BOM)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row
        ]
    except csv.Error as error:
        raise CourseError(f"{path}: damaged ({error}); export it again") from None
    if not rows or len(rows[0]) < 2:
        raise CourseError(f"{path}: no table with a header; give the CSV file of the platform")
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        if len(row) > width:
            raise CourseError(
                f"{path}: row {number} has {len(row)} cells, the header {width}; export it again"
            )
        row += [""] * (width - len(row))
    return Sheet(rows, delimiter, bom, "\r\n" if first.endswith("\r") else "\n")


def write_new(path: Path, data: bytes, option: str = "--out", mode: int = 0o644) -> None:
    """
    Write a file in one step.

    Args:
        option: where the command takes the name, for the error.

    Raises:
        CourseError: there is one already; nothing is overwritten.
        OSError: it cannot be written.
    """
    if os.path.lexists(path):
        raise CourseError(f"{path}: there is already such a file; give another name to {option}")
    write_in_one_step(path, data, mode)


def safe(text: str) -> str:
    """
    Return text that no spreadsheet takes for a formula (OWASP, CSV injection): an apostrophe goes in front.

    Only for text of people; numbers are written by ``number``.
    """
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def number(points: Fraction) -> str:
    """Return points or per cents with at most four decimals and no needless zero."""
    return f"{float(points):.4f}".rstrip("0").rstrip(".")


def safe_rows(rows: Iterable[Sequence[str | Fraction | None]]) -> list[list[str]]:
    """Return rows of text, numbers and blanks as cells."""
    return [
        ["" if one is None else number(one) if isinstance(one, Fraction) else safe(one) for one in row]
        for row in rows
    ]
