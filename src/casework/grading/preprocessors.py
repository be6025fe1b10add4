"""The course's nbgrader preprocessors: each hands the notebook to a pure function. No rules here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import from_dict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from casework.answers import read_notebook, record_of
from casework.elsewhere import written_out
from casework.grading.desk import GradingDesk
from casework.grading.engine import mark
from casework.grading.errors import note_versions
from casework.grading.rebuild import rebuild
from casework.grading.release import cleared, folder_problems, notebook_problems
from casework.grading.run_code import RAN
from casework.grading.sets import handed_in, own_module
from casework.grading.submissions import read_answers_beside, read_submission
from casework.grading.versions import marked

Result = tuple[NotebookNode, Any]


def _node(notebook: Mapping[str, Any]) -> NotebookNode:
    """Return a notebook as nbgrader's steps expect it."""
    node: NotebookNode = from_dict(notebook)  # type: ignore[no-untyped-call]
    return node


class ClearRecord(NbGraderPreprocessor):
    """First in GenerateAssignment: takes out the answers and outputs of whoever tried the module."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Result:
        """Return the notebook as it is committed."""
        return _node(cleared(nb)), resources


class CheckRelease(NbGraderPreprocessor):
    """Last in GenerateAssignment: writes a form out; lets no key pass, and nothing that would not grade."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Result:
        """Return the notebook with the mark of its version, or end this release."""
        desk = GradingDesk.of(self.parent.parent)
        about = resources["nbgrader"]
        module, keys = desk.source(about["assignment"])
        folder = desk.folder(desk.coursedir.release_directory, ".", about["assignment"])
        if (graded := module.folder / "graded.yaml").is_file() and (text := written_out(graded)):
            (folder / graded.name).write_text(text, encoding="utf-8")
        shown, executed = f"release: {about['notebook']}.ipynb", desk.executes(about["assignment"])
        problems = notebook_problems(module, nb, keys, shown, executed, about["notebook"] == module.name)
        problems += folder_problems(folder, keys)
        if problems:
            desk.stop(problems)
        return _node(marked(nb, module)), resources


class RebuildFromRelease(NbGraderPreprocessor):
    """First of Autograde's sanitising: puts the learner's answers and texts into the released notebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Result:
        """Return the rebuilt notebook; ``nb`` is not used, the submitted file is read as data."""
        desk = GradingDesk.of(self.parent.parent)
        about = resources["nbgrader"]
        materials = desk.materials(about["assignment"])
        path = desk.submission(about["student"], about["assignment"]) / f"{about['notebook']}.ipynb"
        submitted, beside = read_notebook(read_submission(path)), read_answers_beside(path)
        answers = handed_in(submitted["metadata"], beside)
        module, notes = own_module(materials.module, answers, materials.code(about["student"]))
        programs = desk.executes(about["assignment"])
        rebuilt = rebuild(submitted, materials.released[about["notebook"]], module, beside, programs)
        if rebuilt.repairs:
            self.log.warning("%s: %s: repaired: %s", about["student"], path.name, "; ".join(rebuilt.repairs))
        for problem in (*notes, *rebuilt.problems):
            self.log.warning("%s: %s: %s", about["student"], path.name, problem)
        if rebuilt.version:
            self.log.warning("%s: %s: %s", about["student"], path.name, rebuilt.version)
        version = [(about["student"], path.name, rebuilt.version)] if rebuilt.version else []
        note_versions(desk.root, about["assignment"], [about["student"]], version)
        return _node(rebuilt.notebook), resources


class ScoreAnswers(NbGraderPreprocessor):
    """In place of Execute in Autograde, or after RunCode: scores the answer record; runs nothing."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Result:
        """Return the notebook with a score, or an error, in every graded code cell."""
        about = resources["nbgrader"]
        materials = GradingDesk.of(self.parent.parent).materials(about["assignment"])
        answers = record_of(nb["metadata"]).answers
        module, _ = own_module(materials.module, answers, materials.code(about["student"]))
        _, _, problems = mark(nb, module, materials.keys, materials.label, bool(resources.get(RAN)))
        for problem in problems:
            self.log.error("%s: %s", about["student"], problem)
        return _node(nb), resources
