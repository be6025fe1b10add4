"""What `casework new` makes: a module's files, one question of any type, a case. Writing is writing.py's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote

from casework.grading.keys import keys_folder
from casework.module import CourseError, module_folders
from casework.scaffold.cells import cell, notebook_text, support_lines
from casework.scaffold.examples import example, yaml_of
from casework.scaffold.writing import Scaffold, write_new
from casework.types import TYPES
from casework.yaml_lines import display_path, read_text

_NAME = re.compile(r"\d\d(?:-[a-z0-9]+)+")


def new_module(root: Path, name: str, title: str) -> str:
    """Write the files of a new module and return one line for each, and what to do next."""
    if not _NAME.fullmatch(name):
        raise CourseError(
            f"module {name!r}: write two digits, a hyphen and lower-case words, such as 09-local-law"
        )
    if not title.strip() or "\n" in title:
        raise CourseError("the title is empty or has more than one line; write it in quotes")
    folder = root / "modules" / name
    if taken := [one.name for one in module_folders(root) if one.name[:3] == name[:3]]:
        raise CourseError(f"modules/{taken[0]} has the number {name[:2]}; ids begin with it, so take another")
    nn = name[:2]
    first = question(root, "single", name, False, f"m{nn}-p-first", new=True).entries
    graded = question(root, "single", name, True, f"m{nn}-g-first", new=True)
    case = _case(root, name)
    keys = keys_folder(root / "assessments") / f"{name}.yaml"
    words = {
        **{"nn": nn, "n": str(int(nn)), "name": name, "title": title.strip(), "support": support_lines(root)},
        "keys": f"{graded.entries[keys][1]}\n{case.entries[keys][1]}".rstrip("\n"),
        "anchor": quote(f"Module {nn}: {title.strip()}".replace(" ", "-"), safe=":'"),
        "graded_points": str(graded.cell["metadata"]["nbgrader"]["points"]),
        "case_points": str(case.cell["metadata"]["nbgrader"]["points"]),
    }
    made = {
        folder / f"{name}.ipynb": notebook_text(_filled("lesson.md", words)),
        **{
            path: f"module: {name}\nquestions:\n{block}"
            for path, (section, block) in (*first.items(), *graded.entries.items())
            if section == "questions"
        },
        folder / "case.yaml": _case_text(root, name),
        folder / "README.md": _filled("README.md", words),
        keys: _filled("keys.yaml", words),
        root / "assessments" / "rubrics" / f"m{nn}-reflection.yaml": _filled("rubric.yaml", words),
        root / "docs" / "instructor-notes" / f"{name}.md": _filled("notes.md", words),
    }
    write_new(made)
    return "\n".join(
        [*(f"{display_path(path)}: written" for path in made), "casework check names what is left"]
    )


def question(
    root: Path, type_: str, module: str, graded: bool, id_: str | None = None, new: bool = False
) -> Scaffold:
    """Return one question of a type for a module, a graded one with its key for the key file."""
    folder, prefix = root / "modules" / module, f"m{module[:2]}-"
    if not new:
        _there(folder)
    data = example(root, type_, f"{int(module[:2])}.1")
    id_ = id_ or f"{prefix}{'g' if graded else 'p'}-{type_}"
    if not re.fullmatch(rf"{prefix}[a-z0-9]+(?:-[a-z0-9]+)*", id_):
        raise CourseError(
            f"id {id_!r}: begin with {prefix!r}, then lower-case letters, digits, single hyphens"
        )
    _free(root, id_)
    key = data.pop("key") if graded else None
    path = folder / ("graded.yaml" if graded else "practice.yaml")
    entries = {path: ("questions", f"  - id: {id_}\n{yaml_of(data, 4)}")}
    if key:
        entries[_keys(root, module)] = ("keys", f"  {id_}:\n{yaml_of(key, 4)}")
    points = data["points"] if graded else None
    shown = cell("code", id_, f'ask("{id_}")', points, graded and TYPES[type_].by_hand)
    return Scaffold(module, entries, folder / f"{module}.ipynb", shown)


def new_case(root: Path, module: str, write: bool) -> str:
    """Return, or write, the case of a module that has none, the key of its graded step and its cell."""
    _there(root / "modules" / module)
    case, path = _case(root, module), root / "modules" / module / "case.yaml"
    if path.exists():
        raise CourseError(f"{display_path(path)} is there already; nothing was written")
    _free(root, f"m{module[:2]}-case")
    if not write:
        return f"# {display_path(path)}:\n{_case_text(root, module)}\n{case.shown()}"
    done = case.write()
    write_new({path: _case_text(root, module)})
    return f"{display_path(path)}: written\n{done}"


def _case(root: Path, module: str) -> Scaffold:
    """Return a case's cell and the key of its graded step."""
    id_, data = f"m{module[:2]}-case", example(root, "multiple", f"{int(module[:2])}.1")
    entries = {_keys(root, module): ("keys", f"  {id_}-s2:\n{yaml_of(data['key'], 4)}")}
    shown = cell("code", id_, f'case_study("{id_}")', data["points"])
    return Scaffold(module, entries, root / "modules" / module / f"{module}.ipynb", shown)


def _case_text(root: Path, module: str) -> str:
    outcome = f"{int(module[:2])}.1"
    graded = {name: value for name, value in example(root, "multiple", outcome).items() if name != "key"}
    practice = yaml_of(example(root, "single", outcome), 10).rstrip("\n")
    words = {
        "nn": module[:2],
        "name": module,
        "practice": practice,
        "graded": yaml_of(graded, 10).rstrip("\n"),
    }
    return _filled("case.yaml", words)


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = files("casework.scaffold").joinpath("templates", template).read_text(encoding="utf-8")
    return Template(text).substitute(words)


def _keys(root: Path, module: str) -> Path:
    return keys_folder(root / "assessments") / f"{module}.yaml"


def _there(folder: Path) -> None:
    if not _NAME.fullmatch(folder.name) or not folder.is_dir():
        raise CourseError(f"there is no module {folder.name!r}; make it with casework new module")


def _free(root: Path, id_: str) -> None:
    """Raise CourseError if a file of a module with that number has the id already, mistakes in it or not."""
    used = re.compile(rf"\bid: [\"']?{id_}[\"']?\s*(?:#.*)?$", re.MULTILINE)
    for path in sorted((root / "modules").glob(f"{id_[1:3]}-*/*.yaml")):
        if match := used.search(text := read_text(path)):
            line = text.count("\n", 0, match.start()) + 1
            raise CourseError(f"{display_path(path)}:{line}: the id {id_!r} is taken; name another with --id")
