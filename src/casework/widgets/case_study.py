"""The case-study widget: steps, changes, debrief. case_study.js draws, recorded.py records."""

from __future__ import annotations

from pathlib import Path

from casework import render
from casework.cases import Case
from casework.sources import labeller
from casework.widgets.recorded import RecordedWidget, joined, public_question


class CaseStudy(RecordedWidget):
    """
    One case study.

    Args:
        case: the case; its graded steps have no key.
        folder: the module's folder.
        notebook: the notebook's path, where known.
    """

    _esm = joined("record.js", "session.js", "keys.js", "controls.js", "case_study.js")
    _css = joined("quiz.css", "case_study.css")

    def __init__(self, case: Case, folder: Path, notebook: Path | None = None) -> None:
        self._case = case
        label = labeller(folder)
        keys = {step.question.id: step.key for step in case.steps if step.key is not None}
        keys |= {change.question.id: change.key for change in case.changes}
        spec = {
            "kind": "case",
            "id": case.id,
            "title_html": render.inline(case.title),
            "intro_html": render.markdown(case.intro),
            "steps": [
                {
                    "title": step.title,
                    "reveal_html": render.markdown(step.reveal),
                    "question": public_question(step.question, graded=step.graded),
                }
                for step in case.steps
            ],
            "changes": [
                {
                    "id": change.question.id,
                    "fact_html": render.markdown(change.fact),
                    "becomes_html": render.markdown(change.becomes),
                    "question": public_question(change.question, graded=False),
                }
                for change in case.changes
            ],
            "debrief_html": render.markdown(case.debrief) + render.sources_html(case.debrief_sources, label),
        }
        effects = {
            change.question.id: render.markdown(change.effect) + render.sources_html(change.sources, label)
            for change in case.changes
        }
        super().__init__(spec, case.questions, keys, folder, notebook, extra=effects, progress_id=case.id)

    def fallback(self) -> tuple[str, str]:
        """Return the case as pages without widgets show it: every step's facts and question, no debrief."""
        html = [f"<h3>{render.inline(self._case.title)}</h3>{render.markdown(self._case.intro)}"]
        text = [
            render.plain(render.inline(self._case.title)),
            render.plain(render.markdown(self._case.intro)),
        ]
        for number, step in enumerate(self._case.steps, start=1):
            response = self.response(step.question.id)
            html.append(f"<h4>{number}. {render.inline(step.title)}</h4>{render.markdown(step.reveal)}")
            html.append(render.question_html(step.question, response))
            title = render.plain(render.inline(step.title))
            reveal = render.plain(render.markdown(step.reveal))
            text.append(f"{number}. {title}\n{reveal}\n{render.question_text(step.question, response)}")
        return "".join(html), "\n\n".join(text)
