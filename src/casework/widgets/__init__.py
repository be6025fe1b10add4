"""What a cell calls to show a question or a case study. The widgets are in quiz.py and case_study.py."""

from __future__ import annotations

import os

from casework.module import CourseError, Module, find_folder, load_module, running_notebook
from casework.variants import login
from casework.widgets.case_study import CaseStudy
from casework.widgets.personal import LoggedIn, Personal, StudentCode
from casework.widgets.quiz import Quiz
from casework.yaml_lines import ContentError

__all__ = ["CaseStudy", "Quiz", "ask", "case_study", "student_code"]


def ask(question_id: str) -> Quiz | Personal:
    """
    Show one question of this notebook's module; where learners get different ones, that of this learner.

    Args:
        question_id: the id of a question in practice.yaml or graded.yaml beside the notebook, or of a slot.

    Raises:
        CourseError: no such question, or the notebook is being graded without casework's plugin.
    """
    module, id_ = _module(question_id), str(question_id)
    known = {**module.practice.questions, **module.graded.questions}
    if id_ in module.cases:
        raise CourseError(f"{id_!r} is a case study; write case_study({id_!r}) in this cell.")
    for case in module.cases.values():
        if id_ in case.questions:
            text = (
                f"{id_!r} is part of the case study {case.id!r}; write case_study({case.id!r}) in this cell."
            )
            raise CourseError(text)
    variants = module.graded.variants
    if id_ in variants.pooled:
        slots = next(pick.slots for pick in variants.picks if id_ in pick.of)
        text = f"{id_!r} is drawn for some learners only; write ask({slots[0]!r}), the slot, in this cell."
        raise CourseError(text)
    if id_ not in known and id_ not in variants.slots:
        raise module.missing(id_, "question", {**known, **variants.slots})
    notebook = running_notebook()
    if variants and id_ not in module.practice.questions:

        def make(code: str) -> Quiz:
            question = module.of(code).graded.at(id_)
            assert question is not None  # it is in the bank, or a slot
            return Quiz(question, None, module.folder, notebook)

        return Personal(make, module.folder, notebook)
    return Quiz(known[id_], module.practice.keys.get(id_), module.folder, notebook)


def student_code() -> StudentCode | LoggedIn:
    """
    Ask once by which code the questions of this notebook are drawn; say it where a learner has logged in.

    Raises:
        CourseError: nothing differs between learners here, or the notebook is not in its module's folder.
    """
    module = _module("student_code()")
    if not module.graded.variants:
        raise CourseError(
            "nothing differs between learners here; write variants: in graded.yaml, or remove this."
        )
    name = login()
    return LoggedIn(name) if name else StudentCode(module.folder, running_notebook())


def case_study(case_id: str) -> CaseStudy:
    """
    Show one case study of this notebook's module.

    Args:
        case_id: the id of a case in case.yaml beside the notebook.

    Raises:
        CourseError: no such case, or the notebook is being graded without casework's plugin.
    """
    module, id_ = _module(case_id), str(case_id)
    if id_ in module.practice.questions or id_ in module.graded.questions:
        raise CourseError(f"{id_!r} is a question; write ask({id_!r}) in this cell.")
    if id_ not in module.cases:
        raise module.missing(id_, "case study", module.cases)
    return CaseStudy(module.cases[id_], module.folder, running_notebook())


def _module(id_: str) -> Module:
    """Return the running notebook's module; refuse to run inside nbgrader's autograder."""
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        # A widget is no score: nbgrader would give this cell full points. Fail closed.
        raise CourseError(
            f"{id_}: not graded. nbgrader ran this notebook without casework's preprocessors, so this cell "
            "gets 0 points. Use assessments/nbgrader_config.py, in an environment with casework, and "
            "autograde again."
        )
    try:
        return load_module(find_folder(running_notebook()))
    except ContentError as error:
        raise CourseError(str(error.problems[0])) from None
