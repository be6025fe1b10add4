"""The final test's page: which form to take, what came of it, and the certificate. Marks by marking.py."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from html import escape
from typing import Any

from casework import __version__
from casework.certificates import Certificate, clean_name, one_line, page, pdf
from casework.final_rules import FinalRules
from casework.marking import keys_of, mark_answers
from casework.markup import number, plain
from casework.module import CourseError
from casework.progress_report import day, standing
from casework.records import CourseRecord, FolderRecord, moment, read_here
from casework.tries import Tries, Try, draw, keep, tries_in
from casework.yaml_lines import ContentError

TEACHER = (
    "This copy of the course holds no keys, so your instructor marks the test and makes the certificate."
)


@dataclass(frozen=True)
class Shown:
    """Some HTML as a cell's result; its links open inside Jupyter."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return plain(self.html)


def final() -> Shown:
    """
    Show which form of the final test is yours, and what came of the forms you have taken.

    A form is drawn once and kept in the record, beside this notebook. Who took one form of the pre-test gets
    the form that holds none of its questions.

    Raises:
        CourseError: the notebook is not in the folder of a final test.
    """
    course, home, rules = _place()
    tries = tries_in(course, rules)
    drawn = draw(course, rules, tries)
    notes = []
    if drawn != tries:
        try:
            keep(course, home, rules, drawn)
        except OSError as error:
            notes.append(
                f"The form that was drawn cannot be kept ({error.strerror or error}); note which it is."
            )
    return Shown(final_html(course, rules, drawn, notes) + gain_html(course, rules, drawn))


