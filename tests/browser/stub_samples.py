"""Invented questions and a case in the widgets' format, with keys for the fake Python. No tests."""

from __future__ import annotations

from typing import Any


def _question(
    id_: str, text: str, options: dict[str, str], type_: str = "single", mode: str = "practice"
) -> dict[str, Any]:
    return {
        "id": id_,
        "type": type_,
        "mode": mode,
        "text_html": text,
        "options": [{"id": letter, "html": html} for letter, html in options.items()],
        "points": 2.0 if type_ == "multiple" else 1.0,
    }


LONG_WORD = "Arbeitnehmerüberlassungsvertragsbestimmungsgesetzesänderungsverordnung"

MOVEMENT = _question(
    "m02-movement",
    "<p>Under <strong>22 U.S.C. 7102</strong>, must the victim have been moved to another place?</p>",
    {
        "a": "Yes, across a national border",
        "b": "No. Recruiting, harbouring or obtaining a person is enough, whether or not anybody travels",
        "c": f"Yes, though a move inside one town is enough, as the {LONG_WORD} of 1999 has it",
    },
)
ACTS = _question(
    "m02-acts",
    "<p>Which of these are <em>acts</em> in Article 3(a) of the Palermo Protocol?</p>",
    {"a": "recruitment", "b": "deception", "c": "harbouring", "d": "exploitation"},
    type_="multiple",
)
ELEMENTS = _question(
    "m02-q-elements",
    "<p>A person aged 17 sells sex and nobody uses force, fraud or coercion. What follows?</p>",
    {
        "a": "It is not trafficking",
        "b": "No means need be shown for a person under 18",
        "c": "Only the Palermo Protocol covers it",
    },
    mode="graded",
)
PARTS = _question(
    "m02-q-parts",
    "<p>Which two statements agree with the text of the statute?</p>",
    {"a": "The first", "b": "The second", "c": "The third"},
    type_="multiple",
    mode="graded",
)

KEYS = {
    "m02-movement": {
        "correct": ["b"],
        "why": {
            "a": "<p>Crossing a border is <em>smuggling's</em> mark, not trafficking's.</p>"
            "<p class='cw-sources'>Source: Fact L04</p>",
            "b": "<p>The statute lists five acts, joined by “or”; transporting is only one of them.</p>",
            "c": "<p>The text asks for no distance at all.</p>",
        },
    },
    "m02-acts": {
        "correct": ["a", "c"],
        "why": {
            "a": "<p>The first act that the article names.</p>",
            "b": "<p>Deception is a means.</p>",
            "c": "<p>Named after transport and transfer.</p>",
            "d": "<p>Exploitation is the purpose.</p>",
        },
    },
}


def _step(number: int, title: str, reveal: str, question: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "reveal_html": reveal, "question": question | {"id": f"m02-case-s{number}"}}


CASE = {
    "kind": "case",
    "id": "m02-case",
    "title_html": "The recruiter, the driver and the 17-year-old",
    "intro_html": "<p>An invented case. It speaks of exploitation. You may skip any step.</p>",
    "steps": [
        _step(
            1,
            "What the intake form says",
            "<p>Mara, 17, answered an advertisement for hotel work.</p>",
            MOVEMENT,
        ),
        _step(
            2,
            "The driver",
            "<p>Tom drove her 40 miles and was paid for it. He says that he knew nothing.</p>",
            ELEMENTS,
        ),
        _step(3, "The second form", "<p>A later note gives her age as 18.</p>", ACTS),
    ],
    "changes": [
        {
            "id": "m02-case-c1",
            "fact_html": "<p>Mara is 17.</p>",
            "becomes_html": "<p>Mara is 22.</p>",
            "question": MOVEMENT | {"id": "m02-case-c1"},
        },
        {
            "id": "m02-case-c2",
            "fact_html": "<p>Tom was paid.</p>",
            "becomes_html": "<p>Tom was not paid.</p>",
            "question": ACTS | {"id": "m02-case-c2"},
        },
    ],
    "debrief_html": "<p>Three laws, three answers: what changed was whether means must be shown.</p>",
}
CASE_KEYS = {
    "m02-case-s1": KEYS["m02-movement"],
    "m02-case-s3": KEYS["m02-acts"],
    "m02-case-c1": KEYS["m02-movement"],
    "m02-case-c2": KEYS["m02-acts"],
}

SAMPLES = {
    "movement": MOVEMENT,
    "acts": ACTS,
    "elements": ELEMENTS,
    "parts": PARTS,
    "keys": KEYS,
    "case": CASE,
    "caseKeys": CASE_KEYS,
    "after": {"m02-case-c1": "<p>With an adult, force, fraud or coercion must be shown.</p>"},
}
