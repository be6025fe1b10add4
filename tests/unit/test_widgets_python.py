"""The Python half of the widgets: what reaches the page, what is taken from it. Not here: JavaScript."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.anything import json_with
from unit.page import AT, LATER, answer, save, sent

from casework.answers import Answer, read_sidecar
from casework.markup import plain
from casework.module import Module, load_module
from casework.widgets import CaseStudy, Quiz, ask, case_study
from casework.widgets.loading import joined
from casework.widgets.recorded import public_question


@pytest.fixture
def module(kernel_folder: Path) -> Module:
    """Return the tiny module."""
    return load_module(kernel_folder)


def synced(widget: Quiz | CaseStudy) -> str:
    """Return all that the page is told, as text, without the page's own code."""
    state = widget.get_state()
    return json.dumps({name: value for name, value in state.items() if name not in ("_esm", "_css")})


# --- what reaches the page


def test_a_question_is_public_field_by_field(module: Module) -> None:
    """The page gets the text, inputs and points of a question, field by field, and nothing else."""
    spec = public_question(module.questions["m01-primary"], graded=False)
    html = spec.pop("html")
    assert spec == {"id": "m01-primary", "type": "single", "mode": "practice", "response": "list"}
    assert plain(html).startswith(
        "Practice Choose one. Which of these is a primary colour of light? "
        "a. Brown b. Red, as in traffic lights c. Purple Check answer"
    )
    assert html.count('<input type="radio"') == 3
    assert "1 point" in public_question(module.questions["m01-primary"], graded=True)["html"]


def test_a_case_is_public_field_by_field(kernel_folder: Path) -> None:
    """The page gets a case's texts and questions, steps and changes apart; effects are not among them."""
    spec = case_study("m01-case").spec
    assert list(spec) == [
        *("kind", "id", "title_html", "intro_html", "tracks_html", "starts", "length"),
        *("steps", "changes", "end_html"),
    ]
    fields = ["id", "title_html", "reveal_html", "question", "next", "back"]
    assert [list(step) for step in spec["steps"]] == [fields] * 2
    assert (spec["tracks_html"], spec["starts"], spec["length"]) == ("", {"": "m01-case-s1"}, 2)
    assert [step["question"]["mode"] for step in spec["steps"]] == ["practice", "graded"]
    assert [change["id"] for change in spec["changes"]] == ["m01-case-c1"]
    assert spec["title_html"] == "The <em>faded</em> sign"
    assert spec["end_html"].endswith(
        "Source: Handbook of light, chapter 1 (fact T01, as of 2024-01-31)</p></div></section>"
    )


def test_no_key_reaches_the_page_before_an_answer(kernel_folder: Path) -> None:
    """Before an answer the page holds no rationale, no effect and no mark of what is correct."""
    shown = synced(ask("m01-primary")) + synced(ask("m01-warm")) + synced(case_study("m01-case"))
    for hidden in (
        "correct",
        "dark orange",
        "Orange is warm",
        "It faded",
        "triangle says",
        "weaker",
        "SECRET",
    ):
        assert hidden not in shown


def test_a_graded_question_never_gets_feedback(kernel_folder: Path) -> None:
    """After answers to graded questions and steps the page holds them and no hint of right or wrong."""
    quiz, case = ask("m01-q-stop"), case_study("m01-case")
    for response in (["c"], ["a"], [], ["z"], 5):
        sent(quiz, kind="answer", n=1, question="m01-q-stop", answer=answer(response))
        sent(case, kind="answer", n=1, question="m01-case-s2", answer=answer(response))
        assert (quiz.feedback, case.feedback) == ({}, {})
        for hidden in ("correct", "SECRET", "Not right", "Right"):
            assert hidden not in synced(quiz) + synced(case)


def test_practice_gets_every_rationale(kernel_folder: Path) -> None:
    """After a practice answer the page has the state in words and why each option is right or wrong."""
    quiz = ask("m01-primary")
    reply = sent(quiz, kind="answer", n=7, question="m01-primary", answer=answer(["a"], attempts=2))
    assert reply == {"kind": "checked", "n": 7, "question": "m01-primary", "sidecar": None, "error": None}
    assert quiz.answers == {"m01-primary": {"v": 1, "response": ["a"], "at": AT, "attempts": 2}}
    facts = "Handbook of light, chapter 1 (fact T01, as of 2024-01-31)"
    assert quiz.feedback == {
        "m01-primary": {
            "at": AT,
            "state": "wrong",
            "words": "Not right.",
            "slots": {
                "a": {
                    "state": "wrong",
                    "words": "Not right. You chose this.",
                    "html": "<p>Brown is dark orange.</p>"
                    '<p class="cw-sources">Source: SWAN/GHJP issue brief, paragraph B-2</p>',
                },
                "b": {
                    "state": "right",
                    "words": "This is right. You did not choose it.",
                    "html": "<p>Red is one of the three.</p>"
                    f'<p class="cw-sources">Source: {facts}; 9 T.L.C. 12</p>',
                },
                "c": {
                    "state": "left",
                    "words": "Not right.",
                    "html": '<p>Purple has red in it.</p><p class="cw-sources">Source: '
                    "Ditmore, article of 2008 and its comments, paragraph A-1</p>",
                },
            },
            "revealed": True,
            "after_html": "",
        }
    }


