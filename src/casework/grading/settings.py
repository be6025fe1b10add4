"""nbgrader's settings as `nbgrader autograde` reads them, for the fast door beside it. Grades nothing."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Any

from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, LimitOutput, SaveAutoGrades
from traitlets import Bool, Unicode
from traitlets.utils.importstring import import_item

from casework.grading.exporters import SubmissionExporter
from casework.grading.preprocessors import RebuildFromRelease, ScoreAnswers
from casework.grading.run_code import RestoreTests, RunCode
from casework.module import CourseError

CONFIG = "nbgrader_config.py"
UNFINISHED = ".unfinished"
"""Beside the autograded submissions: what is not yet in its place. nbgrader's patterns do not see it."""
SANITIZE: list[Any] = [RebuildFromRelease, RestoreTests]
AUTOGRADE: list[Any] = [RunCode, ScoreAnswers, LimitOutput, SaveAutoGrades, AssignLatePenalties]


class _Settings(AutogradeApp):
    """The settings of ``nbgrader autograde``, without its command line."""

    raise_config_file_errors = Bool(True)  # nbgrader carries on with its defaults
    log_format = Unicode("%(message)s")


class Converter(Autograde):
    """
    nbgrader's autograding with the submissions' new folders in a place of their own.

    What it says of folders, files beside a notebook and permissions holds here too; it converts nothing.
    """

    assessments = Path()
    """The folder whose settings these are, as a whole path."""

    @property
    def _input_directory(self) -> str:
        return str(self.coursedir.submitted_directory)

    @property
    def _output_directory(self) -> str:
        return f"{self.coursedir.autograded_directory}/{UNFINISHED}"

    def new_folder(self, student: str, assignment: str) -> Path:
        """Return where a submission's autograded folder is made."""
        return Path(os.path.abspath(self._format_dest(assignment, student)))

    def final_folder(self, student: str, assignment: str) -> Path:
        """Return where ``nbgrader autograde`` puts a submission."""
        step = self.coursedir.autograded_directory
        return Path(os.path.abspath(self.coursedir.format_path(step, student, assignment)))

    @property
    def unfinished(self) -> Path:
        """The folder that holds every new folder, and nothing else of worth."""
        return Path(
            os.path.abspath(Path(self.coursedir.root, self.coursedir.autograded_directory, UNFINISHED))
        )

    def fingerprint(self) -> str:
        """Return a text that changes with any setting that may change a grade; not with the folder."""
        return repr(
            [
                (section, name, getattr(value, "__qualname__", None) or repr(value))
                for section, settings in sorted(self.config.items())
                if section != CourseDirectory.__name__
                for name, value in sorted(settings.items())
            ]
        )


def read_settings(assessments: Path) -> Converter:
    """
    Return nbgrader's converter with a course's settings, as ``nbgrader autograde`` has them there.

    Raises:
        CourseError: the settings cannot be read, or name steps of grading that only nbgrader itself takes.
    """
    converter = course_converter(assessments, "casework grade")
    strange = _strangers(converter)
    if strange:
        raise CourseError(
            f"{CONFIG}: {strange} is not as in this course's own settings; "
            "casework grade takes only those steps, so use nbgrader autograde"
        )
    return converter


def course_converter(assessments: Path, command: str) -> Converter:
    """
    Return the same, whatever steps of grading the settings name, for a command that grades nothing.

    Raises:
        CourseError: the settings cannot be read; ``command`` is what it names.
    """
    if not (assessments / CONFIG).is_file():
        raise CourseError(f"{assessments}: no {CONFIG}; {command} works in the instructor's copy only")
    app = _Settings()
    try:
        with contextlib.chdir(assessments):
            app.initialize([])
    except SyntaxError as error:
        raise CourseError(f"{CONFIG}, line {error.lineno}: {error.msg}; correct it first") from None
    except SystemExit as error:  # nbgrader has logged what is wrong, or the file itself says it
        reason = (
            error.code if isinstance(error.code, str) else "a setting is wrong, see above; correct it first"
        )
        raise CourseError(f"{CONFIG}: {str(reason).removeprefix(f'{CONFIG}: ')}") from None
    except Exception as error:
        raise CourseError(f"{CONFIG}: {type(error).__name__}: {error}; correct it first") from None
    app.log.setLevel(logging.WARNING)  # nbgrader tells of every folder
    converter = Converter(coursedir=app.coursedir, parent=app)
    converter.assessments = assessments.resolve()
    return converter


def _strangers(converter: Converter) -> str:
    """Return the first setting that asks for something that is not done here, or nothing."""
    if _classes([converter.exporter_class]) != [SubmissionExporter]:
        return "Autograde.exporter_class"
    for name, known in (("sanitize_preprocessors", SANITIZE), ("autograde_preprocessors", AUTOGRADE)):
        if _classes(getattr(converter, name)) != known:
            return f"Autograde.{name}"
        for step in known:
            if not step(parent=converter).enabled:
                return f"{step.__name__}.enabled"
    for name in ("pre_convert_hook", "post_convert_hook"):
        if getattr(converter, name) is not None:
            return f"Autograde.{name}"
    return "" if converter.coursedir.notebook_id == "*" else "CourseDirectory.notebook_id"


def _classes(steps: list[Any]) -> list[Any]:
    return [import_item(step) if isinstance(step, str) else step for step in steps]
