"""The tables in data/: finds them, reads them typed, gives them to pandas. Cells: table_rules.py."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.in_browser import NotHere
from casework.module import CourseError, running_notebook
from casework.sources import find_data
from casework.table_rules import Row, table_problems, typed_row
from casework.yaml_lines import ContentError, Problem, display_path, read_json, read_text

PACKAGE = "datapackage.json"
# How each type of a column is called in pandas: the ones that can hold "missing" without changing a number.
_DTYPES = {"integer": "Int64", "year": "Int64", "number": "Float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Table:
    """A typed table: its name and title, its columns as datapackage.json describes them, its rows."""

    name: str
    title: str
    columns: Mapping[str, Mapping[str, Any]]
    rows: tuple[Row, ...]

    def heading(self, column: str) -> str:
        """Return what a column is called for readers."""
        return str(self.columns[column].get("title") or column)


def load_table(name: str, folder: Path | None = None) -> Table:
    """
    Return a table of the course, typed and checked.

    Args:
        name: its name in data/datapackage.json, such as ``legal_models``.
        folder: the data folder; else it is looked for above the running notebook and the working folder.

    Raises:
        CourseError: no data folder, or no table of this name.
        ContentError: every value that does not fit its column.
    """
    folder = folder or data_folder()
    resources = read_package(folder / PACKAGE)
    found = next((one for one in resources if one.get("name") == name), None)
    if found is None:
        names = ", ".join(sorted(str(one.get("name")) for one in resources))
        text = f"no table {str(name)!r:.60} in data/{PACKAGE}; it has {names}. Check the spelling."
        raise CourseError(text)
    path, schema = file_of(found), found.get("schema")
    if path is None or not isinstance(schema, dict):
        raise CourseError(f"table {name!r} in data/{PACKAGE} has no path or no schema.fields; add them.")
    lines = read_lines(folder / path)
    problems = list(table_problems(display_path(folder / path), lines, schema))
    if problems:
        raise ContentError(problems)
    rows = (typed_row(cells, schema) for _, cells in lines[1:])
    columns = {str(field["name"]): field for field in schema["fields"]}
    return Table(name, str(found.get("title") or name), columns, tuple(rows))


def read_table(name: str, folder: Path | None = None) -> Any:
    """
    Return a table of the course as a pandas DataFrame, each column with the type that data/ gives it.

    Raises:
        CourseError: no such table, or pandas is not installed.
        ContentError: every value that does not fit its column.
    """
    return frame(load_table(name, folder))


def frame(table: Table) -> Any:
    """Return a table as a pandas DataFrame; raises CourseError where pandas is not installed."""
    try:
        import pandas
    except NotHere:  # says so itself
        raise
    except ImportError:
        raise CourseError(
            "pandas is not installed here, so there is no DataFrame; questions, cases, explorers and their "
            f"tables work without it, and data/{table.name}.csv opens in any spreadsheet."
        ) from None
    columns = {
        name: pandas.array(
            [row[name] for row in table.rows], dtype=_DTYPES.get(str(field.get("type")), "string")
        )
        for name, field in table.columns.items()
    }
    return pandas.DataFrame(columns)


def read_package(path: Path) -> list[dict[str, Any]]:
    """
    Return what datapackage.json says of each table.

    Raises:
        ContentError: it cannot be read, is no JSON, or has no list of tables.
    """
    package = read_json(path)
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        text = 'no list of tables; write "resources": and one block for each table'
        raise ContentError([Problem(display_path(path), 1, "", text)])
    return [one if isinstance(one, dict) else {} for one in resources]


def file_of(resource: Mapping[str, Any]) -> str | None:
    """Return a described table's file name, or None if it has none in data/ itself or lists no columns."""
    path, schema = resource.get("path"), resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        return None
    return path if isinstance(path, str) and re.fullmatch(r"[\w-][\w.-]*", path) else None


def read_lines(path: Path) -> list[tuple[int, list[str]]]:
    """
    Return a table's rows of cells with the line that each ends on, the header first.

    Raises:
        ContentError: it cannot be read.
    """
    try:
        reader = csv.reader(io.StringIO(read_text(path), newline=""))
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        text = f"this is not a table ({error}); save it as CSV in UTF-8"
        raise ContentError([Problem(display_path(path), 1, "", text)]) from None


def data_folder() -> Path:
    """Return the data folder above the notebook or the working folder, or raise CourseError."""
    notebook = running_notebook()
    for start in [*([notebook.parent] if notebook else []), Path.cwd()]:
        found = find_data(start)
        if found:
            return found
    raise CourseError("no data folder above this notebook; keep the lesson in its place in the course.")
