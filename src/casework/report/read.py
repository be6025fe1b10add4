"""Reads a class's work at one assignment: gradebook, records as handed in, keys. No statistics, no names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from casework.answers import Answer, UnreadableNotebook, merge, read_notebook, record_of
from casework.grading.errors import FILE as ERRORS
from casework.grading.errors import read_errors
from casework.grading.keys import keys_folder, module_keys
from casework.grading.sets import ALIASES, read_aliases
from casework.grading.submissions import read_answers_beside, read_submission
from casework.items import Key
from casework.module import CourseError, Module, load_module, module_folders
from casework.records import read_folder
from casework.report.cells import shown, some
from casework.report.gradebook import FILE, Grade, read_grades
from casework.report.sittings import Asked, ClassRecord, Sitting
from casework.scoring import score
from casework.types import type_of

STEPS = ("submitted", "autograded")
"""Folders of nbgrader's layout that hold a record; the first as it was handed in."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class Handed:
    """A notebook as it was handed in: its answers, and the ids that its cells and their tags name."""

    answers: Mapping[str, Answer]
    ids: frozenset[str]
    problems: int = 0


def read_class(root: Path, assignment: str) -> ClassRecord:
    """
    Read a class's work.

    Raises:
        CourseError: no such assignment, nothing graded in it, no gradebook, or one that cannot be read.
        ContentError: mistakes in the module's files or keys.
    """
    module = find_module(root, assignment)
    rooms = root / "assessments"
    keys = module_keys(keys_folder(rooms), module).keys
    if not module.graded_questions:
        raise CourseError(f"{assignment}: nothing in it is graded, so there is nothing to report")
    grades = read_grades(rooms / FILE, assignment)
    aliases = read_aliases(rooms / ALIASES) if module.graded.variants else {}
    asked = tuple(_asked(module, keys, grades))
    sittings, tally, strangers = [], Counter[str](), Counter[str]()
    found: set[str] = set()
    for learner, cells in sorted(grades.items()):
        if not cells:
            continue
        handed = read_handed(rooms, learner, assignment)
        if handed is None:
            tally["lost"] += 1
        else:
            found.add(learner)
        drawn = module.graded.variants.chosen(aliases.get(learner, learner))
        cells = _by_question(cells, drawn)
        if handed:
            theirs = {id_ for slot, id_ in drawn.items() if slot in handed.ids}
            handed = replace(handed, ids=handed.ids | theirs)
        sitting = _sitting(module, asked, learner, cells, handed)
        tally["other"] += _differs(asked, sitting, cells)
        if handed:
            known = {*module.questions, *module.cases}
            own = [id_ for id_ in handed.answers if id_.startswith(prefix(module)) and id_ not in known]
            strangers.update(own)
            tally["broken"] += handed.problems
        if not _said_anything(asked, sitting):
            tally["blank"] += 1
            continue
        sittings.append(sitting)
    errors = [one for one in read_errors(rooms / ERRORS) if one.assignment == assignment]
    waiting = _not_graded(rooms, assignment, {*grades, *(one.student for one in errors)})
    # No one person's choices may follow from two figures: all who count have a notebook, or nobody has.
    with_notebook = tuple(one for one in sittings if one.learner in found)
    notes = tuple(_notes(assignment, tally, strangers, len(errors), waiting))
    return ClassRecord(
        module,
        read_folder(module.folder).title,
        asked,
        with_notebook or tuple(sittings),
        notes,
        bool(with_notebook),
    )


def find_module(root: Path, name: str) -> Module:
    """
    Return a module by the name of its folder.

    Raises:
        CourseError: there is none.
    """
    names = [folder.name for folder in module_folders(root)]
    if name not in names:
        near = get_close_matches(name, names, n=3, cutoff=0.4) or names
        raise CourseError(
            f"no assignment {name!r}; near it are {', '.join(near)}. Name a folder of modules/."
        )
    return load_module(root / "modules" / name)


def read_handed(rooms: Path, learner: str, assignment: str) -> Handed | None:
    """Return a learner's notebook with the answers beside it, or None where there is none to be read."""
    if Path(learner).name != learner:  # a name from the gradebook must not lead out of the folder
        return None
    for step in STEPS:
        path = rooms / step / learner / assignment / f"{assignment}.ipynb"
        try:
            notebook = read_notebook(read_submission(path))
        except UnreadableNotebook:
            continue
        record, beside = record_of(notebook["metadata"]), read_answers_beside(path)
        answers = merge(record.answers, beside.answers) if beside else record.answers
        problems = len(record.problems) + (len(beside.problems) if beside else 0)
        return Handed(
            answers, frozenset(_ID.findall("\n".join(map(_cell_text, notebook["cells"])))), problems
        )
    return None


def prefix(module: Module) -> str:
    """Return how the ids of a module begin, as "m02-"; all that its questions share where they share it."""
    firsts = {f"{id_.partition('-')[0]}-" for id_ in module.questions}
    return firsts.pop() if len(firsts) == 1 else "\0"


