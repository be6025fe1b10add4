"""`casework print`: lessons, index, glossary and library as plain pages; as PDF and zip if asked."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import escape
from importlib.resources import files
from pathlib import Path

from casework.editions.common import (
    Say,
    compared,
    course_keys,
    other_forms,
    put_in_place,
    refuse_full,
    silent,
    stop_at_key,
)
from casework.editions.paper import panels, pdf
from casework.editions.paper.lesson import GLOSSARY, Lesson
from casework.editions.paper.outline import Outline
from casework.editions.paper.page import STYLE, Link, language, name_of, page
from casework.editions.paper.running import outputs
from casework.explorers.library_page import Library
from casework.languages import LANGUAGES, N_, _, language_of, speaking
from casework.markup import markdown
from casework.module import load_module, module_folders
from casework.records import FolderRecord, others, read_folder
from casework.references import FILE as REFERENCES
from casework.references import read_references
from casework.sources import Labeller, find_data, labeller
from casework.terms import FILE as TERMS
from casework.terms import Term, list_html, read_terms

ARCHIVE = "casework-print.zip"
PDFS_AT_ONCE = 3
INDEX, LIBRARY = panels.INDEX, panels.LIBRARY
_TOP: tuple[Link, ...] = (
    (INDEX, N_("All lessons")),
    (f"{INDEX}#support", N_("Support lines")),
    (GLOSSARY, N_("Glossary")),
    (LIBRARY, N_("Library")),
)


def print_course(
    root: Path,
    target: Path,
    form: str = "",
    as_pdf: bool = False,
    as_zip: bool = False,
    say: Say = silent,
) -> str:
    """
    Write the course at ``root`` as plain pages into ``target``.

    Args:
        form: the one form of the final test that is printed; all of them where it is empty.
        as_pdf: write each page as PDF too.
        as_zip: put all files into one archive beside them.
        say: is told what is being done, a line at a time.

    Returns:
        One line that says what was written and what it was compared with.

    Raises:
        CourseError: a lesson cannot be read or run, there is no such form, no browser for a PDF, ``target``
            is not empty, or a key's words are in what was written; then nothing is left in ``target``.
        ContentError: a content file has mistakes.
    """
    refuse_full(target)
    program = pdf.browser(root) if as_pdf else ""
    records = [read_folder(path) for path in module_folders(root)]
    left_out = other_forms([one.module for one in records], form)
    records = [one for one in records if one.module.name not in left_out]
    keys = course_keys(root, [one.module for one in records])
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".print-", dir=target.parent) as scratch:
        tree = Path(scratch) / "tree"
        tree.mkdir()
        _write_pages(root, records, tree, say)
        stop_at_key(tree, keys, "nothing printed")
        if program:
            with ThreadPoolExecutor(PDFS_AT_ONCE) as pool:  # each is a browser of its own, which mostly waits
                for one in pool.map(partial(pdf.write_pdf, program), sorted(tree.glob("*.html"))):
                    say(one.name)
        if as_zip:
            _pack(tree)
            say(ARCHIVE)
        put_in_place(tree, target)
    pages = len(list(target.glob("*.html")))
    lessons = "1 lesson" if len(records) == 1 else f"{len(records)} lessons"
    if more := sum(len(others(one.module.folder)) for one in records):
        lessons += f", {more} more in another language"
    return f"{target}: {pages} pages, {lessons}; {compared(keys)}"


def _write_pages(root: Path, records: list[FolderRecord], tree: Path, say: Say) -> None:
    """Write every page and the style sheet into ``tree``."""
    label, data = labeller(root), find_data(root)
    terms = read_terms(data / TERMS) if data and (data / TERMS).is_file() else {}
    course = panels.Course({one.module.name: one.title for one in records})
    lessons = [Lesson(one.module, one.module.folder / f"{one.module.name}.ipynb") for one in records]
    translated = [_translated(one, code, path) for one in records for code, path in others(one.module.folder)]
    waiting = {one.path: cells for one in lessons + translated if (cells := one.to_run())}
    if waiting:
        say(f"running the tables and figures of {len(waiting)} lessons")
    shown = outputs(waiting)
    for place, (lesson, record) in enumerate(zip(lessons, records, strict=True)):
        body, contents = lesson.printed(course, terms, label, shown.get(lesson.path, {}))
        around = [
            (f"{records[at].module.name}.html", f"{word}: {escape(records[at].title)}")
            for at, word in ((place - 1, "Before"), (place + 1, "Next"))
            if 0 <= at < len(records)
        ]
        around += [(name_of(path), LANGUAGES[code]) for code, path in others(lesson.path.parent)]
        name = f"{record.module.name}.html"
        _write(tree / name, page(record.title, body, [*_TOP, *around], contents))
        say(name)
    for lesson in translated:
        with speaking(language_of(lesson.path.parent)[0]):
            name, own = name_of(lesson.path), read_folder(lesson.module.folder)
            words = read_terms(data / TERMS) if terms and data else {}
            body, contents = lesson.printed(course, words, label, shown.get(lesson.path, {}))
            top = [(target, _(text)) for target, text in _TOP]
            english = (f"{lesson.module.name}.html", _("This lesson in English"))
            _write(tree / name, page(own.title, body, [*top, english], contents))
        say(name)
    title = next((one.module.final.title for one in records if one.module.final), "The course")
    _write(tree / INDEX, page(title, _index(title, records, lessons), _TOP))
    _write(tree / GLOSSARY, page(f"Glossary: {title}", _glossary(terms.values(), label), _TOP))
    _write(tree / LIBRARY, page(f"Library: {title}", _library(data), _TOP))
    style = files("casework.editions.paper").joinpath(STYLE).read_text(encoding="utf-8")
    _write(tree / STYLE, style)


def _translated(record: FolderRecord, code: str, path: Path) -> Lesson:
    """Return a lesson with its questions in another language."""
    with speaking(code):
        return Lesson(load_module(record.module.folder), path)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _index(title: str, records: list[FolderRecord], lessons: list[Lesson]) -> str:
    """Return the first page: what this is, every lesson with its minutes and a box, the support lines."""
    outline = Outline()
    head = outline.heading(1, escape(title))
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(one.module.name)}.html">{escape(one.title)}</a>'
        + "".join(
            f', <a href="{name_of(path)}"{language(name_of(path))}>{LANGUAGES[code]}</a>'
            for code, path in others(one.module.folder)
        )
        + "</th>"
        f"<td>{one.minutes or 'not given'}</td><td>{len(one.module.questions)}</td>"
        '<td><span aria-hidden="true">&#9744;</span><span class="unseen">to tick</span></td></tr>'
        for one in records
    )
    names = ("Lesson", "Minutes", "Questions", "Done")
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    support = next((text for one in lessons if (text := one.text_of("support"))), "")
    part = outline.heading(2, "Lessons", "lessons")
    return (
        f"{head}<p>This is the whole course on paper: for a screen reader, a phone, a printer. It is plain "
        "text with tables and lists, runs no script and asks no network. Every lesson is one page. Practice "
        "questions have their answers at the end of the page; graded ones have none.</p>"
        f'{part}<div class="scroll" role="region" tabindex="0" aria-label="Table: lessons"><table>'
        f"<caption>Lessons in their order</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>"
        f'</table></div><div id="support">{outline.own(markdown(support))}</div>'
    )


def _glossary(terms: Iterable[Term], label: Labeller) -> str:
    order = sorted(terms, key=lambda one: one.term.casefold())
    listed = f"<ul>{list_html(order, label)}</ul>" if order else "<p>This course has no glossary.</p>"
    return Outline().heading(1, "Glossary") + listed


def _library(data: Path | None) -> str:
    outline = Outline()
    head = outline.heading(1, "Library")
    path = data / REFERENCES if data else None
    if path is None or not path.is_file():
        return f"{head}<p>This course has no list of sources.</p>"
    return head + outline.block(Library(tuple(read_references(path).values())).fallback()[0])


def _pack(tree: Path) -> None:
    """Put every file of the folder into one archive in it: the same files make the same archive."""
    paths = sorted(path for path in tree.iterdir() if path.is_file())
    with zipfile.ZipFile(tree / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            about = zipfile.ZipInfo(f"casework-print/{path.name}")  # of 1 January 1980, whenever it is made
            about.external_attr = 0o644 << 16
            archive.writestr(about, path.read_bytes(), zipfile.ZIP_DEFLATED)
