"""Certificates: what one says, its code, its two files, and reading one back, damaged or forged too."""

from __future__ import annotations

import base64
import json
import re
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.certificates import Certificate, clean_name, page, pdf, read_certificate
from casework.module import CourseError

MADE = Certificate(
    name="Ann O'Neil",
    title="Lights & signs",
    minutes=130,
    day="2026-11-22",
    points=8.5,
    of=10.0,
    form="08-test-a",
    answers="1111-2222-3333",
    version="1.0.0",
)
DAMAGED = "its text is damaged; take the HTML or PDF file as it was downloaded"
NONE = "no certificate of this course is in it; take the HTML or PDF file as it was downloaded"
FOUND = re.compile(rb"casework-certificate:([\w-]+)")


def embedded(data: bytes) -> dict[str, Any]:
    """Return what a certificate's file carries."""
    found = FOUND.search(data)
    assert found
    content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(found[1] + b"==="))
    return content


def carrying(content: Any) -> bytes:
    """Return a file that carries this, packed as a certificate's is."""
    text = content if isinstance(content, str) else json.dumps(content)
    return b"x casework-certificate:" + base64.urlsafe_b64encode(text.encode()).rstrip(b"=") + b" y"


def refused(data: bytes) -> str:
    """Return why a file is no certificate."""
    with pytest.raises(CourseError) as caught:
        read_certificate(data)
    return str(caught.value)


class TestWhatItSays:
    """The lines and the code."""

    def test_lines(self) -> None:
        """It says the course, its length, points, form, date, version and both codes."""
        assert MADE.lines == (
            ("Course", "Lights & signs"),
            ("Learning time", "2 hours 10 minutes, the final test included"),
            ("Final test", "8.5 of 10 points (85 %)"),
            ("Form of the test", "08-test-a"),
            ("Date of the test", "22 November 2026"),
            ("Version of the course", "1.0.0"),
            ("Code of the answers", "1111-2222-3333"),
            ("Code of this certificate", MADE.code),
        )

    @pytest.mark.parametrize(
        ("minutes", "said"),
        [
            (0, "0 minutes"),
            (1, "1 minute"),
            (40, "40 minutes"),
            (60, "1 hour"),
            (61, "1 hour 1 minute"),
            (600, "10 hours"),
        ],
    )
    def test_time(self, minutes: int, said: str) -> None:
        """Learning time is said in hours and minutes, one of them in the singular."""
        assert dict(replace(MADE, minutes=minutes).lines)["Learning time"] == (
            f"{said}, the final test included"
        )

    def test_code(self) -> None:
        """The code is twenty digits in groups of four, the same for the same certificate."""
        assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){4}", MADE.code)
        assert replace(MADE).code == MADE.code

    @pytest.mark.parametrize("field", asdict(MADE))
    def test_every_field_is_in_the_code(self, field: str) -> None:
        """Changing any one field changes the code."""
        value = asdict(MADE)[field]
        changed = value + 1 if isinstance(value, int | float) else f"{value}x"
        assert replace(MADE, **{field: changed}).code != MADE.code

    def test_a_day_that_is_none(self) -> None:
        """What is no date is shown as it stands."""
        assert dict(replace(MADE, day="someday").lines)["Date of the test"] == "someday"


class TestName:
    """The name as it was typed."""

    @pytest.mark.parametrize(
        ("typed", "name"),
        [
            ("Ann", "Ann"),
            ("  Ann \n\t O'Neil ", "Ann O'Neil"),
            ("Ann\u200b", "Ann"),
            ("Ann \u200b", "Ann"),
            ("Ann \u202e O'Neil", "Ann O'Neil"),
            ("\ud800Ann\x00\x1b[31m", "Ann[31m"),
            ("王小明", "王小明"),
            ("<b>Ann</b>", "<b>Ann</b>"),
            ("x" * 120, "x" * 120),
        ],
        ids=repr,
    )
    def test_cleaned(self, typed: str, name: str) -> None:
        """Blanks are made single, and what does not show is taken out."""
        assert clean_name(typed) == name

    @pytest.mark.parametrize("typed", ["", "   ", "\n", "\u200b \u200b", "\x00", None, 5, ["Ann"]], ids=repr)
    def test_none(self, typed: object) -> None:
        """Without a name there is no certificate, and the line says what to do."""
        with pytest.raises(CourseError) as caught:
            clean_name(typed)
        assert str(caught.value) == (
            "type the name that is to stand on the certificate, then press the button again"
        )

    @pytest.mark.parametrize("length", [121, 200, 1_000_000])
    def test_too_long(self, length: int) -> None:
        """A name of 200 characters is refused with its length."""
        with pytest.raises(CourseError) as caught:
            clean_name("x" * length)
        assert str(caught.value) == (f"the name has {length} characters; at most 120 fit on the certificate")


