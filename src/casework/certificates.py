"""Certificates: what one says, its code, its page and PDF, and reading one back. Marks nothing."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import warnings
from dataclasses import asdict, dataclass, fields
from datetime import date
from html import escape
from math import isfinite
from typing import Any

from casework.markup import number
from casework.module import CourseError

CODE_LENGTH = 20
"""Hexadecimal digits of SHA-256 that are printed: 80 bits, so no second text has the same by chance."""
MAX_NAME = 120
_MARK = "casework-certificate:"
_FOUND = re.compile(rb"casework-certificate:([A-Za-z0-9_-]{20,4000})")
_NOTE = (
    "This certificate is not accredited: it counts as continuing education where your provider approves it. "
    "It says what was studied and tested, and nothing about anybody's views."
)


@dataclass(frozen=True)
class Certificate:
    """
    What a certificate says.

    Attributes:
        name: as its holder typed it.
        title: the course.
        minutes: of the modules and the test together, as the lessons announce them.
        day: of the test, ISO 8601.
        points, of: earned in the final test, and to be had.
        form: the form of the test.
        answers: the code of the test's answers, as on the receipt; see receipts.py.
        version: of the course.
    """

    name: str
    title: str
    minutes: int
    day: str
    points: float
    of: float
    form: str
    answers: str
    version: str

    @property
    def code(self) -> str:
        """The first digits of SHA-256 (FIPS 180-4) over its fields as JSON, in groups of four."""
        digits = hashlib.sha256(_json(self).encode("ascii")).hexdigest()[:CODE_LENGTH]
        return "-".join(digits[at : at + 4] for at in range(0, CODE_LENGTH, 4))

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What stands below the name: what it is, and what it says."""
        hours, rest = divmod(self.minutes, 60)
        parts = [_counted(hours, "hour")] if hours else []
        time = " ".join([*parts, _counted(rest, "minute")] if rest or not hours else parts)
        percent = f"{100 * self.points / self.of:.0f} %"
        return (
            ("Course", self.title),
            ("Learning time", f"{time}, the final test included"),
            ("Final test", f"{number(self.points)} of {number(self.of)} points ({percent})"),
            ("Form of the test", self.form),
            ("Date of the test", _written(self.day)),
            ("Version of the course", self.version),
            ("Code of the answers", self.answers),
            ("Code of this certificate", self.code),
        )


def clean_name(text: object) -> str:
    """
    Return a name as it will stand on a certificate.

    Raises:
        CourseError: nothing was typed, or more than a line holds.
    """
    name = one_line(text) if isinstance(text, str) else ""
    if not name:
        raise CourseError("type the name that is to stand on the certificate, then press the button again")
    if len(name) > MAX_NAME:
        raise CourseError(f"the name has {len(name)} characters; at most {MAX_NAME} fit on the certificate")
    return name


def one_line(text: str) -> str:
    """Return a text without what does not show, its blanks single: a certificate holds no other."""
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())


def page(certificate: Certificate) -> str:
    """Return the certificate as a whole HTML page: one heading, a list, no script, fit to be printed."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in certificate.lines)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Certificate: {escape(certificate.name)}</title>"
        f'<meta name="certificate" content="{_mark(certificate)}"><style>{_STYLE}</style></head><body><main>'
        f'<h1>Certificate of completion</h1><p class="name">{escape(certificate.name)}</p>'
        f"<p>has worked through the course and passed its final test.</p><dl>{rows}</dl>"
        f"<p>{escape(_NOTE)}</p></main></body></html>\n"
    )


def pdf(certificate: Certificate) -> tuple[bytes, str]:
    """Return the certificate as a PDF page (A4, landscape), and a remark if it lacks letters of the name."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"pdf.fonttype": 42, "text.usetex": False, "text.parse_math": False}):
        figure = Figure(figsize=(11.69, 8.27))
        figure.text(0.5, 0.86, "Certificate of completion", ha="center", size=26)
        size = min(30.0, 30.0 * 34 / max(len(certificate.name), 1))
        figure.text(0.5, 0.75, certificate.name, ha="center", size=size)
        done = "has worked through the course and passed its final test."
        figure.text(0.5, 0.67, done, ha="center", size=13)
        for place, (name, text) in enumerate(certificate.lines):
            figure.text(0.16, 0.57 - place * 0.05, name, size=12, color="#444444")
            figure.text(0.40, 0.57 - place * 0.05, text, size=12)
        first, second = _NOTE.split(". ", 1)
        figure.text(0.16, 0.14, f"{first}.\n{second}", size=9.5, linespacing=1.5)
        about = {
            "Title": f"Certificate: {certificate.name}",
            "Subject": _mark(certificate),
            "CreationDate": None,
            "Creator": "casework",
        }
        file = io.BytesIO()
        with warnings.catch_warnings(record=True) as lacking:
            warnings.simplefilter("always")
            figure.savefig(file, format="pdf", metadata=about)
    missing = any("missing from font" in str(one.message) for one in lacking)
    remark = "The PDF lacks letters of this name: use the page, and print it from your browser."
    return file.getvalue(), remark if missing else ""


def read_certificate(data: bytes) -> tuple[Certificate, str]:
    """
    Return what a certificate's file says, HTML or PDF, and the code that was printed when it was made.

    Raises:
        CourseError: the file is none of ours, or was saved anew by another program.
    """
    found = _FOUND.search(data)
    try:
        content = json.loads(base64.urlsafe_b64decode(found[1] + b"===")) if found else None
    except (ValueError, RecursionError):
        content = None
    names = {one.name for one in fields(Certificate)}
    if not isinstance(content, dict) or content.keys() != names | {"code"}:
        raise CourseError(
            "no certificate of this course is in it; take the HTML or PDF file as it was downloaded"
        )
    values: dict[str, Any] = {name: content[name] for name in names}
    numbers = {"minutes": int, "points": float, "of": float}
    fit = all(type(value) is numbers.get(name, str) for name, value in values.items())
    # Told in a terminal: nothing but letters that show. Half a character, as JSON may hold, does not either.
    shows = all(one.isprintable() for one in content.values() if isinstance(one, str))
    finite = fit and values["of"] > 0 and all(isfinite(values[name]) for name in ("points", "of"))
    if not finite or not shows or type(content["code"]) is not str:
        raise CourseError("its text is damaged; take the HTML or PDF file as it was downloaded")
    return Certificate(**values), content["code"]


def _mark(certificate: Certificate) -> str:
    """Return what the file carries for `read_certificate`: fields and code, in letters no format changes."""
    data = json.dumps({**asdict(certificate), "code": certificate.code})
    return _MARK + base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


def _json(certificate: Certificate) -> str:
    return json.dumps(asdict(certificate), sort_keys=True, separators=(",", ":"))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _written(day: str) -> str:
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{found.day} {found:%B %Y}"


_STYLE = (
    "body{font:1rem/1.5 Georgia,serif;margin:2rem auto;padding:0 1rem;max-width:46rem;"
    "color:#111;background:#fff}main{border:3px double #666;padding:2rem}h1{text-align:center;margin-top:0}"
    ".name{font-size:1.8rem;text-align:center;margin:1rem 0;overflow-wrap:anywhere}h1+p+p{text-align:center}"
    "dl{display:grid;grid-template-columns:minmax(9rem,auto) 1fr;gap:.3rem 1.5rem;margin:1.5rem 0}"
    "dt{color:#444}dd{margin:0;overflow-wrap:anywhere}@media(max-width:30rem){dl{display:block}"
    "dd{margin-bottom:.5rem}}@media print{@page{size:landscape}body{margin:0 auto}}"
)