@pytest.mark.parametrize(
    ("response", "state", "words"),
    [
        (["a", "c"], "right", "Right."),
        (["a"], "partly", "Partly right: 1.5 of 2 points."),
        (["b", "d"], "wrong", "Not right."),
        ([], "blank", "Not answered."),
        (["q"], "unreadable", "This answer could not be read."),
    ],
)
def test_the_state_is_told_in_words(kernel_folder: Path, response: object, state: str, words: str) -> None:
    """Each state of a practice answer has its words; partial credit says how much."""
    quiz = ask("m01-warm")
    sent(quiz, kind="answer", n=1, question="m01-warm", answer=answer(response))
    assert (quiz.feedback["m01-warm"]["state"], quiz.feedback["m01-warm"]["words"]) == (state, words)


def test_an_effect_comes_after_the_prediction(kernel_folder: Path) -> None:
    """What a changed fact changes in law is shown once the prediction is checked, and not for other parts."""
    case = case_study("m01-case")
    sent(case, kind="answer", n=1, question="m01-case-s1", answer=answer(["a"]))
    assert case.feedback["m01-case-s1"]["after_html"] == ""
    sent(case, kind="answer", n=2, question="m01-case-c1", answer=answer(["b"]))
    assert case.feedback["m01-case-c1"]["after_html"] == (
        "<p>The duty becomes <em>weaker</em>.</p>"
        '<p class="cw-sources">Source: Handbook of light, chapter 2 (fact T02, as of 2023)</p>'
    )


@pytest.mark.parametrize("response", [[], None, ["z"], "a"])
def test_no_effect_without_a_prediction(kernel_folder: Path, response: object) -> None:
    """A blank or unreadable prediction brings neither the effect nor the key."""
    case = case_study("m01-case")
    sent(case, kind="answer", n=1, question="m01-case-c1", answer=answer(response))
    assert "weaker" not in synced(case)
    assert case.feedback["m01-case-c1"]["slots"] == {}


def test_a_cases_place_is_kept_like_an_answer(kernel_folder: Path) -> None:
    """The path so far is recorded under the case's own id and judged by nobody."""
    case = case_study("m01-case")
    place = {"path": ["m01-case-s1"], "changes": ["m01-case-c1"], "done": False}
    sent(case, kind="answer", n=1, question="m01-case", answer=answer(place))
    assert case.response("m01-case") == place
    assert case.feedback == {}


# --- what is taken from the page


def test_a_retry_replaces_answer_and_feedback(kernel_folder: Path) -> None:
    """A later answer to the same question takes the place of the earlier and is judged afresh."""
    quiz = ask("m01-primary")
    sent(quiz, kind="answer", n=1, question="m01-primary", answer=answer(["a"]))
    sent(quiz, kind="answer", n=2, question="m01-primary", answer=answer(["b"], LATER, 2))
    assert quiz.response("m01-primary") == ["b"]
    assert quiz.feedback["m01-primary"]["words"] == "Right."
    sent(quiz, kind="answer", n=3, question="m01-primary", answer=answer(["c"], AT, 1))
    assert quiz.response("m01-primary") == ["b"]
    assert quiz.feedback["m01-primary"]["at"] == LATER


def test_an_answer_reaches_what_an_earlier_run_has_shown(kernel_folder: Path) -> None:
    """A second tab that runs a cell anew has a widget of its own: an answer in either is in both."""
    first, second, other = ask("m01-primary"), ask("m01-primary"), ask("m01-warm")
    sent(first, kind="answer", n=1, question="m01-primary", answer=answer(["a"]))
    sent(second, kind="restore", n=1, answers={"m01-primary": answer(["b"], LATER)})
    for one in (first, second):
        assert one.response("m01-primary") == ["b"]
        assert one.feedback["m01-primary"]["state"] == "right"
    assert (other.answers, other.feedback) == ({}, {})


