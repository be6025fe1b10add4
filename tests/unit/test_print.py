"""Tests of a saved notebook on paper and on pages without widgets: questions can be read and answered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import from_dict

from casework.comparisons import read_comparisons
from casework.module import load_module
from casework.side_by_side import SideBySide
from casework.sources import labeller
from casework.terms import read_terms
from casework.widgets.case_study import CaseStudy
from casework.widgets.glossary import Glossary
from casework.widgets.quiz import Quiz

MODULE = "02-trafficking-law"


def printed(widget: Quiz | CaseStudy) -> str:
    """Return the words of a notebook that was saved with ``widget`` as an output, as nbconvert prints it."""
    bundle = widget._repr_mimebundle_()
    assert bundle is not None
    return " ".join(re.sub(r"<[^>]*>", " ", page(bundle[0])).split())


def page(data: dict[str, Any], text: str = "") -> str:
    """Return nbconvert's page of a notebook with a text and a saved output."""
    output = {"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}}
    cell = {"cell_type": "code", "id": "one", "source": "", "execution_count": 1, "metadata": {}}
    prose = {"cell_type": "markdown", "id": "two", "metadata": {}, "source": text}
    cells = [prose, {**cell, "outputs": [output]}]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(
        from_dict(json.loads(json.dumps(notebook)))
    )
    return str(html)


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


def test_a_term_leads_to_its_entry_without_javascript(repo_root: Path) -> None:
    """In nbconvert's page the link of a term and its entry in the open list have one id."""
    bundle = Glossary(read_terms(repo_root / "data" / "glossary.yaml").values())._repr_mimebundle_()
    assert bundle is not None
    html = page(bundle[0], "See [debt bondage](#term-debt-bondage).")

    assert '<a href="#term-debt-bondage">debt bondage</a>' in html
    assert html.count('id="term-debt-bondage"') == 1
    assert re.search(r"<details open[ >=]", html)


def test_texts_side_by_side_are_printed_with_their_differences(repo_root: Path) -> None:
    """nbconvert's page holds every text and every difference, and the style that opens them on paper."""
    folder = repo_root / "modules" / MODULE
    for comparison in read_comparisons(folder / "compare.yaml").values():
        shown = SideBySide(comparison, labeller(folder))
        html = page({"text/html": shown._repr_html_(), "text/plain": repr(shown)})

        assert html.count("where they differ</summary>") == len(comparison.rows)
        assert html.count("<td>") == 1 + len(comparison.rows) * len(comparison.columns)
        assert "@media print" in html
