"""Comparisons: reads compare.yaml, texts set side by side limb by limb, into dataclasses. No display."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casework import shape
from casework.markup import inline
from casework.translations import load_spoken
from casework.yaml_lines import ContentError, Document, Problem

FILE = "compare.yaml"


@dataclass(frozen=True)
class Column:
    """One text that is compared: its short name, what kind of text it is, version date and locators."""

    name: str
    kind: str
    version: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """
    One limb in every text.

    ``cells``: the paraphrases (Markdown), one a column; ``difference``: what differs, in words (Markdown);
    ``marks``: column index and phrase of what stands in that cell alone.
    """

    limb: str
    cells: tuple[str, ...]
    difference: str
    marks: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Comparison:
    """Two to four texts, limb by limb; ``module`` is the one that its file names."""

    module: str
    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    file: str = field(compare=False)
    line: int = field(compare=False)


def read_comparisons(path: Path) -> Mapping[str, Comparison]:
    """
    Read a comparison file.

    Returns:
        The comparisons by id, in the file's order.

    Raises:
        ContentError: every mistake with file, line and id.
    """
    document = load_spoken(path)
    if outer := shape.mistake("compare_file", document.data if document.data is not None else {}):
        raise ContentError([document.problem(outer[1], *outer[0])])
    problems: list[Problem] = []
    comparisons: dict[str, Comparison] = {}
    for index, data in enumerate(document.data["comparisons"]):
        found = list(_problems(document, index, data))
        if not found and data["id"] in comparisons:
            text = f"this id is taken at line {comparisons[data['id']].line}; ids are permanent and unique"
            item = f"comparison {data['id']!r}"
            found = [document.problem(text, "comparisons", index, "id", item=item)]
        problems += found
        if not found:
            comparisons[data["id"]] = _comparison(document, index, data)
    if problems:
        raise ContentError(problems)
    return MappingProxyType(comparisons)


def _problems(document: Document, index: int, data: Any) -> Iterator[Problem]:
    """Yield what is wrong with one comparison: its shape, then what its rows mean."""
    where = ("comparisons", index)
    item = f"comparison {data['id']!r}" if data.get("id") is not None else ""
    if found := shape.mistake("comparison", data):
        yield document.problem(found[1], *where, *found[0], item=item)
        return
    names = [column["name"].strip() for column in data["columns"]]
    if len(set(names)) < len(names):
        yield document.problem("two columns have one name; make them differ", *where, "columns", item=item)
        return
    for number, row in enumerate(data["rows"]):
        place = (*where, "rows", number)
        if len(row["cells"]) != len(names):
            text = f"row {row['limb']!r} has {len(row['cells'])} cells and there are {len(names)} columns"
            yield document.problem(f"{text}; write one cell a column, in their order", *place, item=item)
            continue
        for mark in row.get("marks", ()):
            column, phrase = mark["column"].strip(), mark["phrase"].strip()
            if column not in names:
                text = f"a mark in row {row['limb']!r} names the column {column!r}"
                valid = f"the columns are {', '.join(names)}"
                yield document.problem(f"{text}; {valid}", *place, "marks", item=item)
            elif (count := inline(row["cells"][names.index(column)]).count(inline(phrase))) != 1:
                text = f"the marked phrase {phrase!r} stands {count} times in the cell of {column!r}"
                yield document.problem(
                    f"{text}; mark words that stand there once", *place, "marks", item=item
                )


def _comparison(document: Document, index: int, data: Any) -> Comparison:
    """Build a Comparison from data that has no problem."""
    columns = tuple(
        Column(one["name"].strip(), one["kind"].strip(), one["version"].strip(), tuple(one["sources"]))
        for one in data["columns"]
    )
    names = [column.name for column in columns]
    rows = tuple(
        Row(
            row["limb"].strip(),
            tuple(cell.strip() for cell in row["cells"]),
            row["difference"].strip(),
            tuple(
                (names.index(mark["column"].strip()), mark["phrase"].strip()) for mark in row.get("marks", ())
            ),
        )
        for row in data["rows"]
    )
    line = document.line("comparisons", index)
    title = data["title"].strip()
    return Comparison(document.data["module"], data["id"], title, columns, rows, document.file, line)
