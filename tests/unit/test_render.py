"""Questions and feedback as HTML and text: what is shown, and that nothing in it can act. No browser here."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from unit.course_builder import write_course

from casework import markup, render
from casework.items import Key, Question
from casework.module import Module, load_module
from casework.questions import read_keys
from casework.scoring import score

ALLOWED = {"a", "b", "br", "code", "div", "em", "h1", "h2", "h3", "hr", "i", "li", "ol", "p", "pre"} | {
    *("blockquote", "section", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "h4", "h5", "h6")
}
ATTRIBUTES = {"href", "title", "class", "style", "start"}


@pytest.fixture
def module(tmp_path: Path) -> Module:
    """Return the tiny module."""
    return load_module(write_course(tmp_path))


class Reader(HTMLParser):
    """Fails on any tag or attribute that could load or do something, and on tags not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        for name, value in attrs:
            assert name in ATTRIBUTES
            if name == "href":
                assert not re.match(r"\s*(javascript|vbscript|file|data):", value or "", re.IGNORECASE)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in ("br", "hr") or self.open.pop() == tag


def test_markdown_becomes_html() -> None:
    """Bold text, lists, links and tables come out as HTML."""
    assert markup.markdown("Under **22 U.S.C.**") == "<p>Under <strong>22 U.S.C.</strong></p>"
    assert "<table>" in markup.markdown("| a | b |\n|---|---|\n| 1 | 2 |")
    assert markup.markdown("[x](https://example.org)") == '<p><a href="https://example.org">x</a></p>'


def test_an_option_is_one_line() -> None:
    """An option's text has no paragraph around it and no line ends in it."""
    assert markup.inline("one\n  *two*\n\nthree") == "one <em>two</em> three"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/x.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html;base64,PHN2Zz4=)",
    "<https://example.org/<script>>",
    '[x](https://example.org "a\\" onclick=alert(1) \\"")',
    "`<b>`",
    "</div></section>",
    "<!-- x -->",
    "<style>*{display:none}</style>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_markdown_can_act(text: str) -> None:
    """Raw HTML, pictures and script links in a text stay text, on a line and in a paragraph."""
    for html in (markup.markdown(text), markup.inline(text)):
        Reader(html)
        assert "<script" not in html
        assert "<img" not in html


@settings(deadline=None)
@example(text="one\\\ntwo\n\n***")
@given(text=st.text(st.sampled_from("<>/&;:![]()\"'`*_#-|\\ \nabcdhijnoprstuv=")))
def test_any_markdown_is_safe(text: str) -> None:
    """Whatever the text, its HTML holds allowed tags only, each closed."""
    Reader(markup.markdown(text))
    Reader(f"<p>{markup.inline(text)}</p>")


def test_plain_words_of_html() -> None:
    """HTML as plain text keeps the words, and spaces only where a reader would set them."""
    html = markup.markdown("Under **22 U.S.C.**, *is* `a<b` so?\n\n- one\n- two & three")
    assert markup.plain(html) == "Under 22 U.S.C., is a<b so? one two & three"


@pytest.mark.parametrize(
    ("points", "words"), [(1.0, "1 point"), (0.5, "0.5 points"), (2.0, "2 points"), (0.0, "0 points")]
)
def test_points_in_words(points: float, words: str) -> None:
    """Points are written as a person writes them."""
    assert markup.points_text(points) == words


def test_a_question_without_a_widget(module: Module) -> None:
    """Print and pages without widgets show the text, how to answer, the points and the options."""
    html = render.question_html(module.questions["m01-primary"])
    Reader(html)
    assert html == (
        '<div class="cw-static">'
        "<div><p>Which of these is a <strong>primary</strong> colour of light?</p></div>"
        '<p><i>Choose one. 1 point.</i></p><ul style="list-style:none">'
        "<li>&#9744; <b>a.</b> Brown</li>"
        "<li>&#9744; <b>b.</b> Red, as in <em>traffic lights</em></li>"
        "<li>&#9744; <b>c.</b> Purple</li></ul></div>"
    )
    assert "Choose all that apply. 2 points." in render.question_html(module.questions["m01-warm"])


def test_a_question_with_its_answer(module: Module) -> None:
    """A recorded answer is shown, in HTML and in text; one that cannot be read is not."""
    question = module.questions["m01-primary"]
    assert "<li>&#9746; <b>c.</b> Purple <i>(your answer)</i></li>" in render.question_html(question, ["c"])
    assert render.question_text(question, ["c"]) == (
        "Which of these is a primary colour of light?\n"
        "  [ ] a. Brown\n  [ ] b. Red, as in traffic lights\n  [x] c. Purple"
    )
    for response in (["z"], "c", {"c": 1}, ["b", "c"], None):
        assert render.question_text(question, response) == render.question_text(question)
        assert render.question_html(question, response) == render.question_html(question)


@pytest.fixture
def graded(module: Module) -> tuple[Question, Key]:
    """Return a graded question with its key."""
    keys = read_keys(
        module.folder.parents[1] / "assessments" / "keys" / "01-tiny.yaml", module.graded_questions
    )
    return module.questions["m01-q-mix"], keys.keys["m01-q-mix"]


FEEDBACK = {
    "right": (["b", "a"], "Right: 2 of 2 points.", "a. Red; b. Green"),
    "partly": (["a"], "Partly right: 1 of 2 points.", "a. Red"),
    "wrong": (["c"], "Not right: 0 of 2 points.", "c. Blue"),
    "blank": ([], "Not answered: 0 of 2 points.", "none"),
    "never opened": (None, "Not answered: 0 of 2 points.", "none"),
    "unreadable": (["<script>"], "This answer could not be read: 0 of 2 points.", "could not be read"),
}


@pytest.mark.parametrize(("response", "state", "answer"), FEEDBACK.values(), ids=FEEDBACK)
def test_feedback_says_answer_score_and_state(
    graded: tuple[Question, Key], response: object, state: str, answer: str
) -> None:
    """Feedback names the learner's answer, the points and the state in words, whatever was recorded."""
    html = render.feedback_html(*graded, response, score(*graded, response))
    Reader(html)
    assert f"<p><b>{state}</b></p><p>Your answer: {answer}</p>" in html


def test_feedback_explains_every_option(graded: tuple[Question, Key]) -> None:
    """Each option is told with whether it was chosen, whether it is correct, why, and by which source."""
    words = markup.plain(render.feedback_html(*graded, ["b", "c"], score(*graded, ["b", "c"])))
    assert words == (
        "Under 9 T.L.C. 12, which two lights mix to yellow? Not right: 0 of 2 points. "
        "Your answer: b. Green; c. Blue "
        "a. Red This is right. You did not choose it. SECRET red is half of it. Source: fact T02 "
        "b. Green Right. You chose this. SECRET green is half of it. Source: fact T02 "
        "c. Blue Not right. You chose this. SECRET blue mixes to white. Source: fact T02"
    )


def test_sources_are_escaped_and_joined() -> None:
    """Sources are named by the given words, escaped, with semicolons between."""
    html = markup.sources_html(["law:<b> & 7102", "brief:B-2"])
    assert html == (
        '<p class="cw-sources">Source: &lt;b&gt; &amp; 7102; SWAN/GHJP issue brief, paragraph B-2</p>'
    )
    assert markup.sources_html(["fact:T01"], lambda _: "Book") == '<p class="cw-sources">Source: Book</p>'
