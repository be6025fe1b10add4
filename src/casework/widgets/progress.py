"""The progress panel: how far a learner is, saving it as one file, loading such a file. progress.js draws."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from casework.languages import N_, _, language_of
from casework.markup import plain
from casework.module import CourseError, course_here
from casework.progress_report import standings, table_html
from casework.records import read_course
from casework.transfer import FILE, MAX_BYTES, export_text, import_parcel, read_parcel
from casework.widgets.loading import joined, spoken
from casework.widgets.words import spoken_script

AFTER = N_(
    "Now choose Run > Run All Cells in each lesson: it shows your answers and takes them into its own file."
)
SILENT = N_("Python is not answering. Choose Kernel > Restart Kernel and Run All Cells, then try again.")
TAKE = N_(
    "Take your progress with you as one file, {file}, and load it into another copy of the course. It holds "
    "your answers to questions. Texts that you wrote into a page itself are not in it: download that "
    "notebook as well."
)


def frame_html() -> str:
    """Return the panel around its table; progress.js finds the parts by what they are."""
    return f"""<section class="cw-root" aria-label="{_("Progress")}"><div class="cw-question">
<div role="group" tabindex="0" aria-label="{_("Table")}" style="overflow-x:auto;margin-bottom:1em"></div>
<p>{_(TAKE).format(file=FILE)}</p>
<div class="cw-actions"><button type="button" class="cw-button cw-primary">{_("Save my progress")}</button>
<label>{_("Load my progress:")} <input type="file" accept=".json" data-limit="{MAX_BYTES}"
style="font:inherit;min-height:1.8em;max-width:100%"></label></div>
<div role="status" class="cw-status" data-silent="{_(SILENT)}"></div></div></section>"""


def progress() -> Progress:
    """
    Show how far you are in the whole course, and save or load your progress as one file.

    Raises:
        CourseError: the notebook is not in a folder of the course.
    """
    return Progress(*course_here())


class Progress(anywidget.AnyWidget):
    """
    The table, and what can be done with it.

    Args:
        root: the course's top folder.
        start: the folder of the notebook that shows it.
    """

    _esm = spoken("record.js", "keys.js", "controls.js", "progress.js")
    _css = joined("quiz.css")

    frame = traitlets.Unicode().tag(sync=True)
    table = traitlets.Unicode().tag(sync=True)

    def __init__(self, root: Path, start: Path) -> None:
        self._root, self._start = root, start
        self._esm = spoken_script(type(self)._esm)
        super().__init__(frame=frame_html(), table=self._table())
        self.on_msg(self._receive)

    def _table(self) -> str:
        course = read_course(self._root)
        return table_html(standings(course), course.notes, self._start)

    def _receive(self, sender: object, content: Any, __: object) -> None:
        """Read the disk anew for each request, and answer it in words: never raise."""
        content = content if isinstance(content, dict) else {}
        wanted = {"save": self._save, "load": self._load}.get(str(content.get("kind")))
        if wanted is None:
            return
        try:
            reply = wanted(content.get("text"))
        except CourseError as error:
            reply = {"html": _paragraphs([_("Nothing was done: {error}.").format(error=error)])}
        except OSError as error:
            reason = error.strerror or error
            said = _("The course's folder cannot be read ({reason}).").format(reason=reason)
            reply = {"html": _paragraphs([said])}
        self.send(reply)

    def _save(self, unused: object) -> dict[str, Any]:
        """Return the file as a link that holds it: the page presses it, and it stays to be pressed again."""
        text = export_text(read_course(self._root), datetime.now(UTC))
        self.table = self._table()
        data = b64encode(text.encode()).decode()
        link = f'<a download="{FILE}" href="data:application/json;base64,{data}">{FILE}</a>'
        return {
            "html": "<p>"
            + _("{file} is in your downloads. Keep it in a place of your own.").format(file=link)
            + "</p>"
        }

    def _load(self, text: object) -> dict[str, Any]:
        """Put the answers beside the notebooks; those of the notebook on the page go to the page as well."""
        if not isinstance(text, str):
            raise CourseError(f"the file has more than {MAX_BYTES:,} bytes; choose the file {FILE}")
        arrival = import_parcel(read_course(self._root), read_parcel(text, datetime.now(UTC)))
        self.table = self._table()
        here = arrival.answers.get(language_of(self._start)[1].name, {})
        answers = {id_: one.to_json() for id_, one in here.items()}
        return {"html": _paragraphs([*arrival.lines, _(AFTER)]), "answers": answers}

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        return {**bundle[0], "text/html": self.table, "text/plain": plain(self.table)}, bundle[1]


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)
