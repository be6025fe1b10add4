"""Tests of a saved notebook on paper and on pages without widgets: questions can be read and answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbformat import from_dict

from casework.module import load_module
from casework.widgets.case_study import CaseStudy
from casework.widgets.quiz import Quiz

MODULE = "02-trafficking-law"


def printed(widget: Quiz | CaseStudy) -> str:
    """Return the words of a notebook that was saved with ``widget`` as an output, as nbconvert prints it."""
    bundle = widget._repr_mimebundle_()
    assert bundle is not None
    output = {"output_type": "execute_result", "execution_count": 1, "data": bundle[0], "metadata": {}}
    cell = {"cell_type": "code", "id": "one", "source": "", "execution_count": 1, "metadata": {}}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**cell, "outputs": [output]}]}
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(
        from_dict(json.loads(json.dumps(notebook)))
    )
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_question_is_printed_with_options_and_a_place_for_the_answer(repo_root: Path) -> None:
    """nbconvert prints text, points, every option and an empty box for each, not the name of a class."""
    folder = repo_root / "modules" / MODULE
    question = load_module(folder).graded.questions["m02-g-palermo-elements"]
    words = printed(Quiz(question, None, folder))
    assert "Palermo Protocol (2000)" in words
    assert words.count("☐") == len(question.options) == 3
    for letter, text in question.options.items():
        assert f"{letter}. {text}" in words
    assert "Quiz(" not in words


def test_a_case_is_printed_with_every_step_and_without_its_debrief(repo_root: Path) -> None:
    """A printed case has the facts and the question of each step, and does not give the end away."""
    folder = repo_root / "modules" / MODULE
    case = load_module(folder).cases["m02-case"]
    words = printed(CaseStudy(case, folder))
    for number, step in enumerate(case.steps, start=1):
        assert f"{number}. {step.title}" in words
    assert words.count("☐") == sum(len(step.question.options) for step in case.steps)
    assert case.debrief[:40] not in words
