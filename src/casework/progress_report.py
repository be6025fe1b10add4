"""How far a learner is: counts for each module, as a table in HTML and as text. Reads no files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from html import escape
from pathlib import Path
from urllib.parse import quote

from casework.answers import Answer
from casework.languages import N_, _, in_words, n_
from casework.receipts import Receipt
from casework.records import CourseRecord, FolderRecord, moment
from casework.scoring import score
from casework.tries import tries_in

_MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July")),
    *(N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)
_COLUMNS = (N_("Module"), N_("Minutes"), N_("Done"), N_("Practised"), N_("Handed in"))
_FORM = re.compile(r"(.+)-[a-z]")
"""The folders of two forms of one test differ in their last letter alone: 00-test-a, 00-test-b."""
_BEFORE = "00-"
"""Folders of what comes before the first lesson and counts for no grade: start page and pre-test."""
_CELL = "text-align:left;vertical-align:top;padding:0.35em 0.5em 0.35em 0;border-bottom:1px solid #8888"
_GAP = "margin-top:0.8em"
_TABLE = "border-collapse:collapse;width:100%;font-size:0.93em;overflow-wrap:normal"


@dataclass(frozen=True)
class Standing:
    """
    One module's counts, of questions unless said otherwise.

    Attributes:
        minutes: the time the lesson names for itself.
        tries: of all practice questions together.
        right: practice questions that were right at the last try.
        changed: whether a graded answer is newer than the receipt.
        finished: the newest graded answer or the hand-in; None while the module is not done.
        graded: whether there is anything to hand in.
        spare: a form of a test that this learner does not need, since another form is done, begun or first.
    """

    name: str
    title: str
    minutes: int | None
    notebook: Path
    total: int
    answered: int
    practice: int
    practised: int
    tries: int
    right: int
    handed_in: Receipt | None
    changed: bool
    finished: datetime | None
    graded: bool = True
    spare: bool = False

    @property
    def done(self) -> bool:
        """Whether it was handed in or, with all graded questions answered, could be."""
        return self.finished is not None


def standing(course: CourseRecord, folder: FolderRecord) -> Standing:
    """
    Count one module's answers.

    A module is done when it was handed in, or when all of its graded questions are answered; one without
    graded questions when all its questions are.
    """
    module, held = folder.module, course.own(folder)
    given = {id_: one for id_, one in held.answers.items() if not is_blank(one.response)}
    practised = [id_ for id_ in module.practice_keys if id_ in given]
    counts = module.graded_questions or module.questions
    times = [at for id_ in counts if id_ in given and (at := moment(given[id_].at))]
    receipt = held.handed_in
    handed_in = moment(receipt.at) if receipt else None
    finished = None
    if handed_in or (counts and all(id_ in given for id_ in counts)):
        finished = max([*times, *([handed_in] if handed_in else [])], default=None)
    return Standing(
        name=module.name,
        title=folder.title,
        minutes=folder.minutes,
        notebook=folder.notebook,
        total=len(module.questions),
        answered=sum(id_ in given for id_ in module.questions),
        practice=len(module.practice_keys),
        practised=len(practised),
        tries=sum(given[id_].attempts for id_ in practised),
        right=sum(last_try(folder, id_, given[id_]) == "right" for id_ in practised),
        handed_in=receipt,
        changed=bool(handed_in and any(time > handed_in for time in times)),
        finished=finished,
        graded=bool(module.graded_questions),
    )


def last_try(folder: FolderRecord, id_: str, answer: Answer) -> str:
    """Return the state of the last try at a practice question; a graded one is never judged here."""
    return score(folder.module.questions[id_], folder.module.practice_keys[id_], answer.response).state


def is_blank(response: object) -> bool:
    """Return whether a response of any question type holds nothing: no text, no choice, in no part."""
    parts = [response]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            parts += part.values()
        elif isinstance(part, list):
            parts += part
        elif part is not None and part != "":
            return False
    return True


def standings(course: CourseRecord) -> tuple[Standing, ...]:
    """Return every module's counts, in the course's order; of several forms of a test one is needed."""
    rows = tuple(standing(course, folder) for folder in course.folders)
    drawn = {form: form == waiting for waiting, forms in _drawn(course) for form in forms}
    return tuple(
        replace(row, spare=not (row.done or drawn[row.name]) if row.name in drawn else _is_spare(row, rows))
        for row in rows
    )


def next_module(rows: Sequence[Standing]) -> Standing | None:
    """Return the first module that is not done; what comes before lesson 01 may be left out."""
    begun = any(row.answered for row in rows if not row.name.startswith(_BEFORE))
    wanted = (row for row in rows if not row.done and not row.spare)
    return next((row for row in wanted if not (begun and row.name.startswith(_BEFORE))), None)


def table_html(
    rows: Sequence[Standing], notes: Sequence[str], start: Path | None, zone: tzinfo | None = None
) -> str:
    """
    Return the table, a link to the first module that is not done, and remarks, as HTML; all text is escaped.

    Args:
        start: the folder of the page that shows it; links are relative to it. None: without the link.
        zone: whose calendar dates are shown; None is this computer's.
    """
    head = "".join(f'<th scope="col" style="{_CELL}">{_(name)}</th>' for name in _COLUMNS)
    body = "".join(_row_html(cells) for cells in (_cells(row, zone) for row in rows))
    foot = _row_html((_("Whole course"), *_sums(rows))) if len(rows) > 1 else ""
    remarks = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return (
        f'<table style="{_TABLE}"><caption style="text-align:left;font-weight:600">'
        f"{_('Your progress')}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        f"<tfoot>{foot}</tfoot></table>{_next_html(next_module(rows), start) if rows and start else ''}"
        + (f"<p>{_('Please note:')}</p><ul>{remarks}</ul>" if remarks else "")
    )


def table_text(rows: Sequence[Standing], notes: Sequence[str], zone: tzinfo | None = None) -> str:
    """Return the same as plain text, a line for each module."""
    lines = [_line(_cells(row, zone)) for row in rows]
    if len(rows) > 1:
        lines.append(_line((_("Whole course"), *_sums(rows))))
    following = next_module(rows)
    if rows:
        lines.append(
            f"Next: {following.title} ({following.notebook})" if following else "All modules are done."
        )
    return "\n".join([*lines, *notes])


def titled(title: str, notebook: Path) -> str:
    """Return what a link to a lesson says: its title, and its language where it is not the page's own."""
    language = in_words(notebook)
    return f"{title} ({language})" if language else title


