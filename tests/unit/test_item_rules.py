"""The rules for writing questions: what is told of one, of a file, of a module. Not the real course."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import pytest
from type_samples import PRACTICE
from unit.course_builder import NAME, change, found

from casework.checks.blueprint import Blueprint, read_blueprint
from casework.checks.content import check_module
from casework.checks.data import Locators
from casework.checks.item_balance import balance_mistakes
from casework.checks.item_rules import contested, item_mistakes
from casework.checks.prose import asking, sentences
from casework.items import Key, Question, Rationale
from casework.module import Module
from casework.questions import Bank

THREE = ("The first", "The second", "The third")
LAW = ("law:9 T.L.C. 12",)


def item(
    text: str,
    *options: str,
    type_: str = "single",
    sources: tuple[str, ...] = ("fact:T01",),
    id_: str = "m01-x",
) -> Question:
    """Return a question with this stem and these options, or with three good ones."""
    named = dict(zip("abcdefgh", options or THREE, strict=False))
    body = MappingProxyType({"options": MappingProxyType(named)} if type_ != "number" else {})
    more = {
        "type": type_,
        "outcome": "1.1",
        "level": "apply",
        "points": Fraction(1),
        "rule": "all-or-nothing",
    }
    return Question(id=id_, text=text, body=body, sources=sources, file="x.yaml", line=3, **more)


def told(question: Question) -> list[str]:
    """Return what the rules say of a question."""
    return list(item_mistakes(question))


ASKS = "Which light is red?"


class TestOptions:
    """How many options there are, how long they are, and what they say."""

    @pytest.mark.parametrize(
        ("type_", "number", "said"),
        [
            ("single", 2, "has 2 options; a single choice has 3 in this course"),
            ("single", 4, "has 4 options; a single choice has 3 in this course"),
            ("multiple", 2, "has 2 options; a multiple choice has 3 to 5 in this course"),
            ("multiple", 6, "has 6 options; a multiple choice has 3 to 5 in this course"),
        ],
    )
    def test_number(self, type_: str, number: int, said: str) -> None:
        """A single choice has three options, a multiple choice three to five."""
        assert told(item(ASKS, *(f"Option {n}" for n in range(number)), type_=type_)) == [said]
        assert told(item(ASKS, *(f"Option {n}" for n in range(3)), type_=type_)) == []

    def test_length(self) -> None:
        """The longest option has at most 1.4 times the letters of the shortest, or 20 more, as shown."""
        assert told(item(ASKS, "x" * 30, "y" * 50, "**" + "z" * 50 + "**")) == []
        assert told(item(ASKS, "x" * 100, "y" * 140, "z" * 120)) == []
        assert told(item(ASKS, "x" * 30, "y" * 51, "z" * 40)) == [
            "option b has 51 letters and option a 30; make them of like length "
            "(at most 1.4 times the shortest, or 20 letters more)"
        ]

    @pytest.mark.parametrize(
        ("option", "found"),
        [
            ("All of the above", "All of the above"),
            ("It is none of the above", "none of the above"),
            ("All of them", "All of them"),
            ("Both a and b", "Both a and b"),
            ("a and c", "a and c"),
        ],
    )
    def test_options_about_options(self, option: str, found: str) -> None:
        """An option that speaks of other options is told."""
        assert told(item(ASKS, "The first", "The second", option)) == [
            f"option c says {found!r}; give each option a text of its own"
        ]

    def test_options_that_sound_like_it(self) -> None:
        """Words such as all and both are fine where they are about the matter."""
        assert (
            told(item(ASKS, "All three lights", "Both a red and a green one", "None, as all are off")) == []
        )


class TestStems:
    """What a stem asks, and how."""

    def test_a_stem_asks(self) -> None:
        """A stem ends in a question or tells what to do."""
        assert told(item("The light that is red.")) == [
            "the stem asks nothing; end it with a question ('?') or an instruction such as "
            "'Tick all that fit.'"
        ]
        assert told(item("These are lights. Tick all that fit.", type_="multiple")) == []
        assert told(item("Put the lights in order.", type_="number")) == []

    def test_a_statement_does_not_ask(self) -> None:
        """The stem of true-false-why is a statement."""
        assert told(item("The light is red.", type_="true-false-why")) == []
        assert told(item("Is the light red?", type_="true-false-why")) == [
            "the stem asks; a true-false-why question gives a statement to judge, so end it without '?'"
        ]

    @pytest.mark.parametrize(
        ("stem", "word"),
        [
            ("Which light is not red?", "not"),
            ("Which light never shines?", "never"),
            ("Which lights are red, except at night?", "except"),
            ("Which light isn't red?", "isn't"),
            ("Which light is the least bright?", "least"),
            ("Which line is incorrect?", "incorrect"),
            ("Which line is wrong?", "is wrong"),
            ("Here are lights. Tick all that are not red.", "not"),
        ],
    )
    def test_negative(self, stem: str, word: str) -> None:
        """A negative word in the sentence that asks is told, unless it is bold."""
        assert told(item(stem)) == [
            f"the asking sentence says {word!r}; ask for what is so, or put the word in **bold**, "
            "for readers miss it"
        ]
        assert told(item(stem.replace(word, f"**{word}**"))) == []

    @pytest.mark.parametrize(
        "stem",
        [
            "The light does not shine. Which light is it?",
            "Which light has at least two colours?",
            'Who says that red is "not a colour"?',
            "Which lights are red? A wrong tick never counts.",
        ],
    )
    def test_negative_elsewhere(self, stem: str) -> None:
        """A negative word in the facts, in a quotation or in how points are given is fine."""
        assert told(item(stem)) == []


class TestWhose:
    """A contested stem says whose law or view it asks about."""

    SAID = (
        "is about law, a position or one of the two texts, and the stem does not say whose; "
        "begin with 'Under (statute, version)' or 'According to (source)'"
    )

    @pytest.mark.parametrize(
        ("source", "is_"),
        [
            *(
                (source, True)
                for source in ("law:9 T.L.C. 12", "brief:B-2", "article:A-1", "fact:P01", "fact:L01")
            ),
            *((source, False) for source in ("fact:T01", "fact:N03", "fact:S01")),
        ],
    )
    def test_contested(self, source: str, is_: bool) -> None:
        """Law, the two texts and positions are contested; numbers and services are not."""
        assert contested(item(ASKS, sources=("fact:T01", source))) == is_
        assert told(item(ASKS, sources=(source,))) == ([self.SAID] if is_ else [])

    @pytest.mark.parametrize(
        "stem",
        [
            "Under 9 T.L.C. 12, which light is red?",
            "**According to** the brief (B-2), which light is red?",
            "Ada drives by night. Under 9 T.L.C. 12 (2024), which light must she see?",
            "Under 9 T.L.C. 12 there are three lights. Which one is red?",
            "A light is pale. What does art. 3(a) call it?",
            "A light is pale. Which source would let a reader check it?",
            "Who holds that the light is red?",
        ],
    )
    def test_said(self, stem: str) -> None:
        """A sentence begins with Under or According to, or the one that asks names a source or asks who."""
        assert told(item(stem, sources=LAW)) == []

    def test_not_said(self) -> None:
        """A source that only the story names does not say whose law the question is about."""
        assert told(item("Ada has read the brief. Which light is red?", sources=LAW)) == [self.SAID]


class TestSentences:
    """How a text is taken apart."""

    def test_shortened_words_end_no_sentence(self) -> None:
        """Art., U.S.C., Conn. Gen. Stat., initials and "No. 5" go on; "no." ends."""
        text = (
            'Under art. 3(a) and Conn. Gen. Stat. 53a, M. Roe said "No." Then no. '
            "Look at No. 5. Why?\n\nSo it is"
        )
        assert sentences(text) == [
            'Under art. 3(a) and Conn. Gen. Stat. 53a, M. Roe said "No."',
            "Then no.",
            "Look at No. 5.",
            "Why?",
            "So it is",
        ]

    def test_asking(self) -> None:
        """The sentences that ask have a question mark or begin with an order."""
        assert asking("It is late. What now? *Tick* all that fit. A wrong tick costs a right one.") == [
            "What now?",
            "*Tick* all that fit.",
        ]


def bank(*keyed: str, long: str = "") -> tuple[list[Question], dict[str, Key]]:
    """Return choice questions with these keys; the letters in ``long`` are the longest option of each."""
    questions, keys = [], {}
    for number, right in enumerate(keyed):
        options = ["An option" + " that is longer" * (letter in long) for letter in "abc"]
        type_ = "single" if len(right) == 1 else "multiple"
        question = item(ASKS, *options, type_=type_, id_=f"m01-{number}")
        questions.append(question)
        keys[question.id] = Key(frozenset(right), {})
    return questions, keys


class TestBalance:
    """What a guesser could use in a file."""

    def test_letters(self) -> None:
        """No letter is right in more than half of the questions; a multiple choice counts in parts."""
        assert list(balance_mistakes(*bank(*"aaabbc"))) == []
        assert list(balance_mistakes(*bank("a", "a", "a", "ab", "b", "c"))) == [
            "a is the key of 3.5 of 6 choice questions, more than half; move right options to other letters"
        ]
        assert list(balance_mistakes(*bank(*"aaaab"))) == []

    def test_length(self) -> None:
        """The key is the longest option in at most half of the questions."""
        assert list(balance_mistakes(*bank(*"aabbcc", long="a"))) == []
        assert list(balance_mistakes(*bank("a", "a", "a", "b", "c", "b", long="a"))) == []
        assert list(balance_mistakes(*bank("ab", "ab", "ab", "ab", "c", "c", long="ab"))) == [
            "the key is the longest option in 4 of 6 choice questions, more than half; "
            "lengthen a wrong option in m01-0, m01-1, m01-2, m01-3"
        ]

    def test_without_keys(self) -> None:
        """Where the keys are not known nothing is said."""
        assert list(balance_mistakes(bank(*"aaaaaa")[0], {})) == []


class TestCourse:
    """The rules in `casework check`."""

    def test_questions_of_a_case(self, root: Path) -> None:
        """Steps and changes of a case keep the same rules, and are told with their line."""
        file = f"modules/{NAME}/case.yaml"
        change(root / file, "text: What colour was it?", "text: What was it not?")
        assert found(root) == [
            f"{file}:7: question 'm01-case-s1': the asking sentence says 'not'; ask for what is so, or put "
            "the word in **bold**, for readers miss it"
        ]

    def test_a_keyed_only(self, root: Path) -> None:
        """An option that is keyed and says "only" is told."""
        file = f"modules/{NAME}/practice.yaml"
        change(root / file, "b: Red, as in *traffic lights*", "b: Only as in traffic")
        assert found(root) == [
            f"{file}:3: question 'm01-primary': option b is keyed and says 'Only'; "
            "key law or definition, not a preference"
        ]

    def test_start_modules_ask_about_all(self, root: Path) -> None:
        """A module whose folder begins 00- may name outcomes of every module."""
        for path in (root / "modules" / NAME, root / "assessments" / "keys"):
            for file in path.glob("*.*"):
                text = file.read_text(encoding="utf-8").replace(NAME, "00-test-a")
                text = text.replace("m01-", "m00-ta-").replace("rubrics/m00-ta-", "rubrics/m01-")
                file.unlink()
                (path / file.name.replace(NAME, "00-test-a")).write_text(text, encoding="utf-8")
        (root / "modules" / NAME).rename(root / "modules" / "00-test-a")
        assert found(root) == []

    @pytest.mark.parametrize("type_", PRACTICE)
    def test_every_rationale_has_a_real_source(self, type_: str) -> None:
        """In every type a rationale at any slot whose locator leads nowhere is told."""
        question, key = PRACTICE[type_]
        bad = Rationale("It is so.", ("fact:T99",))
        known = frozenset(
            source.split(":")[1]
            for source in (*question.sources, *(s for why in key.why.values() for s in why.sources))
        )
        for slot in key.why:
            keys = {question.id: replace(key, why={**key.why, slot: bad})}
            practice = Bank("99-gallery", {question.id: question}, keys)
            module = Module(Path("99-gallery"), practice, Bank("99-gallery", {}, {}), {})
            said = [problem.text for problem in check_module(module, Locators(known, known, known))]
            assert said == [
                f"rationale {slot}: source 'fact:T99' names no fact; facts are in data/facts.yaml"
            ]


class TestBlueprint:
    """How many graded questions each outcome has."""

    def plan(self, root: Path, text: str) -> list[str]:
        """Return what a check prints with this blueprint."""
        (root / "assessments" / "blueprint.yaml").write_text(text, encoding="utf-8")
        return found(root)

    def test_kept(self, root: Path) -> None:
        """The first line that fits the folder's name counts; other modules are free."""
        assert self.plan(root, 'modules: {"01-*": {"1.1": 1, "1.2": 1}, "01-tiny": {}}') == []
        assert self.plan(root, 'modules: {"02-*": {"2.1": 3}}') == []

    def test_not_kept(self, root: Path) -> None:
        """An outcome with more or fewer graded questions than planned is told."""
        file = f"modules/{NAME}/graded.yaml:1"
        assert self.plan(root, 'modules: {"01-*": {"1.1": 3, "1.3": 1}}') == [
            f"{file}: outcome 1.1 has 1 graded question; assessments/blueprint.yaml asks for 3",
            f"{file}: outcome 1.2 has 1 graded question; assessments/blueprint.yaml asks for none",
            f"{file}: outcome 1.3 has no graded questions; assessments/blueprint.yaml asks for 1",
        ]

    def test_no_blueprint(self, root: Path) -> None:
        """A blueprint of another shape is told."""
        assert self.plan(root, "modules: 3") == [
            "assessments/blueprint.yaml:1: no list of modules; "
            'write modules: and below it a line such as "02-*": {"2.1": 3}'
        ]
        assert self.plan(root, 'modules:\n  "01-*": {"1.1": three}') == [
            "assessments/blueprint.yaml:2: '01-*' is no list of outcomes with how many questions each; "
            'write {"2.1": 3} or {}'
        ]
        assert self.plan(root, "modules: [") != []
        assert read_blueprint(root / "nowhere.yaml") == (Blueprint(), [])

    def test_levels(self, root: Path) -> None:
        """Where levels are planned, a level with more or fewer graded questions is told as well."""
        file = f"modules/{NAME}/graded.yaml:1"
        head = "modules: {}\nlevels:\n"
        assert self.plan(root, f'{head}  "01-*": {{remember: 1, analyse: 1}}') == []
        assert self.plan(root, f'{head}  "02-*": {{remember: 9}}') == []
        assert self.plan(root, f'{head}  "01-*": {{remember: 2, apply: 1}}') == [
            f"{file}: level analyse has 1 graded question; assessments/blueprint.yaml asks for none",
            f"{file}: level apply has no graded questions; assessments/blueprint.yaml asks for 1",
            f"{file}: level remember has 1 graded question; assessments/blueprint.yaml asks for 2",
        ]

    @pytest.mark.parametrize(("text", "name"), [("levels: 3", "levels"), ('levels: {"01-*": 3}', "01-*")])
    def test_levels_of_another_shape(self, root: Path, text: str, name: str) -> None:
        """Levels that are no list of numbers are told, and nothing else is held against the blueprint."""
        assert self.plan(root, f'modules: {{"01-*": {{"1.1": 9}}}}\n{text}') == [
            f"assessments/blueprint.yaml:2: {name!r} is no list of levels with how many questions each; "
            "write {apply: 3} or {}"
        ]
