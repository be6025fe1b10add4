"""The start page of the browser edition: every module one click away, and what to know before. Plain HTML."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote

from casework.languages import LANGUAGES
from casework.module import module_folders
from casework.records import others, read_folder
from casework.start_table import FILE

START = "index.html"
"""Where the site opens; JupyterLite's own page of this name would open its file browser."""
OPENS = "lab/index.html?path={path}"
"""How a lesson is opened."""
_PROGRESS = f'<p><a href="{OPENS.format(path=FILE)}">How far you are, and where you were</a></p>\n'
_GUIDES = '<p><a href="{address}">Guides for learners, instructors and authors</a></p>\n'
_WITH_KEYS = (
    "Graded questions can be marked here: press <b>Mark it now</b> at the end of a lesson. "
    "The answer keys are part of this site, so nothing stops you from reading them first."
)
_WITHOUT_KEYS = (
    "Graded questions are not marked here, since this site holds no answer keys: press <b>Save and download "
    "this notebook</b> at the end of a lesson and hand the file in."
)
_CDN = (
    "Tables of the kind called DataFrame need pandas, and pictures with axes need matplotlib. They come from "
    "another server, cdn.jsdelivr.net, and only if you ask: type <code>%pip install pandas matplotlib</code> "
    "in an empty cell and run it, then run the lesson again."
)
_NO_CDN = (
    "A few cells need pandas, which is not here: they say so, and the lesson goes on. Pictures with axes are "
    "replaced by words and by the table below them."
)


def start_page(root: Path, content: Path, with_keys: bool, cdn: bool, guides: str = "") -> str:
    """
    Return the start page.

    Args:
        root: the course, whose lessons say their titles and times.
        content: the site's files; a module that is not there is not listed.
        with_keys, cdn, guides: as the site is built.
    """
    template = files("casework.editions.site").joinpath("start.html").read_text(encoding="utf-8")
    here = {path.name for path in module_folders(content)}
    rows = "".join(_row(path) for path in module_folders(root) if path.name in here)
    return Template(template).substitute(
        modules=rows,
        progress=_PROGRESS if (content / FILE).is_file() else "",
        guides=_GUIDES.format(address=escape(guides)) if guides else "",
        marking=_WITH_KEYS if with_keys else _WITHOUT_KEYS,
        missing=_CDN if cdn else _NO_CDN,
    )


def _row(folder: Path) -> str:
    """Return one module's line: its title as a link, and its time."""
    about = read_folder(folder)
    url = OPENS.format(path=quote(f"modules/{folder.name}/{about.notebook.name}"))
    time = f" <small>about {about.minutes} minutes</small>" if about.minutes else ""
    also = "".join(
        f', <a href="{escape(OPENS.format(path=quote(f"modules/{folder.name}/{code}/{path.name}")))}" '
        f'hreflang="{code}" lang="{code}">{escape(LANGUAGES[code])}</a>'
        for code, path in others(folder)
    )
    return f'<li><a href="{escape(url)}">{escape(about.title)}</a>{also}{time}</li>\n'
