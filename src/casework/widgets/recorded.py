"""The Python half of every recording widget: takes answers, judges practice. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakSet

import traitlets

from casework.answers import (
    Answer,
    UnreadableNotebook,
    merge,
    read_notebook,
    read_sidecar,
    record_of,
    sidecar_path,
    write_sidecar,
)
from casework.items import Key, Question
from casework.languages import _
from casework.sources import labeller
from casework.types import ALL, type_of
from casework.widgets.frame import question_html
from casework.widgets.judging import judge
from casework.widgets.loading import LightWidget

TYPE_SCRIPTS = tuple(dict.fromkeys(script for one in ALL for script in one.scripts))
"""The front-end files that some question types have for themselves."""


def public_question(question: Question, graded: bool) -> dict[str, Any]:
    """Return what the front end may know of a question, named field by field: never the key."""
    return {
        "id": question.id,
        "type": question.type,
        "mode": "graded" if graded else "practice",
        "response": type_of(question).response,
        "html": question_html(question, graded),
    }


class RecordedWidget(LightWidget):
    """
    A widget whose answers live in the notebook's metadata, written there by its JavaScript.

    Args:
        spec: what the front end draws.
        questions: every question in the widget, by id.
        keys: the keys of the practice questions among them; a question without one is never judged here.
        extra: HTML shown with the feedback of a question, by its id (the effect of a changed fact).
        progress_id: the id under which the front end keeps its place, if any.
        folder: the module's folder, for the sources' names.
        notebook: the notebook's path, where known: its record seeds the answers; the sidecar lies beside it.
    """

    spec = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    feedback = traitlets.Dict().tag(sync=True)

    _live: ClassVar[WeakSet[RecordedWidget]] = WeakSet()
    """All of this kernel: a second tab that runs the cells anew has others than the first."""

    def __init__(
        self,
        spec: Mapping[str, Any],
        questions: Mapping[str, Question],
        keys: Mapping[str, Key],
        folder: Path,
        notebook: Path | None,
        extra: Mapping[str, str] | None = None,
        progress_id: str | None = None,
    ) -> None:
        self._folder, self._questions, self._keys = folder, questions, keys
        self._extra, self._progress_id = extra or {}, progress_id
        self._sidecar = _beside(folder, notebook)
        self._label = labeller(folder)
        known = {id_: one for id_, one in saved_answers(folder, notebook).items() if self._knows(id_)}
        super().__init__(
            spec=dict(spec),
            answers={id_: one.to_json() for id_, one in known.items()},
            feedback=self._judged(known),
        )
        self.on_msg(self._receive)
        self._live.add(self)

    def _knows(self, id_: object) -> bool:
        return isinstance(id_, str) and (id_ in self._questions or id_ == self._progress_id)

    def _judged(self, answers: Mapping[str, Answer]) -> dict[str, Any]:
        """Return the feedback on every practice answer; a graded answer never gets any here."""
        return {
            id_: judge(self._questions[id_], self._keys[id_], answer, self._label, self._extra.get(id_, ""))
            for id_, answer in answers.items()
            if id_ in self._keys
        }

    def _receive(self, sender: object, content: Any, __: object) -> None:
        """Take answers from the front end, judge practice, and say that it was heard: never raise."""
        content = content if isinstance(content, dict) else {}
        asked = content.get("question")
        if content.get("kind") == "answer":
            sent = {asked: content.get("answer")} if self._knows(asked) else {}
        elif content.get("kind") == "restore" and isinstance(content.get("answers"), dict):
            sent = content["answers"]
        else:
            return
        known = {f"casework:{id_}": value for id_, value in sent.items() if self._knows(id_)}
        record = record_of(
            {id_: {"v": 1, **one} if isinstance(one, dict) else one for id_, one in known.items()}
        )
        for widget in list(self._live):
            if widget._folder == self._folder:
                widget._learn(record.answers)
        error = "; ".join(record.problems) or None
        if not sent and content["kind"] == "answer":
            error = _("this cell has no question {id}; run it again").format(id=f"{asked!r:.60}")
        sidecar = None
        if content.get("sidecar"):
            sidecar, trouble = self._keep_aside(record.answers)
            error = trouble or error
        self.send(
            {
                "kind": "checked",
                "n": content.get("n"),
                "question": asked,
                "sidecar": sidecar,
                "error": error,
            }
        )

    def _learn(self, answers: Mapping[str, Answer]) -> None:
        """Take over answers to own questions that are newer than those held, and judge practice."""
        new = {id_: one for id_, one in answers.items() if self._knows(id_)}
        held = record_of({f"casework:{id_}": one for id_, one in self.answers.items()}).answers
        merged = merge(new, held)
        self.answers = {id_: one.to_json() for id_, one in merged.items()}
        self.feedback = {**self.feedback, **self._judged({id_: merged[id_] for id_ in new})}

    def _keep_aside(self, answers: Mapping[str, Answer]) -> tuple[str | None, str | None]:
        """Write answers beside the notebook; return the file's name, or the trouble in words."""
        path = self._sidecar
        try:
            write_sidecar(path, answers)
        except OSError as error:
            reason = error.strerror or str(error)
            said = _("{file} cannot be written ({reason}); free the folder and answer again")
            return None, said.format(file=path.name, reason=reason)
        return path.name, None

    def fallback(self) -> tuple[str, str]:
        """Return the widget as HTML and as text, for print, GitHub and pages without widgets."""
        raise NotImplementedError

    def response(self, id_: str) -> object:
        """Return the response recorded for a question, or None."""
        entry = self.answers.get(id_)
        return entry.get("response") if isinstance(entry, dict) else None

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        html, text = self.fallback()
        return {**bundle[0], "text/html": html, "text/plain": text}, bundle[1]


def _beside(folder: Path, notebook: Path | None) -> Path:
    return sidecar_path(notebook or folder / f"{folder.name}.ipynb")


def saved_answers(folder: Path, notebook: Path | None) -> Mapping[str, Answer]:
    """
    Return the answers saved in a module's notebook, where the file is known, and in the one beside it.

    During Run All a restored trait arrives only after all queued cells; the file is there at once.
    """
    answers: Mapping[str, Answer] = {}
    for _again in range(2):  # the file may just be being written: once more
        try:
            if notebook:
                answers = record_of(read_notebook(notebook.read_bytes())["metadata"]).answers
            break
        except (OSError, UnreadableNotebook):
            continue
    return merge(answers, read_sidecar(_beside(folder, notebook)).answers)
