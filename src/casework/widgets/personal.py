"""Cells that differ between learners: the code that draws, and the place of what is drawn. Draws no set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakSet

from ipywidgets import HTML, VBox, Widget

from casework.answers import Answer
from casework.items import Key, Question
from casework.markup import UNIQUE
from casework.types import controls
from casework.variants import CODE_ID, MAX_CODE, code_in, running_code
from casework.widgets.loading import joined, spoken
from casework.widgets.recorded import TYPE_SCRIPTS, RecordedWidget, saved_answers

WAITS = "This part differs between learners. Type your student code above, and it appears here."


class Personal(VBox):
    """
    The place of a widget that is made for one learner, as soon as it is known who that is.

    Args:
        make: takes the learner's code and returns the widget, whose ``fallback`` shows it without widgets.
        folder: the module's folder: its codes count here.
        notebook: the notebook's path, where known.
    """

    _live: ClassVar[WeakSet[Personal]] = WeakSet()

    def __init__(self, make: Callable[[str], Any], folder: Path, notebook: Path | None) -> None:
        self._make, self._folder, self.code = make, folder, ""
        self.shown: Any = None
        self._held: Widget | None = None
        super().__init__()
        self.show(running_code(saved_answers(folder, notebook)))
        self._live.add(self)

    def show(self, code: str) -> None:
        """Put what belongs to a code in the place of what is there; the same code changes nothing."""
        before = self._held
        if before and code == self.code:
            return
        self.code = code
        self.shown = self._make(code) if code else None
        self._held = self.shown or HTML(f"<p>{escape(WAITS)}</p>")
        self.children = (self._held,)
        if before:  # its answers are in the record, and the new one reads them there
            before.close()

    @classmethod
    def show_all(cls, folder: Path, code: str) -> None:
        """Let every place of a module in this kernel know the code."""
        for one in list(cls._live):
            if one._folder == folder:
                one.show(code)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Add what pages without widgets show."""
        html, text = self.shown.fallback() if self.shown else (f"<p>{escape(WAITS)}</p>", WAITS)
        return {**super()._repr_mimebundle_(**kwargs), "text/html": html, "text/plain": text}


class StudentCode(RecordedWidget):
    """
    Asks a learner once for the code by which their questions are drawn, and keeps it in the notebook.

    Args:
        folder: the module's folder.
        notebook: the notebook's path, where known.
    """

    module = spoken("record.js", "session.js", "keys.js", "controls.js", *TYPE_SCRIPTS, "quiz.js")
    style = joined("quiz.css")

    def __init__(self, folder: Path, notebook: Path | None = None) -> None:
        spec = {"id": CODE_ID, "type": "text", "mode": "practice", "response": "map", "html": _html()}
        questions: dict[str, Question] = {}
        keys: dict[str, Key] = {}
        super().__init__(
            {"kind": "quiz", "question": spec}, questions, keys, folder, notebook, progress_id=CODE_ID
        )

    def _judged(self, answers: Mapping[str, Answer]) -> dict[str, Any]:
        """Return what is said of the code: whose questions are shown now. Nothing is right or wrong here."""
        if CODE_ID not in answers:
            return {}
        code = code_in(answers)
        Personal.show_all(self._folder, running_code(answers))
        said = {"state": "", "words": f"Your code is {code}. What is drawn for it is shown below."}
        if not code:
            said = {"state": "blank", "words": ""}
        return {
            CODE_ID: {"at": answers[CODE_ID].at, **said, "slots": {}, "revealed": False, "after_html": ""}
        }

    def fallback(self) -> tuple[str, str]:
        """Return the code, or the place for it."""
        response = self.response(CODE_ID)
        code = code_in({CODE_ID: Answer(response)}) or "____________"
        return f"<p>Your student code: {escape(code)}</p>", f"Your student code: {code}"


class LoggedIn(HTML):
    """Says whose questions these are where a learner has logged in, and need type nothing."""

    def __init__(self, code: str) -> None:
        self.text = f"What differs between learners is drawn for {code}, as you have logged in."
        super().__init__(f"<p>{escape(self.text)}</p>")


def _html() -> str:
    """Return a question's box, as controls.js finds its parts: one field, its buttons; the rest is idle."""
    more = f' maxlength="{MAX_CODE}" spellcheck="false" autocapitalize="off"'
    field = controls.typed_row("code", [controls.text_line("text", "Your student code", more)])
    unused = "".join(f'<button type="button" data-action="{name}"></button>' for name in ("hint", "later"))
    unused += '<span data-part="tries"></span><select data-part="sure"></select>'
    return (
        f'<p class="cw-head" id="{UNIQUE}"><span>Each learner gets questions of their own here. Type the '
        "code that your teacher knows you by; alone, type any word. It stays in this file.</span></p>"
        f'<fieldset aria-describedby="{UNIQUE}"><legend class="cw-legend">Who are you?</legend>'
        f'<div data-part="inputs">{field}</div></fieldset>'
        '<div class="cw-status" role="status" aria-live="polite" aria-atomic="false">'
        '<p class="cw-result" data-part="result" hidden></p><p class="cw-saved" data-part="saved" hidden></p>'
        '<p class="cw-python" data-part="python" hidden></p></div>'
        '<div class="cw-actions"><button type="button" class="cw-button cw-primary" data-action="check">'
        'Check my code</button><button type="button" class="cw-button" data-action="retry" hidden>'
        f"Change my code</button></div><div hidden>{unused}</div>"
        '<div data-part="after" hidden></div>'
    )
