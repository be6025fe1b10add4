"""Our exporters for nbgrader: checks before a run writes, feedback pages that fetch nothing. No scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbgrader
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbformat import from_dict
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests
from traitlets import Bool
from traitlets.config import Config

from casework.answers import record_of
from casework.grading.code_cells import asks
from casework.grading.desk import GradingDesk
from casework.grading.digests import submission_digest
from casework.grading.engine import mark
from casework.grading.errors import FILE, SubmissionError, note_versions, replace_errors
from casework.grading.key_versions import current_version
from casework.grading.keys import keys_folder
from casework.grading.notes import From, keep, note_from, prepare
from casework.grading.release import source_problems
from casework.grading.run_code import RunCode
from casework.grading.sets import own_module, set_error
from casework.grading.submissions import name_problem, submission_error
from casework.yaml_lines import ContentError


class ReleaseExporter(NotebookExporter):
    """
    Stands in for GenerateAssignment's exporter: refuses a module with mistakes before anything is written.

    nbgrader makes its exporter once, after it has found the notebooks and before it touches a file or the
    gradebook; an NbGraderException from here ends the run with exit code 1 and without a traceback.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        desk = GradingDesk.of(self.parent)
        assignment = desk.coursedir.assignment_id
        problems = source_problems(*desk.source(assignment), desk.executes(assignment))
        if problems:
            desk.stop([*problems, f"{assignment}: not released; correct the above first"])


class SubmissionExporter(NotebookExporter):
    """Stands in for Autograde's exporter: takes what cannot be graded out of the run."""

    optimistic_validation = Bool(True, help="Validate the notebook once, after the last step.")

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        self.converter: Any = self.parent
        self.desk = GradingDesk.of(self.converter)
        if self.desk.executes(self.desk.coursedir.assignment_id):
            self.log.warning(RunCode(parent=self.converter).sandbox(self.desk).words)
        self._refuse()

    def from_file(self, file_stream: Any, resources: Any = None, **settings: Any) -> Any:
        """
        Start the preprocessors with an empty notebook where the file is a learner's.

        RebuildFromRelease reads that file in its own way; nbformat would first try to understand it.
        """
        if self.converter._sanitizing:  # nbgrader has no public name for the first of its two passes
            empty = new_notebook()  # type: ignore[no-untyped-call]
            return self.from_notebook_node(empty, resources=resources, **settings)  # type: ignore[no-untyped-call]
        done = super().from_file(file_stream, resources=resources, **settings)
        self._note(resources["nbgrader"]["student"])
        return done

    def _note(self, student: str) -> None:
        """Note what a submission was graded from, after its grades: `casework regrade` asks for it."""
        coursedir = self.desk.coursedir
        files = submission_digest(self.desk.submission(student, coursedir.assignment_id))
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            prepare(gradebook.engine)
            keep(gradebook.db, self.version)
            graded = gradebook.find_submission(coursedir.assignment_id, student)
            note_from(gradebook.db, {graded.id: From(files, self.version.digest)})
            gradebook.db.commit()

    def _refuse(self) -> None:
        """Find every submission of this run that cannot be graded; log it, note it, leave it out."""
        coursedir = self.desk.coursedir
        assignment = coursedir.assignment_id
        materials = self.desk.materials(assignment)
        keys = keys_folder(self.desk.root, self.desk.keys_folder)
        self.version = current_version(materials.module, keys)
        expected = [f"{name}.ipynb" for name in materials.released]
        taken = self.desk.source_files(assignment)
        seen: list[tuple[str, str]] = []
        errors: list[SubmissionError] = []
        for folder, student in self.desk.submissions(assignment):
            seen.append((student, assignment))
            place = self.desk.submission(student, assignment)
            error = submission_error(place, student, assignment, expected, taken) or set_error(
                place, student, assignment, expected, materials.module, materials.code(student)
            )
            if error:
                self.log.error(str(error))
                errors.append(error)
                self.converter.assignments.pop(folder, None)
        replace_errors(self.desk.root / FILE, seen, errors)
        note_versions(self.desk.root, assignment, [error.student for error in errors], [])
        if errors and self.converter.create_student:
            # Without an entry of their own they would be missing from the exported grades.
            with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
                for error in errors:
                    if not name_problem(error.student):
                        gradebook.update_or_create_student(error.student)
        if errors and not self.converter.assignments:
            self.desk.stop([f"{assignment}: nothing was graded; see {FILE}"])


class FeedbackExporter(HTMLExporter):
    """
    Stands in for GenerateFeedback's exporter: the same pages, which fetch nothing.

    nbgrader's pages load scripts from a public server, which so learns who reads feedback when. The settings
    are of this class alone: formgrader makes its own pages with HTMLExporter's.
    """

    def __init__(self, **settings: Any) -> None:
        own = Config()
        templates = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
        own.FeedbackExporter.template_name = "offline_feedback"
        own.FeedbackExporter.extra_template_basedirs = [
            str(Path(__file__).parent / "templates"),
            str(templates),
        ]
        config = settings.pop("config", None) or Config()
        own.FeedbackExporter.preprocessors = []  # HTMLExporter's are for graders' eyes
        merged = Config(config)
        merged.merge(own)
        super().__init__(config=merged, **settings)  # type: ignore[no-untyped-call]
        for script in ("require_js_url", "jquery_url", "mathjax_url", "mermaid_js_url"):
            setattr(self, script, "data:text/javascript,")
        self._refuse()

    def from_notebook_node(self, nb: Any, resources: Any = None, **settings: Any) -> Any:
        """
        Make the page; without reasons where the module's feedback is points, whatever it was when graded.

        It never becomes wider here: what was graded without reasons shows them when it is graded again.
        """
        desk = GradingDesk.of(self.parent)
        about = resources["nbgrader"]
        assignment = about["assignment"]
        try:
            module = desk.module(assignment)
        except ContentError as error:
            desk.stop([str(problem) for problem in error.problems])
        if module.graded.feedback == "points":
            module, keys = desk.source(assignment)
            if module.graded.variants:
                code = desk.materials(assignment).code(about["student"])
                module, _ = own_module(module, record_of(nb["metadata"]).answers, code)
            mark(nb, module, keys, code_tests=True)
            _close(nb)
            nb = from_dict(nb)  # type: ignore[no-untyped-call]
        return super().from_notebook_node(nb, resources, **settings)

    def _refuse(self) -> None:
        """Leave out who has the answers of another learner's questions: one line each, and no page."""
        converter: Any = self.parent
        desk = GradingDesk.of(converter)
        coursedir = desk.coursedir
        assignment = coursedir.assignment_id
        try:
            if not desk.module(assignment).graded.variants:
                return
        except ContentError as error:
            desk.stop([str(problem) for problem in error.problems])
        materials = desk.materials(assignment)
        expected = [f"{name}.ipynb" for name in materials.released]
        for _, student in desk.submissions(assignment):
            place = desk.folder(coursedir.autograded_directory, student, assignment)
            found = set_error(place, student, assignment, expected, materials.module, materials.code(student))
            if found:
                self.log.error("%s; no page is made", found)
                converter.assignments.pop(str(place), None)


def _close(nb: Any) -> None:
    """Take hidden tests out of code that was run, and what it put out: a program can print its test."""
    clear = ClearHiddenTests()
    for index, cell in enumerate(nb.cells):
        if cell.cell_type == "code" and not asks(cell):
            clear.preprocess_cell(cell, {}, index)
            cell.outputs = []
