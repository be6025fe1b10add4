"""What a grader sees in formgrader beside a learner's text: rubric and model answers. No learner sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory

from casework.grading.code_cells import tag_of
from casework.grading.desk import GradingDesk
from casework.grading.keys import keys_folder, rubric_homes
from casework.grading.matching import is_written
from casework.grading.rubrics import Rubric, rubric_of, rubric_table
from casework.grading.student_text import clean, html_block
from casework.markup import markdown
from casework.module import Module
from casework.questions import KeyFile
from casework.yaml_lines import ContentError

_SUMMARY = '<summary style="display:list-item;cursor:pointer">'  # formgrader's style takes the mark away
_HALF = "overflow-x:auto;flex:1 1 26em;min-width:0"
"""One of two halves that stand below each other where there is no room."""


class ShowRubric(Preprocessor):
    """
    Puts the rubric beside each text that a person reads, in formgrader's page of a submission.

    The page is made anew each time, so the rubric is the one of now; the graded notebook stays without it,
    and so do all pages that are made from it for learners.
    """

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with rubrics, or as it is where they cannot be read: a page must open."""
        if "submission_id" not in resources:  # not formgrader's page of a submission
            return nb, resources
        coursedir = CourseDirectory(parent=self.parent)
        desk = GradingDesk(parent=self.parent, coursedir=coursedir)
        try:
            module, keys = desk.source(resources["assignment_id"])
        except NbGraderException as error:
            self.log.warning("no rubric is shown: %s", str(error).splitlines()[0])
            return nb, resources
        homes = rubric_homes(desk.root, keys_folder(desk.root, desk.keys_folder))
        for cell in nb.cells:
            try:
                add_rubric(cell, module, keys, homes)
            except ContentError as error:
                self.log.warning("no rubric is shown: %s", error.problems[0])
        return nb, resources


def add_rubric(cell: dict[str, Any], module: Module, keys: KeyFile, homes: tuple[Path, ...]) -> None:
    """
    Put rubric and model answers beside a text that a person reads; leave any other cell alone.

    Raises:
        ContentError: the rubric's file has mistakes.
    """
    id_ = str(tag_of(cell).get("grade_id"))
    question = module.graded.questions.get(id_)
    free = question is not None and "rubric" in question.body
    if not tag_of(cell).get("grade") or not (is_written(cell) or free):
        return
    models = keys.reflections.get(id_, {}).get("model_answers", [])
    if free:  # its output has the rubric, which learners see too
        models = [why.text for why in keys.keys[id_].why.values()] if id_ in keys.keys else []
    rubric = None if free else rubric_of(id_, None, keys, homes)
    html = _beside(rubric, models)
    if not html:
        return
    if cell["cell_type"] == "code":
        for output in cell["outputs"]:
            if "text/html" in output.get("data", {}):
                output["data"]["text/html"] += html
        return
    halves = (clean(cell["source"]), html_block(html, "cw-grader"))
    shown = "".join(f'<div style="{_HALF}">{half}</div>' for half in halves)
    cell["source"] = f'<div style="display:flex;flex-wrap:wrap;gap:2em">{shown}</div>'


def _beside(rubric: Rubric | None, models: list[str]) -> str:
    """Return rubric, how to give points by criterion, and model answers, as HTML; empty without any."""
    parts = []
    if rubric:
        lines = ", ".join(f"<code>{one.id} {float(one.points):g}</code>" for one in rubric.criteria)
        parts = [
            rubric_table(rubric),
            f"<p>To show points by criterion, begin your comment with a line each, such as {lines}; "
            "they must add up to the score.</p>",
        ]
    for place, text in enumerate(models, 1):
        parts.append(f"<details>{_SUMMARY}Model answer {place}</summary>{markdown(text)}</details>")
    return "".join(parts)
