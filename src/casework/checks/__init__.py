"""Checks the whole course and says what is wrong; each kind of file has its module. Changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from casework import markup
from casework.checks import blueprint as plans
from casework.checks import reading
from casework.checks.citations import check_citations
from casework.checks.content import check_items, check_keys, check_module, known_keys
from casework.checks.coverage import POINTS, check_coverage, cited_points, read_points
from casework.checks.data import check_data
from casework.checks.final_test import check_final
from casework.checks.notebooks import check_notebook
from casework.checks.page_form import check_form
from casework.checks.pages import read_page
from casework.checks.places import Places, places_of
from casework.checks.translated import check_translations
from casework.checks.unfinished import check_unfinished, files_to_finish
from casework.checks.varied import check_varied
from casework.checks.wording import check_wording
from casework.checks.words import check_terms, check_words
from casework.comparisons import FILE as COMPARE
from casework.grading.executed import FIELD, executed
from casework.grading.executed import FILE as GRADE
from casework.grading.keys import keys_folder
from casework.module import FILES, Module, load_module, module_folders
from casework.questions import named
from casework.references import FILE as LIBRARY
from casework.sources import find_data
from casework.types import type_of
from casework.yaml_lines import ContentError, Problem, display_path

PAGES = (
    *("README.md", "modules/*/README.md", "docs/*.md", "docs/instructor-notes/*.md"),
    "docs/instructor/*.md",
    *("data/*.yaml", "data/*.csv", "data/*.md", "assessments/rubrics/*.yaml"),
)
"""What is read, besides lessons and questions, by learners and those who teach them."""


@dataclass(frozen=True)
class Report:
    """What a check found: the problems, one line of counts for every module, and what was left out."""

    problems: tuple[Problem, ...]
    counts: tuple[str, ...]
    notes: tuple[str, ...] = ()


def check_course(root: Path) -> Report:
    """
    Check every content file below ``root``.

    Args:
        root: the folder that holds modules/, data/ and, in an instructor's copy, assessments/. A course
            without data of its own uses the nearest data folder above it.
    """
    data = root / "data"
    data = data if data.is_dir() else find_data(root) or data
    locators, problems = check_data(data)
    terms, mistakes = check_terms(data, locators)
    problems += mistakes
    rooms = root / "assessments"
    blueprint, mistakes = plans.read_blueprint(rooms / plans.FILE)
    problems += mistakes
    problems += check_wording(None, (path for name in PAGES for path in sorted(root.glob(name))))
    count = reading.counter()
    folders, points = module_folders(root), read_points(data / POINTS)
    try:
        code = executed(rooms)
    except ContentError as error:
        code, problems = frozenset(), [*problems, *error.problems]
    for name in sorted(code - {folder.name for folder in folders}):
        text = f"{FIELD} names {name}, which is no module; correct the name or remove it"
        problems.append(Problem(display_path(rooms / GRADE), 1, "", text))
    modules: dict[str, Module] = {}
    places: dict[str, Places] = {}
    counts: list[str] = []
    seen: dict[str, str] = {}
    for folder in folders:
        page = read_page(folder)
        problems += check_words(folder, terms, locators)
        files = _content_files(folder, rooms)
        problems += check_wording(page, files)
        problems += check_unfinished(files_to_finish(root, folder, files))
        if page:
            problems += check_form(page, folder)
            problems += check_citations(page)
        if count:
            problems += reading.check_reading(page, files, count)
        try:
            module = load_module(folder)
        except ContentError as error:
            problems += error.problems
            continue
        problems += check_module(module, locators)
        problems += _unique(module, seen)
        problems += check_notebook(module, module.name in code)
        for path in sorted(folder.glob("*.ipynb")) if module.name in code else ():
            if path.stem != module.name:
                problems += check_notebook(module, True, path.stem)
        problems += check_keys(module, rooms, locators)
        keys = known_keys(module, rooms)
        problems += check_items(module, keys, points)
        problems += check_varied(module, keys)
        problems += plans.check_blueprint(module, blueprint)
        modules[module.name] = module
        places[module.name] = places_of(module, page, keys, terms)
        counts.append(_counts(module))
    problems += check_translations(root, folders)
    if len(modules) == len(folders):  # else what is missing has its own line already
        whole = rooms.is_dir()
        problems += [problem for one in modules.values() for problem in check_final(one, modules, whole)]
        problems += check_coverage(root, points, cited_points(data / LIBRARY), places)
    return Report(tuple(sorted(problems)), tuple(counts), () if count else (reading.LEFT_OUT,))


def _content_files(folder: Path, rooms: Path) -> list[Path]:
    """Return the files that hold a module's texts beside its notebook, the keys where this copy has them."""
    keys = keys_folder(rooms) / f"{folder.name}.yaml"
    return [path for path in (*(folder / name for name in (*FILES, COMPARE)), keys) if path.is_file()]


def _unique(module: Module, seen: dict[str, str]) -> list[Problem]:
    """Return a problem for every id that an earlier module, or another file of this one, already has."""
    practice, graded, cases = module.practice.questions, module.graded.questions, module.cases
    entries = [(q.id, q.file, q.line) for q in (*practice.values(), *graded.values())]
    for slot, pool in module.graded.variants.slots.items():
        entries.append((slot, graded[pool[0]].file, 1))
    for case in cases.values():
        entries += [
            (case.id, case.file, case.line),
            *((id_, case.file, line) for id_, line in case.places),
        ]
    problems = []
    for id_, file, line in entries:
        if id_ in seen:
            text = f"this id is taken at {seen[id_]}; ids are permanent and unique in the course"
            problems.append(Problem(file, line, named(id_), text))
        seen.setdefault(id_, f"{file}:{line}")
    return problems


def _counts(module: Module) -> str:
    """Return one line that says what a module holds."""
    graded = module.graded.questions
    outcomes = Counter(question.outcome for question in graded.values())
    spread = ", ".join(f"{outcome}: {number}" for outcome, number in sorted(outcomes.items()))
    alone = [q.points for q in module.graded.asked if not type_of(q).by_hand]
    paths = [case.graded_points for case in module.cases.values()]  # what one path offers, not all branches
    points = sum([*alone, *paths])
    steps = sum(len(case.steps) for case in module.cases.values())
    changes = sum(len(case.changes) for case in module.cases.values())
    return (
        f"{display_path(module.folder)}: {_number(len(module.practice.questions), 'practice question')}, "
        f"{len(graded)} graded{f' ({spread})' if spread else ''}, "
        f"{_number(len(module.cases), 'case study', 'case studies')} with {_number(steps, 'step')} and "
        f"{_number(changes, 'change')}, {markup.points_text(float(points))} marked by machine"
    )


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or f'{one}s'}"
