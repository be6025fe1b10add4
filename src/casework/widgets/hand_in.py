"""The hand-in panel: what is answered, check, receipt, "Mark it now" where it can mark. hand_in.js draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import traitlets

from casework import markup
from casework.answers import Answer, Record, record_of, sidecar_path
from casework.cases import Case
from casework.items import Question
from casework.languages import _
from casework.receipts import code_of
from casework.types import type_of
from casework.widgets.loading import LightWidget, joined, spoken

Marker = Callable[[Mapping[str, Answer]], str]
LABEL_LENGTH = 110


class HandIn(LightWidget):
    """
    The last cell of a module.

    Args:
        name: the notebook's file name.
        questions: every graded question by id, in order.
        marker: takes the answers and returns feedback as HTML; None where this copy holds no keys.
        paths: the cases in which the answers choose what is asked, by id.
    """

    module = spoken("record.js", "session.js", "keys.js", "controls.js", "hand_in.js")
    style = joined("quiz.css", "hand_in.css")

    spec = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        name: str,
        questions: Mapping[str, Question],
        marker: Marker | None,
        paths: Mapping[str, Case] = MappingProxyType({}),
    ) -> None:
        self._questions, self._marker, self._paths = questions, marker, paths
        inside = {part: id_ for id_, case in paths.items() for part in case.questions}
        super().__init__(
            spec={
                "name": name,
                "sidecar": sidecar_path(Path(name)).name,
                "items": [
                    {"id": one.id, "label": _label(one), "path": inside.get(one.id)}
                    for one in questions.values()
                ],
                "paths": [{"id": id_, "label": markup.words(case.title)} for id_, case in paths.items()],
                "ids": [*dict.fromkeys((*questions, *paths, *inside))],
                "frame": _frame(marker is not None),
            }
        )
        self.on_msg(self._receive)

    def _receive(self, _: object, content: Any, __: object) -> None:
        """Check or mark the answers that the front end read out of the notebook; never raise."""
        if not isinstance(content, dict) or content.get("kind") not in ("check", "mark"):
            return
        sent = content.get("answers")
        sent = sent if isinstance(sent, dict) else {}
        record = record_of(
            {f"casework:{id_}": answer for id_, answer in sent.items() if isinstance(id_, str)}
        )
        reply: dict[str, Any] = {"kind": content["kind"], "n": content.get("n")}
        if content["kind"] == "check":
            code = code_of(record.answers, self._questions)
            self.send(reply | {"code": code, "html": self._receipt(record, code, content.get("at"))})
        elif self._marker is not None:
            self.send(reply | {"html": self._marker(record.answers)})

    def _receipt(self, record: Record, code: str, at: object) -> str:
        """Return the receipt as HTML: when, how many answers, their code, and what is wrong with any."""
        asked = self._asked(record.answers)
        given = [one for one in asked if state_of(one, record.answers) == "given"]
        saved = f"{at[:10]} {at[11:16]} UTC" if isinstance(at, str) else _("just now")
        rows = {
            _("Saved"): saved,
            _("Graded questions answered"): _("{some} of {all}").format(some=len(given), all=len(asked)),
            _("Code of your answers"): code,
        }
        listed = "".join(
            f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows.items()
        )
        problems = [*record.problems, *self._incomplete(record.answers)]
        told = "".join(f'<p class="cw-problem">{escape(line)}</p>' for line in problems)
        note = _("Note the code, or take a picture. It changes when an answer changes.")
        return f'<h4 class="cw-heading">{_("Receipt")}</h4><dl>{listed}</dl>{told}<p>{note}</p>'

    def _asked(self, answers: Mapping[str, Answer]) -> list[Question]:
        """Return the questions without those on paths of a case that the answers do not lead through."""
        responses = {id_: answer.response for id_, answer in answers.items()}
        others: set[str] = set()
        for id_, case in self._paths.items():
            met = {step.id for step in case.route(responses, responses.get(id_))}
            others |= case.graded_questions.keys() - met
        return [one for id_, one in self._questions.items() if id_ not in others]

    def _incomplete(self, answers: Mapping[str, Answer]) -> list[str]:
        """Return a line for each recorded answer that would not count as one."""
        lines = []
        for id_, question in self._questions.items():
            state = state_of(question, answers)
            if state == "unreadable":
                lines.append(f"“{_label(question)}”: " + _("this answer cannot be read; answer it again."))
            elif state == "blank" and id_ in answers and answers[id_].response:
                lines.append(f"“{_label(question)}”: " + _("not complete, so it counts as not answered."))
        return lines

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        html, text = self.fallback()
        return {**bundle[0], "text/html": html, "text/plain": text}, bundle[1]

    def fallback(self) -> tuple[str, str]:
        """Return what pages without widgets show: which file to hand in."""
        text = _("Hand in this notebook file: {name}").format(name=self.spec["name"])
        return f"<p>{text}</p>", text


def state_of(question: Question, answers: Mapping[str, Answer]) -> str:
    """Return whether a question's answer is "given", "blank" or "unreadable"."""
    type_ = type_of(question)
    found = type_.read(question, answers[question.id].response if question.id in answers else None)
    return "unreadable" if found is None else "blank" if type_.is_blank(found) else "given"


def _frame(can_mark: bool) -> str:
    """Return the panel as the page first shows it; hand_in.js finds each part by ``data-part``."""
    mark = f'<button type="button" class="cw-button" data-part="mark">{_("Mark it now")}</button>'
    return (
        '<div class="cw-question"><p role="status" data-part="status"></p>'
        '<ol class="cw-hand-in-list" data-part="list"></ol><div class="cw-actions">'
        '<button type="button" class="cw-button cw-primary" data-part="save">'
        f"{_('Save and download this notebook')}</button>{mark if can_mark else ''}"
        '</div><p role="status" data-part="note"></p>'
        '<div class="cw-receipt" data-part="receipt" tabindex="-1" hidden></div>'
        '<div class="cw-hand-in-result" data-part="result" tabindex="-1"></div></div>'
    )


def _label(question: Question) -> str:
    """Return the beginning of a question, cut at a word."""
    text = markup.plain(markup.markdown(question.text))
    return text if len(text) <= LABEL_LENGTH else f"{text[:LABEL_LENGTH].rsplit(' ', 1)[0]} …"
