"""Whose set of questions a submission is graded by: the collection's id decides, a typed code never does."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from casework.answers import Answer, Record, UnreadableNotebook, merge, read_notebook, record_of
from casework.grading.errors import SubmissionError
from casework.grading.submissions import present, read_answers_beside, read_submission
from casework.module import Module
from casework.variants import code_in, normal
from casework.yaml_lines import ContentError, Problem, display_path

ALIASES = "aliases.csv"
"""In the instructor's room: which code stands for a student, where it is not the name of their folder."""
HEADER = ["student", "code"]
LONGEST = 20
"""Characters of a code in a message."""
_REMEDY = f"if theirs, add STUDENT,CODE to {ALIASES}, grade again; else ask them"


class WrongSet(UnreadableNotebook):
    """A record with the answers of another set; ``str()`` says which, and what to do, in one line."""


def read_aliases(path: Path) -> dict[str, str]:
    """
    Return student -> the code that draws their questions; nothing where there is no such file.

    Raises:
        ContentError: it is no table of these two columns, or says two things of one student.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(
            [Problem(display_path(path), 1, "", f"cannot be read as text ({error})")]
        ) from None
    rows = list(csv.reader(text.splitlines()))
    shown = display_path(path)
    if not rows or rows[0] != HEADER:
        raise ContentError([Problem(shown, 1, "", "the first line must be student,code")])
    found: dict[str, str] = {}
    problems = []
    for number, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(HEADER) or not all(cells):
            text = "a line has a student's folder and a code, with a comma between them"
            problems.append(Problem(shown, number, "", text))
        elif found.setdefault(cells[0], cells[1]) != cells[1]:
            problems.append(Problem(shown, number, "", f"{cells[0]!r} has two codes; keep one"))
    if problems:
        raise ContentError(problems)
    return found


def own_module(module: Module, answers: Mapping[str, Answer], code: str) -> tuple[Module, tuple[str, ...]]:
    """
    Return the module as the learner of a submission got it, and what is to be said of it, in words.

    Args:
        answers: as they were handed in; the code among them is a claim.
        code: what the learner is known by: the name of their folder, or its alias.

    Raises:
        WrongSet: the answers are those of another set of questions.
    """
    variants = module.graded.variants
    if not variants:
        return module, ()
    claim = code_in(answers)
    other = bool(claim) and normal(claim) != normal(code)
    drawn = set(variants.chosen(code).values())
    answered = {id_ for id_ in variants.pooled if id_ in answers and answers[id_].response}
    typed = f"the student code typed in it is {_short(claim)}, not {_short(code)}"
    if other and answered - drawn:
        raise WrongSet(f"{typed}, and it answers that code's questions; {_REMEDY}")
    if answered and not answered & drawn:
        raise WrongSet(f"it answers none of the questions drawn for {_short(code)}, but others; {_REMEDY}")
    notes = (f"{typed}; it answers no question of another set, so it is graded",) if other else ()
    return module.of(code, claim or code), notes


def set_error(
    folder: Path, student: str, assignment: str, expected: Collection[str], module: Module, code: str
) -> SubmissionError | None:
    """Return why a submission that can be read has the answers of another set, or None."""
    if not module.graded.variants:
        return None
    for name in present(folder, expected):
        path = folder / name
        try:
            metadata = read_notebook(read_submission(path))["metadata"]
            own_module(module, handed_in(metadata, read_answers_beside(path)), code)
        except UnreadableNotebook as error:
            return SubmissionError(student, assignment, name, str(error))
    return None


def handed_in(metadata: Mapping[str, Any], sidecar: Record | None) -> Mapping[str, Answer]:
    """Return the answers in a notebook's metadata and in the file beside it."""
    answers = record_of(metadata).answers
    return merge(answers, sidecar.answers) if sidecar else answers


def _short(code: str) -> str:
    """Return a code in quotes, short enough to leave room in an error's one line for what to do."""
    text = repr(code)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
