"""The case-study widget: steps, changes, debrief. case_study.js draws, recorded.py records."""

from __future__ import annotations

from pathlib import Path

from casework import markup, render
from casework.cases import Case
from casework.sources import labeller
from casework.widgets.loading import joined
from casework.widgets.recorded import TYPE_SCRIPTS, RecordedWidget, public_question


class CaseStudy(RecordedWidget):
    """
    One case study.

    Args:
        case: the case; its graded steps have no key.
        folder: the module's folder.
        notebook: the notebook's path, where known.
    """

    module = joined("record.js", "session.js", "keys.js", "controls.js", *TYPE_SCRIPTS, "case_study.js")
    style = joined("quiz.css", "case_study.css")

    def __init__(self, case: Case, folder: Path, notebook: Path | None = None) -> None:
        self._case = case
        label = labeller(folder)
        keys = {step.question.id: step.key for step in case.steps if step.key is not None}
        keys |= {change.question.id: change.key for change in case.changes}
        spec = {
            "kind": "case",
            "id": case.id,
            "title_html": markup.inline(case.title),
            "intro_html": markup.markdown(case.intro),
            "steps": [
                {
                    "title": step.title,
                    "reveal_html": markup.markdown(step.reveal),
                    "question": public_question(step.question, graded=step.graded),
                }
                for step in case.steps
            ],
            "changes": [
                {
                    "id": change.question.id,
                    "fact_html": markup.markdown(change.fact),
                    "becomes_html": markup.markdown(change.becomes),
                    "question": public_question(change.question, graded=False),
                }
                for change in case.changes
            ],
            "debrief_html": markup.markdown(case.debrief) + markup.sources_html(case.debrief_sources, label),
        }
        effects = {
            change.question.id: markup.markdown(change.effect) + markup.sources_html(change.sources, label)
            for change in case.changes
        }
        super().__init__(spec, case.questions, keys, folder, notebook, extra=effects, progress_id=case.id)

    def fallback(self) -> tuple[str, str]:
        """Return the case as pages without widgets show it: every step's facts and question, no debrief."""
        html = [f"<h3>{markup.inline(self._case.title)}</h3>{markup.markdown(self._case.intro)}"]
        text = [
            markup.plain(markup.inline(self._case.title)),
            markup.plain(markup.markdown(self._case.intro)),
        ]
        for number, step in enumerate(self._case.steps, start=1):
            response = self.response(step.question.id)
            html.append(f"<h4>{number}. {markup.inline(step.title)}</h4>{markup.markdown(step.reveal)}")
            html.append(render.question_html(step.question, response))
            title = markup.plain(markup.inline(step.title))
            reveal = markup.plain(markup.markdown(step.reveal))
            text.append(f"{number}. {title}\n{reveal}\n{render.question_text(step.question, response)}")
        return "".join(html), "\n\n".join(text)
