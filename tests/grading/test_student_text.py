"""casework.grading.student_text: nothing a learner writes can act on the page that shows it."""

from __future__ import annotations

import pytest
from grading.shown_page import ATTRIBUTES, TAGS, shown
from grading.submissions import HOSTILE_TEXT
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.grading.student_text import MAX_CHARS, clean, safe_markdown, safe_verbatim

PIECES = st.sampled_from(
    [
        *[
            "<script>",
            "</script>",
            "<div>",
            "</div>",
            "<img src=x onerror=1>",
            "&lt;script&gt;",
            "&#60;b&#62;",
            "<!--",
        ],
        *[
            "\n",
            "\n\n",
            "\r",
            "&#10;",
            "&#10;&#10;",
            "&#13;",
            "\u2028",
            "    ",
            "\t",
            "> ",
            "- ",
            "1. ",
            "# ",
            "***",
        ],
        *[
            "[x](javascript:alert(1))",
            "[x](&#106;avascript:1)",
            "![x](attachment:a)",
            "[x]: data:text/html,1\n",
            "[x]",
        ],
        *[
            "$",
            "$$",
            "\\begin{a}",
            "\\end{a}",
            "\\[",
            "\\]",
            "\\",
            "`",
            "```",
            "~~~\n",
            "|",
            "|-|\n",
            "<a@b.c>",
            "<pre>",
        ],
        *["word", "&", '"', "'", "\x00", "\ud800"],
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_only_harmless_tags_come_out(text: str) -> None:
    """Whatever is written, the page holds text formatting and plain links, and nothing that can run."""
    for source in (safe_markdown(clean(text)), safe_verbatim(clean(text))):
        page = shown(source)

        assert page.tags <= TAGS
        assert page.attributes <= ATTRIBUTES
        assert not [
            link for link in page.links if link.lower().startswith(("javascript:", "data:", "vbscript:"))
        ]


def test_text_is_shown_as_written() -> None:
    """Raw HTML appears letter by letter; bold, lists and links work."""
    page = shown(safe_markdown(HOSTILE_TEXT))

    assert '<script>document.title = "taken"</script>' in page.text
    assert "it cost $5 and $6" in page.text
    assert page.links == {"https://example.org"}


def test_result_is_one_line() -> None:
    """The result is one HTML block: a blank line in it would hand the rest to the page's Markdown reader."""
    assert "\n" not in safe_markdown("a\n\nb\n\n    c\n\n\n    d")
    assert "\n" not in safe_verbatim("a\r\n\r\nb")


@pytest.mark.parametrize(
    ("source", "text"),
    [(None, ""), (5, ""), ({"a": 1}, ""), (["a\n", 3, None, "b"], "a\nb"), ("\ud800x", "?x"), ("é", "é")],
)
def test_clean_returns_writable_text(source: object, text: str) -> None:
    """Any source field becomes one text that can be written as UTF-8."""
    assert clean(source) == text


def test_clean_cuts_what_no_person_reads() -> None:
    """A text longer than the limit is cut."""
    assert len(clean("x" * (MAX_CHARS + 5))) == MAX_CHARS