def test_traits_are_set_whole_before_the_reply(kernel_folder: Path) -> None:
    """When "checked" is sent, answers and feedback are already new objects: the page sees all of it."""
    quiz = ask("m01-primary")
    before = (quiz.answers, quiz.feedback)
    seen: list[tuple[Any, Any]] = []
    quiz.send = lambda message: seen.append((quiz.answers, quiz.feedback))
    quiz._receive(quiz, {"kind": "answer", "n": 1, "question": "m01-primary", "answer": answer(["b"])}, [])
    assert set(seen[0][0]) == set(seen[0][1]) == {"m01-primary"}
    assert before == ({}, {})
    assert seen[0][0] is not before[0]


def test_restoring_judges_again(kernel_folder: Path) -> None:
    """After a reload the page sends what it finds in the file; practice among it is judged again."""
    case = case_study("m01-case")
    answers = {
        "m01-case-s1": answer(["b"]),
        "m01-case-s2": answer(["a"]),
        "m01-case": answer({"step": 1, "changes": []}),
        "m01-elsewhere": answer(["a"]),
    }
    reply = sent(case, kind="restore", n=3, answers=answers)
    assert reply == {"kind": "checked", "n": 3, "question": None, "sidecar": None, "error": None}
    assert set(case.answers) == {"m01-case-s1", "m01-case-s2", "m01-case"}
    assert set(case.feedback) == {"m01-case-s1"}


def test_an_answer_that_is_none_is_told(kernel_folder: Path) -> None:
    """An answer to another question, or one that cannot be read, is refused in words, never as checked."""
    quiz = ask("m01-primary")
    for question, value, said in [
        ("m01-warm", answer(["a"]), "this cell has no question 'm01-warm'; run it again"),
        (None, answer(["a"]), "this cell has no question None; run it again"),
        (["m01-primary"], answer(["a"]), "this cell has no question ['m01-primary']; run it again"),
        ("x" * 500, answer(["a"]), f"this cell has no question '{'x' * 59}; run it again"),
        ("m01-primary", 5, "answer 'm01-primary': not an answer record of version 1; left out"),
        ("m01-primary", {}, "answer 'm01-primary': not an answer record of version 1; left out"),
        ("m01-primary", answer("x" * 30_000), "answer 'm01-primary': larger than 20000 characters; left out"),
    ]:
        reply = sent(quiz, kind="answer", n=1, question=question, answer=value)
        assert reply is not None
        assert reply["error"] == said
        assert (quiz.answers, quiz.feedback) == ({}, {})


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=6)  # half characters (Cs) too
JSON = json_with(ANY_TEXT, st.binary(max_size=3))
KNOWN = st.sampled_from(["m01-case", "m01-case-s1", "m01-case-s2", "m01-case-c1", "m01-x"])
IDS = st.one_of(KNOWN, JSON)
BESIDE: dict[str, Any] = {"n": JSON, "sidecar": st.one_of(st.just(True), JSON)}
SENT_ANSWERS = st.one_of(
    JSON, st.fixed_dictionaries({"response": JSON}, optional={"v": JSON, "at": JSON, "attempts": JSON})
)
ANSWER_MESSAGES = st.fixed_dictionaries(
    {"kind": st.just("answer"), "question": IDS, "answer": SENT_ANSWERS}, optional=BESIDE
)
RESTORE_MESSAGES = st.fixed_dictionaries(
    {
        "kind": st.just("restore"),
        "answers": st.one_of(JSON, st.dictionaries(st.one_of(KNOWN, ANY_TEXT), SENT_ANSWERS)),
    },
    optional=BESIDE,
)
MESSAGES = st.one_of(JSON, ANSWER_MESSAGES, RESTORE_MESSAGES)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(messages=st.lists(MESSAGES, max_size=3), trait=JSON)
def test_no_message_makes_it_raise(kernel_folder: Path, messages: list[Any], trait: Any) -> None:
    """Whatever the page sends, nothing is raised, graded work is not judged and the page can be told all."""
    case = CaseStudy(load_module(kernel_folder).cases["m01-case"], kernel_folder)
    case.send = lambda message, buffers=None: None
    if isinstance(trait, dict):
        case.answers = trait
    for message in messages:
        case._receive(case, message, [])
    case.fallback()
    assert set(case.feedback) <= {"m01-case-s1", "m01-case-c1"}


