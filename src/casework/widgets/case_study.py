"""The case-study widget: what the page may know. case_study.js draws, case_page.py has the HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from casework import markup
from casework.cases import Case
from casework.sources import Labeller, labeller
from casework.widgets.case_page import end_html, printed, tracks_html
from casework.widgets.loading import joined, spoken
from casework.widgets.recorded import TYPE_SCRIPTS, RecordedWidget, public_question


def public_case(case: Case, label: Labeller) -> dict[str, Any]:
    """Return what the front end may know of a case, named field by field: no key and no effect."""
    return {
        "kind": "case",
        "id": case.id,
        "title_html": markup.inline(case.title),
        "intro_html": markup.markdown(case.intro),
        "tracks_html": tracks_html(case),
        "starts": dict(case.starts),
        "length": case.length,
        "steps": [
            {
                "id": step.id,
                "title_html": markup.inline(step.title),
                "reveal_html": markup.markdown(step.reveal),
                "question": public_question(step.question, graded=step.graded) if step.question else None,
                "next": dict(step.next),
                "back": step.back,
            }
            for step in case.steps
        ],
        "changes": [public_question(change.question, graded=False) for change in case.changes],
        "end_html": end_html(case, label),
    }


class CaseStudy(RecordedWidget):
    """
    One case study.

    Args:
        case: the case; its graded steps have no key.
        folder: the module's folder.
        notebook: the notebook's path, where known.
    """

    module = spoken("record.js", "session.js", "keys.js", "controls.js", *TYPE_SCRIPTS, "case_study.js")
    style = joined("quiz.css", "case_study.css")

    def __init__(self, case: Case, folder: Path, notebook: Path | None = None) -> None:
        self._case = case
        label = labeller(folder)
        effects = {
            change.question.id: markup.markdown(change.effect) + markup.sources_html(change.sources, label)
            for change in case.changes
        }
        spec = public_case(case, label)
        super().__init__(
            spec, case.questions, case.keys, folder, notebook, extra=effects, progress_id=case.id
        )

    def fallback(self) -> tuple[str, str]:
        """Return the case as pages without widgets show it: every step's facts and question, no debrief."""
        return printed(self._case, {id_: self.response(id_) for id_ in self._case.questions})
