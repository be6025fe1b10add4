"""The word list: what is told, with what to write instead, and what is left alone. Not the real course."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.course_builder import NAME, as_text, change, found, notebook

from casework.checks.wording import WORDS, word_mistakes

YOUNG = "write 'young person who was exploited', for sex work is a word for adults"
QUOTE = "words of others stand in quotation marks"


@pytest.mark.parametrize(
    ("text", "said", "advice"),
    [
        ("A child sex worker was met.", "child sex worker", YOUNG),
        ("Three under-18\nsex workers", "under-18 sex workers", YOUNG),
        ("child prostitution", "child prostitution", YOUNG),
        ("17-year-old sex workers", "17-year-old sex workers", YOUNG),
        ("Minors who are sex workers", "", ""),
        ("minors who are sex workers", "minors who are sex workers", YOUNG),
        ("sex workers under 18", "sex workers under 18", YOUNG),
        ("sex workers who are under 18", "sex workers who are under 18", YOUNG),
        ("a sex worker who is a minor", "sex worker who is a minor", YOUNG),
        (
            "the prostituted women",
            "prostituted women",
            "write 'person in the sex trades', for it is the term of one side",
        ),
        (
            "She was rescued.",
            "rescued",
            "write 'help' or what was done, for whether people were rescued is theirs to say",
        ),
        (
            "Rescue is hard.",
            "Rescue",
            "write 'help' or what was done, for whether people were rescued is theirs to say",
        ),
        (
            "illegal immigrants",
            "illegal immigrants",
            "write 'migrant without papers', for an entry or a stay can be illegal, a person cannot",
        ),
        ("transgendered people", "transgendered", "write 'transgender', for the word is outdated"),
        ("a hooker", "hooker", "write 'sex worker', for it is a slur"),
        ("his pimp", "pimp", "write 'manager', 'third party' or what is done, for it is a verdict"),
    ],
)
def test_told(text: str, said: str, advice: str) -> None:
    """A word of the list is told with what to write, and why."""
    assert list(word_mistakes(text)) == ([f"says {said!r}; {advice}; {QUOTE}"] if said else [])


@pytest.mark.parametrize(
    "text",
    [
        'They speak of "prostituted women" and of a “rescue”.',
        "*Pimp* is a word of the law there; so is `hooker`.",
        "The Rescue Foundation and the International Rescue Committee.",
        "A trafficking victim has rights. Pimping is a crime in that code.",
        "Children of sex workers went to school; sex workers with a child did too.",
        "Sex workers are adults. Under 18, the law speaks of exploitation.",
        "See [the entry](#term-rescue).",
        "He called her a hooker. <!-- a report of what was said; wording: ok -->",
        "Illegal entry and illegal stay are offences.",
    ],
)
def test_left_alone(text: str) -> None:
    """Quotations, italics, code, names, the law's own words and a line that opts out are left alone."""
    assert list(word_mistakes(text)) == []


def test_every_entry_says_why_and_what_instead() -> None:
    """The list gives no bare ban."""
    assert all(word.instead and word.why for word in WORDS)


def test_all_texts_of_a_course_are_read(root: Path) -> None:
    """Lesson, questions, keys, glossary, tables, notes and pages are read, and told with file and line."""
    says = f"says 'hooker'; write 'sex worker', for it is a slur; {QUOTE}"
    data = notebook()
    data["cells"][0]["source"] = ["# Lights\n", "\n", "A hooker."]
    (root / f"modules/{NAME}/{NAME}.ipynb").write_text(as_text(data), encoding="utf-8")
    change(root / f"modules/{NAME}/practice.yaml", "Cyan is cold.", "No hooker is cold.")
    change(root / f"assessments/keys/{NAME}.yaml", "SECRET one looks.", "SECRET a hooker looks.")
    change(root / "data/facts.yaml", "Red is a primary colour of light.", "A hooker is red.")
    change(root / "data/tints.csv", "red,60", "hooker,60")
    (root / "docs/instructor-notes").mkdir(parents=True)
    (root / "docs/instructor-notes/01.md").write_text("# Notes\n\nOne\nhooker.\n", encoding="utf-8")
    assert found(root) == [
        f"assessments/keys/{NAME}.yaml:19: {says}",
        f"data/facts.yaml:3: {says}",
        f"data/tints.csv:2: {says}",
        f"docs/instructor-notes/01.md:3: {says}",
        f"modules/{NAME}/{NAME}.ipynb:5: cell 'm01-title' {says}",
        f"modules/{NAME}/practice.yaml:40: {says}",
    ]


def test_a_line_can_opt_out(root: Path) -> None:
    """A comment on the line of a text lets its words stand."""
    file = root / f"modules/{NAME}/practice.yaml"
    change(file, "      c: Orange\n", "      c: Hooker's green  # a paint; wording: ok\n")
    assert found(root) == []
