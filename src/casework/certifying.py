"""Certificates from the instructor's side: makes one from a handed-in test, checks one. Shows no widgets."""

from __future__ import annotations

from pathlib import Path

from casework.answers import UnreadableNotebook, read_notebook
from casework.certificates import Certificate, page, pdf, read_certificate
from casework.final_test import certificate_of
from casework.marking import Marked, answers_of, mark_answers
from casework.markup import number
from casework.module import CourseError, Module, load_module
from casework.receipts import code_of, receipt_of
from casework.records import moment, read_course
from casework.tries import Try, form_of, now

MAX_BYTES = 5_000_000
FILES = ("certificate.pdf", "certificate.html")


def make_certificate(root: Path, notebook: Path, name: str, target: Path) -> str:
    """
    Mark a handed-in form and, if it passes, write certificate.pdf and certificate.html into ``target``.

    The modules are not looked at: whether they are done is for the instructor to say.

    Returns:
        One line that says what was written.

    Raises:
        CourseError: the notebook is no form of the final test, does not pass, or the files are there already.
    """
    module, marked, code, at = _marked(root, notebook)
    home = form_of(module)
    rules = load_module(home).final if home else None
    if rules is None:
        raise CourseError(f"{notebook}: {module.name} is no form of a final test")
    if not rules.passes(marked.points, marked.full):
        needed = number(rules.needed(marked.full))
        raise CourseError(f"{notebook}: {marked.words}, and {needed} are needed; no certificate was made")
    passed = Try(module.name, at, code, marked.points, marked.full)
    made = certificate_of(read_course(root), rules, passed, name)
    target.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        if (target / file).exists():
            raise CourseError(f"{target / file}: there is already such a file; name another folder")
    document, remark = pdf(made)
    for file, data in zip(FILES, (document, page(made).encode()), strict=True):
        with (target / file).open("xb") as opened:
            opened.write(data)
    return (
        f"{target}: certificate.pdf and certificate.html for {made.name}, code {made.code}. {remark}".strip()
    )


def check_certificate(root: Path, file: Path, notebook: Path | None) -> tuple[bool, list[str]]:
    """
    Say whether a certificate is as it was made and, given the test's notebook, whether that says the same.

    Returns:
        Whether all is well, and what was found, a line each.

    Raises:
        CourseError: the file is no certificate, or the notebook cannot be marked.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES)
        made, printed = read_certificate(data)
    except CourseError as error:
        raise CourseError(f"{file}: {error}") from None
    lines = [f"{file}: made out to {made.name}", *(f"  {name}: {text}" for name, text in made.lines)]
    good = printed == made.code
    if not good:
        lines.append(
            f"The code does not fit: {printed} was printed. Something was changed after it was made."
        )
        return False, lines
    lines.append("The code fits these lines. Compare them with what the certificate shows.")
    if not data.startswith(b"%PDF-") and data != page(made).encode():
        return False, [*lines, "The page shows something else than was made: do not accept it."]
    if notebook is None:
        lines.append(
            "Whether the test was passed, only its notebook shows: give it as the second file, to be marked."
        )
        return True, lines
    good, found = _compare(root, made, notebook)
    return good, [*lines, *found]


def _compare(root: Path, made: Certificate, notebook: Path) -> tuple[bool, list[str]]:
    """Mark the notebook again and hold it against the certificate."""
    module, marked, code, _ = _marked(root, notebook)
    result = f"{notebook.name}, marked again: {marked.words}"
    if module.name != made.form:
        return False, [f"{notebook.name} is {module.name}, and the certificate is for {made.form}."]
    if code != made.answers:
        return False, [f"{result}, but with other answers (code {code}, not {made.answers})."]
    if marked.points != made.points or marked.full != made.of:
        return False, [f"{result}, but the certificate says {number(made.points)} of {number(made.of)}."]
    return True, [f"{result}, with the same answers: as the certificate says."]


def _marked(root: Path, notebook: Path) -> tuple[Module, Marked, str, str]:
    """Return the form that a notebook is of, known by the questions in its record; its marks, code, time."""
    try:
        content = read_notebook(notebook.read_bytes())
    except UnreadableNotebook as error:
        raise CourseError(f"{notebook}: {error}") from None
    answers = answers_of(notebook, content)
    forms = [one.module for one in read_course(root).folders if form_of(one.module)]
    held = {one.name: sum(id_ in answers for id_ in one.graded_questions) for one in forms}
    module = max(forms, key=lambda one: held[one.name], default=None)
    if module is None or not held[module.name]:
        raise CourseError(f"{notebook}: it holds no answers to a form of the final test; give that notebook")
    receipt = receipt_of(content["metadata"])
    at = receipt.at if receipt and moment(receipt.at) else now()
    return module, mark_answers(module, answers), code_of(answers, module.graded_questions), at
