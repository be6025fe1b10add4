"""Checks the data folder: facts, source points, tables. Knows which locators exist; reads no questions."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.yaml_lines import ContentError, Document, Problem, display_path, load

FACT_FIELDS = ("id", "statement", "source", "status", "as_of", "caveat")
STATUSES = ("V1", "V2")
COLUMN_FIELDS = ("name", "title", "type")


@dataclass(frozen=True)
class Locators:
    """The ids that a locator may point to."""

    facts: frozenset[str]
    points: frozenset[str]

    def mistake(self, locator: str) -> str | None:
        """Return what is wrong with a locator, or None."""
        kind, _, rest = locator.partition(":")
        if kind == "fact" and rest not in self.facts:
            return f"source {locator!r} names no fact; facts are in data/facts.yaml"
        if kind in ("brief", "article") and rest not in self.points:
            return f"source {locator!r} names no paragraph; paragraphs are in data/source_points.csv"
        if kind == "law" and not any(character.isdigit() for character in rest):
            return f"source {locator!r} names no section; write the section, such as law:22 U.S.C. 7102"
        return None


def check_data(folder: Path) -> tuple[Locators, list[Problem]]:
    """Return the locators that exist and what is wrong in the data folder."""
    problems: list[Problem] = []
    facts: set[str] = set()
    try:
        document = load(folder / "facts.yaml")
        problems += _facts(document, facts)
    except ContentError as error:
        problems += error.problems
    points: set[str] = set()
    path = folder / "source_points.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            points = {row["id"] for row in csv.DictReader(file)}
    except (OSError, UnicodeDecodeError, KeyError) as error:
        problems.append(
            Problem(display_path(path), 1, "", f"cannot be read ({error}); it needs a column 'id'")
        )
    problems += _tables(folder)
    return Locators(frozenset(facts), frozenset(points)), problems


def _facts(document: Document, ids: set[str]) -> Iterable[Problem]:
    """Yield what is wrong with the facts and add the good ones' ids to ``ids``."""
    facts = document.data.get("facts") if isinstance(document.data, dict) else None
    if not isinstance(facts, list):
        yield document.problem("no list of facts; write facts: and the entries below it")
        return
    for index, fact in enumerate(facts):
        where = ("facts", index)
        if not isinstance(fact, dict):
            yield document.problem(f"this is not a fact; needed are {', '.join(FACT_FIELDS)}", *where)
            continue
        item = f"fact {fact.get('id')!r}"
        missing = [name for name in FACT_FIELDS if not isinstance(fact.get(name), str)]
        if missing:
            text = f"{', '.join(map(repr, missing))} missing or not text; needed are {', '.join(FACT_FIELDS)}"
            yield document.problem(text, *where, item=item)
            continue
        if fact["status"] not in STATUSES:
            text = f"status is {fact['status']!r}; only verified facts are printed: {' or '.join(STATUSES)}"
            yield document.problem(text, *where, "status", item=item)
        if fact["id"] in ids:
            yield document.problem("this id stands here twice; merge the two", *where, "id", item=item)
        ids.add(fact["id"])


def _tables(folder: Path) -> Iterable[Problem]:
    """Yield where datapackage.json and the tables it describes disagree."""
    path = folder / "datapackage.json"
    name = display_path(path)
    try:
        resources: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["resources"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Problem(name, 1, "", f"cannot be read ({error}); it needs a list 'resources'")
        return
    described = {resource.get("path") for resource in resources}
    for table in sorted(folder.glob("*.csv")):
        if table.name not in described:
            yield Problem(name, 1, "", f"{table.name} is not described; add a resource with its columns")
    for resource in resources:
        fields = resource.get("schema", {}).get("fields", [])
        for field in fields:
            lacking = [key for key in COLUMN_FIELDS if not field.get(key)]
            if lacking:
                text = f"column {field.get('name')!r} of {resource.get('path')} lacks {', '.join(lacking)}"
                yield Problem(name, 1, "", text)
        try:
            with (folder / str(resource.get("path"))).open(encoding="utf-8", newline="") as file:
                header = next(csv.reader(file), [])
        except OSError as error:
            yield Problem(name, 1, "", f"{resource.get('path')} cannot be read ({error.strerror})")
            continue
        columns = [field.get("name") for field in fields]
        if header != columns:
            text = (
                f"{resource['path']} has the columns {', '.join(header)}; described are {', '.join(columns)}"
            )
            yield Problem(name, 1, "", text)