def day(time: datetime, zone: tzinfo | None = None) -> str:
    """Return a moment's day as a person writes it: 22 November 2026."""
    local = time.astimezone(zone)
    return _("{day} {month} {year}").format(day=local.day, month=_(_MONTHS[local.month - 1]), year=local.year)


def _drawn(course: CourseRecord) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the form that a learner is to take now, and all forms, of each final test where one was drawn."""
    for rules in (folder.module.final for folder in course.folders):
        if rules and (waiting := tries_in(course, rules).waiting()):
            yield waiting, rules.forms


def _is_spare(row: Standing, rows: Sequence[Standing]) -> bool:
    """Return whether a learner needs another form of a test and not this one."""
    if row.done or not _FORM.fullmatch(row.name):
        return False
    others = [one for one in rows if one.name != row.name and one.name[:-1] == row.name[:-1]]
    if any(one.done for one in others):
        return True
    return not row.answered and any(one.answered or one.name < row.name for one in others)


def _cells(row: Standing, zone: tzinfo | None) -> tuple[str, ...]:
    """Return one row in words."""
    handed_in = _("no") if row.graded else _("nothing to hand in")
    if row.handed_in and (time := moment(row.handed_in.at)):
        handed_in = day(time, zone) + (f"; {_('answers changed since')}" if row.changed else "")
    answered, did = _counts([row])
    answered += f"; {_('module done')}" if row.done else ""
    answered += f"; {_('not needed: one form is enough')}" if row.spare and not row.done else ""
    return row.title, str(row.minutes or _("not given")), answered, did, handed_in


def _sums(rows: Sequence[Standing]) -> tuple[str, ...]:
    rows = [row for row in rows if not row.spare]
    minutes = sum(row.minutes or 0 for row in rows)
    return (
        str(minutes or _("not given")),
        *_counts(rows),
        _of(sum(row.handed_in is not None for row in rows), sum(row.graded for row in rows)),
    )


def _counts(rows: Sequence[Standing]) -> tuple[str, str]:
    """Return what is answered and what is practised, of one module or of several together."""
    total, answered, practice, practised, tries, right = (
        sum(getattr(row, name) for row in rows)
        for name in ("total", "answered", "practice", "practised", "tries", "right")
    )
    did = _of(practised, practice) if practice else _("none to do")
    if practised:
        said = n_(
            "{tries} try; {right} right at the last try",
            "{tries} tries; {right} right at the last try",
            tries,
        )
        did += f"; {said.format(tries=tries, right=right)}"
    return _of(answered, total), did


def _of(some: int, all_: int) -> str:
    return _("{some} of {all}").format(some=some, all=all_)


def _line(cells: tuple[str, ...]) -> str:
    title, minutes, answered, practised, handed_in = cells
    time = f"{minutes} minutes" if minutes.isdigit() else "time not given"
    return f"{title}: {time}; done {answered}; practised {practised}; handed in: {handed_in}"


def _row_html(cells: tuple[str, ...]) -> str:
    first, *rest = map(escape, cells)
    return (
        f'<tr><th scope="row" style="{_CELL}">{first}</th>'
        + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in rest)
        + "</tr>"
    )


def _next_html(row: Standing | None, start: Path) -> str:
    if row is None:
        return f'<p style="{_GAP}">{_("All modules are done.")}</p>'
    link = escape(quote(Path(os.path.relpath(row.notebook.resolve(), start.resolve())).as_posix()))
    said = escape(_("Resume with {title}").format(title=titled(row.title, row.notebook)))
    return f'<p style="{_GAP}"><a href="{link}">{said}</a></p>'
