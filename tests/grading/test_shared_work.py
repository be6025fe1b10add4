"""What is kept from one submission to the next changes nothing: judged answers, texts of cells."""

from __future__ import annotations

import json
from typing import Any

from grading.trial_course import RIGHT, answered, trial_notebook
from nbformat import from_dict, v4

from casework.grading import engine
from casework.grading.engine import Marker, grade, grade_with
from casework.grading.matching import Released
from casework.grading.notebook_text import Writer
from casework.module import Module
from casework.questions import KeyFile

ODD = {
    "cells": [
        {
            "cell_type": "markdown",
            "id": "a",
            "metadata": {"trusted": True, "z": {}, "l": []},
            "source": "a\u2028b\n\x1cé\n",
            "attachments": {"x.png": {"image/png": "aGk=\n", "text/plain": "q\nr"}},
        },
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "source": ["x\n", "y"],
            "execution_count": None,
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "1\n2"},
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"text/html": "<b>\n</b>", "application/json": {"a": [1, 2.5, None, True]}},
                },
            ],
        },
    ],
    "metadata": {"signature": "x", "orig_nbformat": 4, "k": {"b": 1e-7, "a": [{"c": 'ü"\\'}, [], {}]}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def test_a_notebook_is_written_as_nbformat_writes_it() -> None:
    """Odd line ends, attachments, outputs, transient metadata: the text is nbformat's, at first and again."""
    writer = Writer()
    for notebook in (ODD, trial_notebook(), {**ODD, "cells": []}, ODD):
        wanted = v4.writes(from_dict(notebook)) + "\n"  # type: ignore[no-untyped-call]
        assert writer.text_of(notebook) == wanted


def test_a_shared_marker_gives_what_one_of_its_own_does(
    module: Module, keys: KeyFile, monkeypatch: Any
) -> None:
    """Each of many learners gets scores, feedback and notebook as if nobody had been graded before."""
    monkeypatch.setattr(engine, "MAX_KEPT", 3)  # so that some are forgotten on the way
    marker, released = Marker(module, keys), Released(trial_notebook())
    given: list[dict[str, Any]] = [RIGHT, {}]
    given += [{**RIGHT, name: value} for name in RIGHT for value in (["b"], None, "b", 1, True, 1.0)]
    for answers in [*given, *given]:
        data = json.dumps(answered(trial_notebook(), answers)).encode()

        assert grade_with(marker, data, released) == grade(data, trial_notebook(), module, keys)