def _asked(
    module: Module, keys: Mapping[str, Key], grades: Mapping[str, Mapping[str, Grade]]
) -> Iterator[Asked]:
    for id_, question in module.graded.questions.items():
        by_hand = type_of(question).by_hand
        yield Asked(id_, question, keys[id_], float(question.points), by_hand=by_hand)
    for case in module.cases.values():
        for id_, question in case.graded_questions.items():
            yield Asked(id_, question, keys[id_], float(question.points), case.id, type_of(question).by_hand)
    # Texts written in a cell have no question, nor have tests of code: the gradebook alone knows them.
    known = {*module.graded.questions, *module.graded.variants.slots, *module.cases}
    other = {name: one for cells in grades.values() for name, one in cells.items() if name not in known}
    for name, one in sorted(other.items()):
        if one.of > 0:
            yield Asked(name, None, None, one.of, by_hand=not one.code)


def _sitting(
    module: Module, asked: Collection[Asked], learner: str, cells: Mapping[str, Grade], handed: Handed | None
) -> Sitting:
    """Return a learner's points at what they were asked: by the gradebook, steps of cases by the record."""
    points: dict[str, float | None] = {}
    answers = handed.answers if handed else {}
    responses = {id_: answer.response for id_, answer in answers.items()}
    routes = {
        id_: {step.id for step in case.route(responses, responses.get(id_))}
        for id_, case in module.cases.items()
    }
    for one in asked:
        cell = one.case or one.id
        if cell not in cells or (handed and cell not in handed.ids):
            continue  # an older version of the module, a deleted cell, drawn for others: not asked
        if not one.case:
            points[one.id] = cells[cell].points
        elif handed and one.id in routes[one.case] and one.question and one.key:
            points[one.id] = score(one.question, one.key, responses.get(one.id)).points
    return Sitting(learner, points, answers)


def _by_question(cells: Mapping[str, Grade], drawn: Mapping[str, str]) -> Mapping[str, Grade]:
    """Return a learner's grades by question where one was drawn for a cell, else by cell."""
    return {drawn.get(name, name): grade for name, grade in cells.items()}


def _differs(asked: Collection[Asked], sitting: Sitting, cells: Mapping[str, Grade]) -> int:
    """Return at how many questions the gradebook's own mark is not what the record gives by these keys."""
    count = 0
    for one in asked:
        answer = sitting.answers.get(one.id)
        if one.question and one.key and answer and one.id in sitting.points and not (one.case or one.by_hand):
            auto = cells[one.id].auto
            now = score(one.question, one.key, answer.response).points
            count += auto is None or abs(auto - now) > 1e-6
    return count


def _said_anything(asked: Collection[Asked], sitting: Sitting) -> bool:
    """Return whether anything with points was answered, or has points."""
    if any(sitting.points.get(one.id) != 0.0 and one.id in sitting.points for one in asked):
        return True
    return any(
        one.question
        and one.id in sitting.answers
        and score(one.question, one.key, sitting.answers[one.id].response).state
        not in ("blank", "unreadable")
        for one in asked
        if one.key
    )


def _cell_text(cell: Any) -> str:
    """Return a cell's text and its tag's name; anything may stand in a submission."""
    if not isinstance(cell, dict):
        return ""
    source, metadata = cell.get("source"), cell.get("metadata")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    tag = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return f"{text} {tag.get('grade_id')}" if isinstance(tag, dict) else text


def _not_graded(rooms: Path, assignment: str, known: Collection[str]) -> int:
    """Return how many learners have handed in and are in no gradebook yet."""
    return sum(
        path.parent.parent.name not in known
        for path in (rooms / STEPS[0]).glob(f"*/{assignment}/{assignment}.ipynb")
    )


def _notes(
    assignment: str, tally: Counter[str], strangers: Counter[str], errors: int, waiting: int
) -> Iterator[str]:
    """Yield what was left out, in words; numbers of people follow the rule for small cells."""
    again = f"Type `nbgrader autograde {assignment}`"
    if waiting:
        yield f"Handed in but not graded: {some(waiting)}. {again}, then make this report again."
    if errors:
        yield f"Could not be graded: {some(errors)}; see {ERRORS}."
    if tally["blank"]:
        yield f"Handed in without an answer: {some(tally['blank'])}. They are in no figure."
    if tally["lost"]:
        count = some(tally["lost"])
        yield f"No notebook that can be read: {count}. They are in no figure that needs one."
    if tally["broken"]:
        yield f"Answers that cannot be read: {some(tally['broken'])}. They are left out."
    if tally["other"]:
        count = some(tally["other"])
        yield f"Points that are not what the answers give by the keys of today: {count}. {again} --force."
    if strangers:
        named = sorted(id_ for id_, count in strangers.items() if shown(count))
        names = f" ({', '.join(named[:5])})" if named else ""  # an id that few have may be anybody's words
        count = some(sum(strangers.values()))
        yield f"Answers to questions that this version does not have: {count}{names}. They are left out."
