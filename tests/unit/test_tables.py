"""Tables of data/: found, typed as described, given to pandas; mistakes are told. Not here: the real data."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from casework.module import CourseError
from casework.tables import load_table, read_table
from casework.yaml_lines import ContentError

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "title": "Id", "type": "string", "constraints": {"required": True, "unique": True}},
    {"name": "kind", "title": "Kind", "type": "string", "constraints": {"enum": ["a", "b"]}},
    {"name": "year", "title": "Year", "type": "year", "constraints": {"minimum": 1900, "maximum": 2100}},
    {"name": "share", "title": "Share", "type": "number", "constraints": {"minimum": 0}},
    {"name": "count", "title": "Count", "type": "integer"},
    {"name": "kept", "title": "Kept", "type": "boolean"},
    {"name": "code", "title": "Code", "type": "string", "constraints": {"pattern": "[A-Z]\\d"}},
]
HEADER = "id,kind,year,share,count,kept,code\n"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the data folder of a small course, with one table, from a module's folder below it."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "facts.yaml").write_text("facts: []\n", encoding="utf-8")
    write(folder, "x,a,1999,0.5,3,true,A1\ny,,,,,,\n")
    inside = tmp_path / "modules" / "01"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return folder


def write(folder: Path, rows: str, **changes: Any) -> None:
    """Write the table and its description, with some of the schema changed."""
    schema = {"fields": FIELDS, "primaryKey": "id", "missingValues": [""]} | changes
    resource = {"name": "small", "path": "small.csv", "title": "A small table", "schema": schema}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    (folder / "small.csv").write_text(HEADER + rows, encoding="utf-8")


def told(folder: Path, rows: str, **changes: Any) -> list[str]:
    """Return what is told of a table with these rows, without the folder."""
    write(folder, rows, **changes)
    with pytest.raises(ContentError) as caught:
        load_table("small", folder)
    return [line.partition("small.csv:")[2] for line in str(caught.value).splitlines()]


def test_each_value_has_the_type_that_is_described(data: Path) -> None:
    """Text, numbers, years and truth come out as such, and a missing value as None."""
    table = load_table("small")

    assert table.title == "A small table"
    assert table.heading("share") == "Share"
    assert list(table.rows[0].values()) == ["x", "a", 1999, 0.5, 3, True, "A1"]
    assert list(table.rows[1].values()) == ["y", None, None, None, None, None, None]


def test_pandas_gets_the_same_types(data: Path) -> None:
    """A DataFrame keeps whole numbers whole beside missing ones."""
    frame = read_table("small")

    types = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert types == {
        **dict.fromkeys(("id", "kind", "code"), "string"),
        **{"year": "Int64", "share": "Float64", "count": "Int64", "kept": "boolean"},
    }
    assert frame["year"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (",a,1999,1,1,true,A1", "2: column 'id': empty; this column must be filled in"),
        ("x,c,1999,1,1,true,A1", "2: column 'kind': 'c' is not allowed; valid are a, b"),
        ("x,a,99,1,1,true,A1", "2: column 'year': '99' is not a year in four digits"),
        ("x,a,1899,1,1,true,A1", "2: column 'year': 1899 is too small; the least is 1900"),
        ("x,a,2101,1,1,true,A1", "2: column 'year': 2101 is too large; the most is 2100"),
        ("x,a,1999,nan,1,true,A1", "2: column 'share': 'nan' is not a number with a point"),
        ("x,a,1999,1e9,1,true,A1", "2: column 'share': '1e9' is not a number with a point"),
        ("x,a,1999,1,1.5,true,A1", "2: column 'count': '1.5' is not a whole number"),
        ("x,a,1999,1,\u0661,true,A1", "2: column 'count': '\u0661' is not a whole number"),
        ("x,a,1999,1,1,yes,A1", "2: column 'kept': 'yes' is not true or false"),
        ("x,a,1999,1,1,true,A11", r"2: column 'code': 'A11' does not have the form [A-Z]\d"),
        ("x,a,1999", "2: 3 cells for 7 columns; check the commas and quotes here"),
        ("x,,,,,,\nx,,,,,,", "3: column 'id': 'x' stands here twice; make it unique"),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_place(data: Path, cells: str, message: str) -> None:
    """Line, column, what is wrong and what is valid, in one line."""
    assert told(data, f"{cells}\n") == [message]


def test_every_mistake_is_told_at_once(data: Path) -> None:
    """Mending one value does not uncover the next."""
    assert len(told(data, "x,c,99,-1,,,\ny,c,,,,,\n")) == 4


def test_other_columns_than_described(data: Path) -> None:
    """A column too many is told once, and no value is looked at."""
    fields = FIELDS[:-1]

    assert told(data, "x,a,1999,1,1,true,A1\n", fields=fields) == [
        "1: the columns are id, kind, year, share, count, kept, code; "
        "described are id, kind, year, share, count, kept"
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"primaryKey": 5, "missingValues": "none"},
        {"fields": [{**field, "constraints": "no"} for field in FIELDS]},
        {"fields": [*FIELDS[:-1], {**FIELDS[-1], "type": "thing", "constraints": {"minimum": "x"}}]},
    ],
)
def test_a_strange_description_harms_nothing(data: Path, changes: dict[str, Any]) -> None:
    """What of a description has another shape is left out."""
    write(data, "x,a,1999,1,1,true,A1\n", **changes)

    assert load_table("small", data).rows[0]["id"] == "x"


def test_a_pattern_that_is_none_fits_nothing(data: Path) -> None:
    """A broken pattern in the description is told at the value, without a traceback."""
    fields = [*FIELDS[:-1], {"name": "code", "type": "string", "constraints": {"pattern": "["}}]

    assert told(data, "x,,,,,,A1\n", fields=fields) == ["2: column 'code': 'A1' does not have the form ["]


def test_an_unknown_table(data: Path) -> None:
    """A wrong name says which tables there are."""
    with pytest.raises(CourseError) as caught:
        read_table("smal")

    assert str(caught.value) == (
        "no table 'smal' in data/datapackage.json; it has small. Check the spelling."
    )


def test_no_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook outside the course says what to do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    with pytest.raises(CourseError) as caught:
        read_table("small")

    assert str(caught.value) == (
        "no data folder above this notebook; keep the lesson in its place in the course."
    )


@pytest.mark.parametrize("path", ["../facts.yaml", "/etc/passwd", 5, None])
def test_a_table_lies_in_the_data_folder(data: Path, path: object) -> None:
    """A path that leads elsewhere is not opened."""
    package = {"resources": [{"name": "small", "path": path, "schema": {"fields": []}}, 7]}
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_table("small", data)

    assert str(caught.value) == (
        "table 'small' in data/datapackage.json has no path or no schema.fields; add them."
    )


def test_without_pandas_one_line_says_what_still_works(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pandas is missing, a DataFrame cannot be had; everything else can."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert load_table("small").rows[0]["year"] == 1999

    with pytest.raises(CourseError) as caught:
        read_table("small")
    assert str(caught.value) == (
        "pandas is not installed here, so there is no DataFrame; questions, cases, explorers and their "
        "tables work without it, and data/small.csv opens in any spreadsheet."
    )