class TestFiles:
    """The page and the PDF."""

    def test_the_page_shows_every_line(self) -> None:
        """The page has one heading, the name, every line and no script; it is the same each time."""
        text = page(MADE)
        assert text.count("<h1>") == 1
        assert '<p class="name">Ann O&#x27;Neil</p>' in text
        for name, value in MADE.lines:
            assert f"<dt>{name}</dt><dd>{value.replace('&', '&amp;')}</dd>" in text
        assert "<script" not in text
        assert page(replace(MADE)) == text

    def test_a_name_with_markup(self) -> None:
        """HTML in a name is shown as letters, in the heading's title too, and comes back as typed."""
        name = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"
        text = page(replace(MADE, name=name))
        assert "<script" not in text
        assert "<img" not in text
        assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
        assert read_certificate(text.encode())[0].name == name

    @pytest.mark.parametrize("name", ["Ann O'Neil", "Zoë Łęcka (MA) \\ $x^2$", "Анна", "x" * 120])
    def test_both_files_are_read_back(self, name: str) -> None:
        """What the page and the PDF carry is the certificate and its code; there is no remark."""
        made = replace(MADE, name=name)
        document, remark = pdf(made)
        assert (document[:5], remark) == (b"%PDF-", "")
        assert read_certificate(document) == read_certificate(page(made).encode()) == (made, made.code)

    @pytest.mark.parametrize("name", ["王小明", "Ann 王"])
    def test_letters_that_the_pdf_lacks(self, name: str) -> None:
        """Where the PDF's font lacks letters a remark says so; page and PDF still carry the name."""
        document, remark = pdf(replace(MADE, name=name))
        assert remark == ("The PDF lacks letters of this name: use the page, and print it from your browser.")
        assert read_certificate(document)[0].name == name
        assert f'<p class="name">{name}</p>' in page(replace(MADE, name=name))

    @pytest.mark.parametrize("name", ["😀" * 120, "a\u0301\u0302", "שלום", "$\\frac{$", "%d {0} ("])
    def test_no_name_breaks_the_pdf(self, name: str) -> None:
        """Any name that may stand on a certificate makes a PDF that can be read back."""
        made = replace(MADE, name=name)
        assert read_certificate(pdf(made)[0]) == (made, made.code)


class TestReading:
    """Files that are none, damaged, or forged."""

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"<html>",
            b"casework-certificate:",
            b"casework-certificate:AAAA",
            b"\xff\xfe\x00" * 100,
            page(MADE).encode()[:200],
            b"x" * 10_000_000,
            carrying([1]),
            carrying({}),
            carrying("[" * 2_900),
            carrying('{"a":' * 500),
            carrying("9" * 2_900),
            carrying({**asdict(MADE)}),
            carrying({**asdict(MADE), "code": "x", "more": 1}),
        ],
        ids=[
            *("empty", "no mark", "mark alone", "too short", "bytes", "cut off before", "10 MB"),
            *("a list", "no fields", "deep lists", "deep blocks", "a long number", "no code", "more"),
        ],
    )
    def test_none_of_ours(self, data: bytes) -> None:
        """A file without a certificate's text, or with another, is no certificate; nothing else raises."""
        assert refused(data) == NONE

    def test_cut_off_inside(self) -> None:
        """A file that ends within what it carries is no certificate."""
        data = page(MADE).encode()
        found = FOUND.search(data)
        assert found
        assert refused(data[: found.end() - 40]) == NONE

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", 5),
            ("name", None),
            ("name", "Ann\x1b[2J"),
            ("name", "\ud800"),
            ("title", "Lights\nFinal test: 10 of 10"),
            ("answers", "\u202e"),
            ("minutes", 3.5),
            ("minutes", True),
            ("points", 8),
            ("points", float("nan")),
            ("points", float("inf")),
            ("of", 0.0),
            ("of", -1.0),
            ("of", float("inf")),
            ("of", "10"),
            ("code", 5),
            ("code", "\x1b[2J"),
        ],
    )
    def test_a_value_that_cannot_be(self, field: str, value: object) -> None:
        """A field of another kind, not finite, or with letters that do not show is told as damage."""
        content = {**asdict(MADE), "code": MADE.code, field: value}
        assert refused(carrying(content)) == DAMAGED

    @pytest.mark.parametrize("field", asdict(MADE))
    def test_a_changed_field_does_not_fit_the_code(self, field: str) -> None:
        """A field that was changed in the file is read, and its code is not the one that was printed."""
        content = embedded(page(MADE).encode())
        value = content[field]
        content[field] = value + 1 if isinstance(value, int | float) else f"{value}x"
        made, printed = read_certificate(carrying(content))
        assert printed == MADE.code
        assert made.code != printed

    def test_more_around_it(self) -> None:
        """Ten megabytes around it do not hide what a file carries."""
        data = b"x" * 5_000_000 + page(MADE).encode() + b"x" * 5_000_000
        assert read_certificate(data) == (MADE, MADE.code)

    @given(st.binary(max_size=300), st.integers(0, 2_000))
    @settings(max_examples=80, deadline=None)
    def test_noise_never_raises_anything_else(self, noise: bytes, at: int) -> None:
        """Bytes written over a certificate give a certificate or one line of words."""
        data = page(MADE).encode()
        data = data[:at] + noise + data[at + len(noise) :]
        with suppress(CourseError):
            made, _ = read_certificate(data)
            assert all(text.isprintable() for _, text in made.lines)