def test_without_a_record_answers_lie_beside(kernel_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the page cannot write into the notebook, Python keeps answers beside it and names the file."""
    path = save(kernel_folder, monkeypatch, {})
    path = path.rename(kernel_folder / "my-copy.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    reply = sent(
        ask("m01-primary"), kind="answer", n=1, question="m01-primary", answer=answer(["b"]), sidecar=True
    )
    assert reply == {
        "kind": "checked",
        "n": 1,
        "question": "m01-primary",
        "sidecar": "my-copy.answers.json",
        "error": None,
    }
    assert read_sidecar(kernel_folder / "my-copy.answers.json").answers == {
        "m01-primary": Answer(["b"], AT, 1)
    }
    assert ask("m01-primary").response("m01-primary") == ["b"]


def test_without_a_known_notebook_the_modules_name_is_taken(kernel_folder: Path) -> None:
    """Where the kernel does not know its notebook, the file beside has the module's name."""
    quiz = ask("m01-q-stop")
    reply = sent(quiz, kind="restore", n=1, answers={"m01-q-stop": answer(["c"])}, sidecar=True)
    assert reply is not None
    assert reply["sidecar"] == "01-tiny.answers.json"
    assert set(read_sidecar(kernel_folder / "01-tiny.answers.json").answers) == {"m01-q-stop"}


def test_half_a_character_is_kept_beside(kernel_folder: Path) -> None:
    """A text with half an emoji, as a page can send, is kept like any other."""
    quiz = ask("m01-q-stop")
    reply = sent(quiz, kind="answer", n=1, question="m01-q-stop", answer=answer("\ud83c"), sidecar=True)
    assert reply is not None
    assert reply["error"] is None
    assert read_sidecar(kernel_folder / "01-tiny.answers.json").answers["m01-q-stop"].response == "\ud83c"


def test_a_full_disk_is_told(kernel_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the answer cannot be kept beside the notebook, the page is told why and what to do."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casework.answers.os.replace", full)
    quiz = ask("m01-q-stop")
    reply = sent(quiz, kind="answer", n=1, question="m01-q-stop", answer=answer(["c"]), sidecar=True)
    assert reply is not None
    assert (reply["sidecar"], reply["error"]) == (
        None,
        "01-tiny.answers.json cannot be written (No space left on device); free the folder and answer again",
    )


# --- pages without widgets


def test_print_and_plain_text_show_the_question(kernel_folder: Path) -> None:
    """A widget's output carries the question as HTML and text, with the answer, beside the widget."""
    quiz = ask("m01-primary")
    sent(quiz, kind="answer", n=1, question="m01-primary", answer=answer(["b"]))
    data, _ = quiz._repr_mimebundle_() or ({}, {})
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == quiz.model_id
    assert data["text/plain"] == (
        "Which of these is a primary colour of light?\n"
        "  [ ] a. Brown\n  [x] b. Red, as in traffic lights\n  [ ] c. Purple"
    )
    assert "<b>b.</b> Red, as in <em>traffic lights</em> <i>(your answer)</i>" in data["text/html"]
    assert "dark orange" not in data["text/html"]


def test_a_case_in_print_has_all_steps_and_no_key(kernel_folder: Path) -> None:
    """A case in print shows every step with its question, and neither rationale nor debrief."""
    data, _ = case_study("m01-case")._repr_mimebundle_() or ({}, {})
    assert data["text/plain"] == (
        "The faded sign\n\nInvented. You may skip it.\n\n"
        "1. What is seen\nA sign on the corner is pale red.\n"
        "What colour was it?\n  [ ] a. Red\n  [ ] b. Pink\n  [ ] c. Blue\n\n"
        "2. What it means\nThe form is an octagon.\n"
        "Under 9 T.L.C. 12, what must a driver do?\n  [ ] a. Stop\n  [ ] b. Look\n  [ ] c. Hoot"
    )
    assert data["text/html"].startswith("<h3>The <em>faded</em> sign</h3><p>Invented. You may skip it.</p>")
    for hidden in ("It faded", "Form and colour", "weaker", "SECRET"):
        assert hidden not in data["text/html"] + data["text/plain"]


def test_front_end_files_are_joined_in_order() -> None:
    """A widget's module is its files in the named order, and no import is left in it."""
    text = joined("record.js", "session.js")
    assert text.index("RECORD_KEY") < text.index("openSession")
    for widget in (Quiz, CaseStudy):
        assert "\nimport " not in widget.module
        assert widget.module.count("export default") == 1


def test_many_widgets_send_their_code_once(kernel_folder: Path) -> None:
    """Every question of a page refers to one model with the code; when that is closed, a new one is made."""
    first, second = ask("m01-primary"), ask("m01-primary")
    sent = first.get_state()

    assert first._code is second._code
    assert sent["_code"] == f"anywidget:{first._code.model_id}"
    assert first._code._esm == Quiz.module
    assert len(sent["_esm"]) < 600
    assert not sent.get("_css")
    old = first._code.model_id
    first._code.close()
    assert ask("m01-primary")._code.model_id not in (None, old)
