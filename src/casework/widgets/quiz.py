"""The quiz widget: one question in a cell. quiz.js draws, recorded.py records."""

from __future__ import annotations

from pathlib import Path

from casework import render
from casework.items import Key, Question
from casework.widgets.loading import joined, spoken
from casework.widgets.recorded import TYPE_SCRIPTS, RecordedWidget, public_question


class Quiz(RecordedWidget):
    """
    One question.

    Args:
        question: the item.
        key: its key for practice; None for a graded question, which is recorded and never judged here.
        folder: the module's folder.
        notebook: the notebook's path, where known.
    """

    module = spoken("record.js", "session.js", "keys.js", "controls.js", *TYPE_SCRIPTS, "quiz.js")
    style = joined("quiz.css")

    def __init__(
        self, question: Question, key: Key | None, folder: Path, notebook: Path | None = None
    ) -> None:
        self._question = question
        super().__init__(
            {"kind": "quiz", "question": public_question(question, graded=key is None)},
            {question.id: question},
            {question.id: key} if key else {},
            folder,
            notebook,
        )

    def fallback(self) -> tuple[str, str]:
        """Return the question with the place for its answer."""
        response = self.response(self._question.id)
        return render.question_html(self._question, response), render.question_text(self._question, response)
