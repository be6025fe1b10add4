"""Invented questions and a case as Python gives them to the widgets, and Python's judgement. No tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import type_samples
from casework.answers import Answer
from casework.items import Key, Question, Rationale
from casework.widgets.judging import judge
from casework.widgets.recorded import public_question

ITEMS: dict[str, tuple[Question, Key | None]] = {}
"""Every sample by id, with its key: what the page's Python judges by."""

PRACTICE: list[str] = []
"""The samples that Python judges unless a test says otherwise."""


def _key(correct: str, **why: str) -> Key:
    return Key(frozenset(correct), {letter: Rationale(text, ("fact:L04",)) for letter, text in why.items()})


def sample(question: Question, key: Key | None, graded: bool = False) -> dict[str, Any]:
    """Enter a question into ITEMS and return what the page is told of it."""
    ITEMS[question.id] = (question, key)
    if not graded:
        PRACTICE.append(question.id)
    return public_question(question, graded)


def judged(id_: str, answer: dict[str, Any], after_html: str) -> dict[str, Any]:
    """Return Python's feedback on an answer to a sample; a numbered copy is judged as its original."""
    question, key = ITEMS.get(id_) or ITEMS[id_.rpartition("-")[0]]
    assert key is not None
    return judge(
        question, key, Answer(answer["response"], answer["at"], answer["attempts"]), after_html=after_html
    )


def _question(
    id_: str,
    text: str,
    options: dict[str, str],
    type_: str = "single",
    key: Key | None = None,
    graded: bool = False,
) -> dict[str, Any]:
    question = Question(
        id=id_,
        type=type_,
        outcome="2.1",
        level="apply",
        points=Fraction(2 if type_ == "multiple" else 1),
        rule="each-part" if type_ == "multiple" else "all-or-nothing",
        text=text,
        body={"options": options},
        sources=("fact:L04",),
        file="practice.yaml",
        line=1,
    )
    return sample(question, key, graded=key is None or graded)


LONG_WORD = "Arbeitnehmerüberlassungsvertragsbestimmungsgesetzesänderungsverordnung"

MOVEMENT_KEY = _key(
    "b",
    a="Crossing a border is *smuggling's* mark, not trafficking's.",
    b="The statute lists five acts, joined by “or”; transporting is only one of them.",
    c="The text asks for no distance at all.",
)
ACTS_KEY = _key(
    "ac",
    a="The first act that the article names.",
    b="Deception is a means.",
    c="Named after transport and transfer.",
    d="Exploitation is the purpose.",
)


def _movement(id_: str) -> dict[str, Any]:
    return _question(
        id_,
        "Under **22 U.S.C. 7102**, must the victim have been moved to another place?",
        {
            "a": "Yes, across a national border",
            "b": "No. Recruiting, harbouring or obtaining a person is enough, whether or not anybody travels",
            "c": f"Yes, though a move inside one town is enough, as the {LONG_WORD} of 1999 has it",
        },
        key=MOVEMENT_KEY,
    )


def _acts(id_: str) -> dict[str, Any]:
    return _question(
        id_,
        "Which of these are *acts* in Article 3(a) of the Palermo Protocol?",
        {"a": "recruitment", "b": "deception", "c": "harbouring", "d": "exploitation"},
        type_="multiple",
        key=ACTS_KEY,
    )


def _elements(id_: str) -> dict[str, Any]:
    return _question(
        id_,
        "A person aged 17 sells sex and nobody uses force, fraud or coercion. What follows?",
        {
            "a": "It is not trafficking",
            "b": "No means need be shown for a person under 18",
            "c": "Only the Palermo Protocol covers it",
        },
        key=_key("b", a="no", b="yes", c="no"),
        graded=True,
    )


MOVEMENT, ACTS, ELEMENTS = _movement("m02-movement"), _acts("m02-acts"), _elements("m02-q-elements")
PARTS = _question(
    "m02-q-parts",
    "Which two statements agree with the text of the statute?",
    {"a": "The first", "b": "The second", "c": "The third"},
    type_="multiple",
)


def _step(title: str, reveal: str, question: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "reveal_html": reveal, "question": question}


CASE = {
    "kind": "case",
    "id": "m02-case",
    "title_html": "The recruiter, the driver and the 17-year-old",
    "intro_html": "<p>An invented case. It speaks of exploitation. You may skip any step.</p>",
    "steps": [
        _step(
            "What the intake form says",
            "<p>Mara, 17, answered an advertisement for hotel work.</p>",
            _movement("m02-case-s1"),
        ),
        _step(
            "The driver",
            "<p>Tom drove her 40 miles and was paid for it. He says that he knew nothing.</p>",
            _elements("m02-case-s2"),
        ),
        _step("The second form", "<p>A later note gives her age as 18.</p>", _acts("m02-case-s3")),
    ],
    "changes": [
        {
            "id": "m02-case-c1",
            "fact_html": "<p>Mara is 17.</p>",
            "becomes_html": "<p>Mara is 22.</p>",
            "question": _movement("m02-case-c1"),
        },
        {
            "id": "m02-case-c2",
            "fact_html": "<p>Tom was paid.</p>",
            "becomes_html": "<p>Tom was not paid.</p>",
            "question": _acts("m02-case-c2"),
        },
    ],
    "debrief_html": "<p>Three laws, three answers: what changed was whether means must be shown.</p>",
}
TYPES: dict[str, dict[str, dict[str, Any]]] = {
    "practice": {name: sample(*pair) for name, pair in type_samples.PRACTICE.items()},
    "graded": {name: sample(one, None, graded=True) for name, one in type_samples.GRADED.items()},
}
"""Mode -> question type -> what the page is told of the gallery's question."""

SAMPLES: dict[str, Any] = {
    "types": TYPES,
    "movement": MOVEMENT,
    "acts": ACTS,
    "elements": ELEMENTS,
    "parts": PARTS,
    "case": CASE,
    "practice": PRACTICE,
    "after": {"m02-case-c1": "<p>With an adult, force, fraud or coercion must be shown.</p>"},
}
