"""Invented questions and a case as Python gives them to the widgets, and Python's judgement. No tests."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import type_samples

from casework.answers import Answer
from casework.case_ways import graph_of
from casework.cases import Case, Change, Step, read_cases
from casework.items import Key, Question, Rationale
from casework.sources import plain_label
from casework.widgets.case_study import public_case
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


def _case() -> Case:
    """Return a case of three steps in a line, and two facts to change."""
    steps = [
        ("What the intake form says", "Mara, 17, answered an advertisement for hotel work.", _movement),
        (
            "The driver",
            "Tom drove her 40 miles and was paid for it. He says that he knew nothing.",
            _elements,
        ),
        ("The second form", "A later note gives her age as 18.", _acts),
    ]
    changes = [("Mara is 17.", "Mara is 22.", _movement), ("Tom was paid.", "Tom was not paid.", _acts)]
    ids = [make(f"m02-case-s{number}")["id"] for number, (_, _, make) in enumerate(steps, start=1)]
    changed = [make(f"m02-case-c{number}")["id"] for number, (_, _, make) in enumerate(changes, start=1)]
    graph = graph_of([{"id": id_} for id_ in ids])
    return Case(
        module="02-trafficking-law",
        id="m02-case",
        title="The recruiter, the driver and the 17-year-old",
        intro="An invented case. It speaks of exploitation. You may skip any step.",
        tracks={},
        steps=tuple(
            Step(
                id_,
                title,
                reveal,
                ITEMS[id_][0],
                None if id_ == ids[1] else ITEMS[id_][1],
                graph[id_],
                True,
                1,
            )
            for id_, (title, reveal, _) in zip(ids, steps, strict=True)
        ),
        changes=tuple(
            Change(fact, becomes, *_keyed(id_), "", ("fact:L04",))
            for id_, (fact, becomes, _) in zip(changed, changes, strict=True)
        ),
        debrief="Three laws, three answers: what changed was whether means must be shown.",
        debrief_sources=("fact:L04",),
        graded_points=Fraction(1),
        file="case.yaml",
        line=1,
    )


def _keyed(id_: str) -> tuple[Question, Key]:
    question, key = ITEMS[id_]
    assert key is not None
    return question, key


def file_case(name: str) -> Case:
    """Return the one case of a file beside the stub page."""
    (case,) = read_cases(Path(__file__).parent / "stub" / name).values()
    return case


def _public_case(name: str) -> dict[str, Any]:
    """Return what the page is told of the case of a file; its keys are entered."""
    case = file_case(name)
    ITEMS.update({id_: (question, case.keys.get(id_)) for id_, question in case.questions.items()})
    PRACTICE.extend(case.keys)
    return public_case(case, plain_label)


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
    "case": public_case(_case(), plain_label),
    "branching": _public_case("branching.yaml"),
    "roles": _public_case("roles.yaml"),
    "practice": PRACTICE,
    "after": {"m02-case-c1": "<p>With an adult, force, fraud or coercion must be shown.</p>"},
}
