"""Marking on the spot where keys are at hand: joins hand-in panel and engine. Scores nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any

from casework import markup
from casework.answers import (
    PREFIX,
    Answer,
    UnreadableNotebook,
    merge,
    read_notebook,
    read_sidecar,
    record_of,
    sidecar_path,
)
from casework.grading.code_cells import is_code_test
from casework.grading.engine import full_points, graded_parts, mark
from casework.grading.keys import keys_folder, module_keys
from casework.items import exact
from casework.languages import _
from casework.module import CourseError, Module, find_folder, load_module, running_notebook
from casework.outcomes import outcome_table
from casework.sources import labeller
from casework.tries import form_of, record_try
from casework.types import type_of
from casework.variants import running_code
from casework.widgets.hand_in import HandIn, state_of
from casework.widgets.personal import Personal
from casework.yaml_lines import ContentError

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}}
section{{border-top:1px solid #999;margin-top:1.5rem}} :root{{color-scheme:light dark}}</style></head>
<body><h1>{title}</h1>{body}</body></html>
"""


def hand_in() -> HandIn | Personal:
    """
    Show what is answered in this notebook, how to hand it in and, where the keys are at hand, "Mark it now".

    Raises:
        CourseError: the notebook is not in its module's folder, or a file beside it has a mistake.
    """
    notebook = running_notebook()
    try:
        module = load_module(find_folder(notebook))
    except ContentError as error:
        raise CourseError(str(error.problems[0])) from None
    if not module.graded.variants:
        return _panel(module, notebook)
    return Personal(lambda code: _panel(module.of(code), notebook), module.folder, notebook)


def _panel(module: Module, notebook: Path | None) -> HandIn:
    """Return the panel of a module, as one learner gets it."""
    paths = {id_: case for id_, case in module.cases.items() if case.branches and case.graded_points}
    name = notebook.name if notebook else f"{module.name}.ipynb"

    def marker(answers: Mapping[str, Answer]) -> str:
        try:
            return mark_form(module, answers) if form_of(module) else mark_answers(module, answers).html
        except (CourseError, ContentError) as error:
            return f"<p>{escape(str(error))}</p>"

    return HandIn(name, module.graded_questions, marker if keys_of(module).is_dir() else None, paths)


@dataclass(frozen=True)
class Marked:
    """What marking came to: points of those a machine can give, those of each graded cell, a page in HTML."""

    points: float
    full: float
    scores: Mapping[str, float | None]
    html: str

    @property
    def words(self) -> str:
        """The points in words."""
        return markup.earned_text(self.points, self.full)


def mark_form(module: Module, answers: Mapping[str, Answer]) -> str:
    """
    Mark a form of the final test, keep the try in the learner's record, and return what came of it as HTML.

    A form that is not answered to the end is not marked: a try would be lost by pressing too soon.

    Raises:
        CourseError, ContentError: as `mark_answers`.
    """
    questions = module.graded_questions.values()
    left = sum(state_of(one, answers) != "given" for one in questions)
    if left:
        said = _("Not marked yet: {left} of {all} questions have no complete answer.")
        return f"<p>{said.format(left=left, all=len(questions))}</p>"
    marked = mark_answers(module, answers)
    verdict = record_try(module, answers, marked.points, marked.full)
    return f"<p><b>{escape(verdict)}</b></p>{marked.html}"


def mark_answers(module: Module, answers: Mapping[str, Answer]) -> Marked:
    """
    Mark answers by the keys of this copy.

    Where the module gives points alone, its page has a line an outcome, and nothing of single questions.

    Raises:
        CourseError: the module's notebook cannot be read.
        ContentError: this copy's keys are missing or do not fit.
    """
    path = module.folder / f"{module.name}.ipynb"
    try:
        notebook = read_notebook(path.read_bytes())
    except (OSError, UnreadableNotebook) as error:
        raise CourseError(f"{path.name}: {error}") from None
    notebook["metadata"] = {f"{PREFIX}{id_}": answer.to_json() for id_, answer in answers.items()}
    keys = module_keys(keys_of(module), load_module(module.folder))  # of every learner's questions
    scores, feedback, problems = mark(notebook, module, keys, labeller(module.folder), True)
    by_machine = [id_ for id_ in scores if not any(type_of(one).by_hand for one in graded_parts(module, id_))]
    full = sum(float(full_points(module, id_)) for id_ in by_machine)
    points = float(sum((exact(score or 0.0) for score in scores.values()), Fraction(0)))
    shares: dict[str, tuple[Fraction, Fraction]] = {}
    for id_ in by_machine:
        if question := module.graded.at(id_):
            earned, of = shares.get(question.outcome, (Fraction(0), Fraction(0)))
            shares[question.outcome] = earned + exact(scores[id_] or 0.0), of + question.points
    notes = "".join(f"<p>{escape(problem)}</p>" for problem in problems)
    if any(map(is_code_test, notebook["cells"])):
        notes += f"<p>{_('Tests of code are not counted here.')}</p>"
    if module.graded.feedback == "reasons":
        written = f"<p>{_('Texts that a person marks are not counted here.')}</p>"
        body = f"{written}{notes}{''.join(feedback.values())}"
    else:
        body = notes + outcome_table(
            module.folder, {id_: (float(earned), float(of)) for id_, (earned, of) in sorted(shares.items())}
        )
    total = markup.earned_text(points, full)
    return Marked(points, full, scores, f"<h2>{_('Your result:')} {total}</h2>{body}")


def mark_file(path: Path) -> str:
    """
    Mark one notebook file and write the feedback beside it as a page.

    Returns:
        One line: the score, and where the feedback is.

    Raises:
        CourseError: the file is no notebook of a module whose keys are in this copy.
    """
    try:
        notebook = read_notebook(path.read_bytes())
    except UnreadableNotebook as error:
        raise CourseError(f"{path}: {error}") from None
    module = load_module(path.resolve().parent)
    if not module.graded_questions:
        raise CourseError(f"{path}: no graded.yaml beside it; mark the notebook in its module's folder")
    answers = answers_of(path, notebook)
    if module.graded.variants:
        code = running_code(answers)
        if not code:
            raise CourseError(
                f"{path}: no student code in it, so nobody's questions; type it in the notebook"
            )
        module = module.of(code)
    marked = mark_answers(module, answers)
    page = path.with_suffix(".feedback.html")
    page.write_text(PAGE.format(title=f"{escape(module.name)}: feedback", body=marked.html), encoding="utf-8")
    return f"{path.name}: {marked.words}; feedback in {page}"


def answers_of(path: Path, notebook: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the answers in a notebook and in the second file beside it."""
    return merge(record_of(notebook["metadata"]).answers, read_sidecar(sidecar_path(path)).answers)


def keys_of(module: Module) -> Path:
    """Return the folder of keys that belongs to the copy of the course in which the module lies."""
    return keys_folder(module.folder.parent.parent / "assessments")