def final_html(
    course: CourseRecord,
    rules: FinalRules,
    tries: Tries,
    notes: Sequence[str] = (),
    zone: tzinfo | None = None,
) -> str:
    """Return what the page says of the tries so far and of what comes next, as HTML."""
    titles = {one.module.name: one.title for one in course.folders}
    waiting, passed = tries.waiting(), tries.passed(rules)
    if passed:
        step = f"You have passed with {_result(passed)}. Your certificate is in the next part."
    elif waiting:
        link = f"../{waiting}/{waiting}.ipynb"
        name = escape(titles.get(waiting, waiting))
        step = (
            f'Your form is <a href="{escape(link)}">{name}</a>. Answer all of it, then press "Mark it now".'
        )
        if not _can_mark(course, rules):
            step = f'Your form is <a href="{escape(link)}">{name}</a>, unless your instructor named another.'
    else:
        step = (
            "You have taken every form. Go through the lessons that the tables named, and ask your "
            "instructor, or a colleague, to go through the questions with you."
        )
    rows = "".join(
        f'<tr><th scope="row">{escape(titles.get(one.form, one.form))}</th><td>{_day(one, zone)}</td>'
        f"<td>{_result(one)}</td><td>{'passed' if _passes(rules, one) else 'not passed'}</td></tr>"
        for one in tries.tried
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Form", "Marked on", "Points", "Result"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    more = [*([] if _can_mark(course, rules) else [TEACHER]), *notes]
    return f"<p>{step}</p>{table}" + "".join(f"<p>{escape(note)}</p>" for note in more)


def gain_html(course: CourseRecord, rules: FinalRules, tries: Tries) -> str:
    """
    Return the pre-test's result beside that of its pairs in the first form taken, as HTML, if both are there.

    The pairs are the questions of the pre-test's other form: same outcomes and levels, other instances.
    """
    folders = {one.module.name: one for one in course.folders}
    if not tries.tried or tries.tried[0].form not in folders or not _can_mark(course, rules):
        return ""
    form = folders[tries.tried[0].form]
    found = rules.pairs(form.module.graded_questions)
    paired = {id_: home for id_, home in found.items() if home in folders}
    before_it = (folders[name] for name in rules.pretests(folders, set(paired.values())))
    taken = [one for one in before_it if course.own(one).answers]
    if not taken or not paired:
        return ""
    try:
        before = mark_answers(taken[0].module, course.own(taken[0]).answers)
        scores = mark_answers(form.module, course.own(form).answers).scores
    except (CourseError, ContentError) as error:  # the form to take is shown all the same
        return f"<p>{escape(str(error))}</p>"
    after = sum(scores.get(id_) or 0.0 for id_ in paired)
    of = sum(float(form.module.graded_questions[id_].points) for id_ in paired)
    return (
        f"<p>Before the course you had <b>{before.words}</b> in {escape(taken[0].title)}. In the questions "
        f"of your final test that pair with it you have <b>{number(after)} of {number(of)}</b>.</p>"
    )


def certificate() -> Any:
    """
    Offer the certificate where the final test is passed and the modules are done; else say what is missing.

    Raises:
        CourseError: the notebook is not in the folder of a final test.
    """
    course, _, rules = _place()
    passed = tries_in(course, rules).passed(rules)
    missing = missing_modules(course, rules)
    if not _can_mark(course, rules):
        return Shown(f"<p>{TEACHER}</p>")
    if passed is None:
        return Shown("<p>The certificate is made here as soon as a form of the final test is passed.</p>")
    if missing:
        listed = "".join(f"<li>{escape(title)}</li>" for title in missing)
        return Shown(
            "<p>You have passed. These modules are not done yet: hand each in, with the button on its page, "
            f"even where you skipped a part.</p><ul>{listed}</ul>"
        )
    from casework.widgets.certificate_panel import CertificatePanel

    return CertificatePanel(lambda name: _downloads(certificate_of(course, rules, passed, name)))


def certificate_of(course: CourseRecord, rules: FinalRules, passed: Try, name: object) -> Certificate:
    """
    Return the certificate for a try that passed.

    Raises:
        CourseError: no name was typed, or too long a one.
    """
    minutes = {one.module.name: one.minutes or 0 for one in course.folders}
    time = moment(passed.at)
    return Certificate(
        name=clean_name(name),
        title=one_line(rules.title),
        minutes=sum(minutes.get(part, 0) for part in (*rules.needs, passed.form)),
        day=(time or datetime.now(UTC)).date().isoformat(),
        points=passed.points,
        of=passed.of,
        form=passed.form,
        answers=passed.code,
        version=__version__,
    )


def missing_modules(course: CourseRecord, rules: FinalRules) -> list[str]:
    """Return the titles of the modules that a certificate needs and that are not done."""
    return [
        one.title
        for one in course.folders
        if one.module.name in rules.needs and not standing(course, one).done
    ]


def _downloads(made: Certificate) -> str:
    """Return links that hold the certificate's two files, and its code, as HTML."""
    files = [("certificate.html", "text/html", page(made).encode())]
    try:
        document, remark = pdf(made)
        files.insert(0, ("certificate.pdf", "application/pdf", document))
    except ImportError:
        remark = "No PDF, because matplotlib is not installed here: print the page from your browser."
    links = " and ".join(
        f'<a download="{name}" href="data:{kind};base64,{base64.b64encode(data).decode()}">{name}</a>'
        for name, kind, data in files
    )
    told = f"<p>{escape(remark)}</p>" if remark else ""
    return (
        f"<p>For <b>{escape(made.name)}</b>: {links}. The page in HTML is the one for screen readers.</p>"
        f"<p>Code: <b>{made.code}</b>. To have it checked, send a certificate together with the notebook of "
        f"your form, {escape(made.form)}.ipynb.</p>{told}"
    )


def _place() -> tuple[CourseRecord, FolderRecord, FinalRules]:
    course, home, _ = read_here()
    if home.module.final is None:
        raise CourseError(f"{home.module.name} has no final.yaml")
    return course, home, home.module.final


def _can_mark(course: CourseRecord, rules: FinalRules) -> bool:
    forms = [one.module for one in course.folders if one.module.name in rules.forms]
    return any(keys_of(module).is_dir() for module in forms)


def _passes(rules: FinalRules, one: Try) -> bool:
    return rules.passes(one.points, one.of)


def _result(one: Try) -> str:
    return f"{number(one.points)} of {number(one.of)} points"


def _day(one: Try, zone: tzinfo | None) -> str:
    time = moment(one.at)
    return day(time, zone) if time else ""
