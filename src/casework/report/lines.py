"""A class's figures by question, outcome and level; what few people stand behind is left out. No files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from casework.markup import words
from casework.report import cells, items
from casework.report.choices import Choice, choices_of, chosen
from casework.report.sittings import Asked, ClassRecord, Sitting

LEVELS = ("remember", "understand", "apply", "analyse", "evaluate", "create")
"""Bloom's levels as Anderson & Krathwohl (2001) have them, lowest first."""


@dataclass(frozen=True)
class ChoiceLine:
    """A choice and the share who made it; ``idle``: a wrong option that under 5 % chose."""

    choice: Choice
    share: float
    idle: bool

    @property
    def why(self) -> str:
        """The key's reason, in plain words."""
        return words(self.choice.why.text) if self.choice.why else ""


@dataclass(frozen=True)
class QuestionLine:
    """
    One question's figures. Where ``hidden``, too few people stand behind them and all are None or empty.

    Attributes:
        people: how many, in words that give no hidden number away.
        p: difficulty; a share, 1 is easy.
        r: corrected point-biserial.
        blank: the share who left it out, of those whose notebook is there.
        choices: in the question's order.
        worst: the wrong choice that most made.
        place: the median place in the order of answering.
        waiting: whether a person has still to read some of the texts; then it is hidden too.
    """

    asked: Asked
    people: str
    hidden: bool
    careful: bool
    p: float | None = None
    r: float | None = None
    blank: float | None = None
    choices: tuple[ChoiceLine, ...] = ()
    worst: ChoiceLine | None = None
    place: float | None = None
    waiting: bool = False

    @property
    def text(self) -> str:
        """What is asked, in plain words."""
        if self.asked.question:
            return words(self.asked.question.text)
        return "A text that a person reads" if self.asked.by_hand else "A test that runs the learner's code"

    @property
    def outcome(self) -> str:
        """The outcome's number; empty where there is no question."""
        return self.asked.question.outcome if self.asked.question else ""

    @property
    def level(self) -> str:
        """Bloom's level; empty where there is no question."""
        return self.asked.question.level if self.asked.question else ""


@dataclass(frozen=True)
class HeatMap:
    """
    Mean shares of the points, by outcome and level, and in all.

    Only questions that are shown count, in totals too: so no hidden one follows from a total.

    Attributes:
        cells: (outcome, level) -> share; "" stands for all of them.
        hidden: the pairs where every question is hidden.
    """

    outcomes: tuple[str, ...]
    levels: tuple[str, ...]
    cells: Mapping[tuple[str, str], float]
    hidden: Collection[tuple[str, str]]


def scale_of(record: ClassRecord) -> tuple[str, ...]:
    """Return the ids that the total is made of: marked by the program and asked of everybody, for points."""
    return tuple(
        one.id
        for one in record.asked
        if not one.by_hand
        and record.sittings
        and all(one.id in sitting.points for sitting in record.sittings)
    )


def matrix_of(record: ClassRecord, scale: Sequence[str]) -> list[list[float]]:
    """Return a row of points a learner, a column an id of the scale."""
    return [[sitting.points[id_] or 0.0 for id_ in scale] for sitting in record.sittings]


def question_lines(record: ClassRecord) -> tuple[QuestionLine, ...]:
    """Return every question's figures, in the order of the module's files."""
    scale = scale_of(record)
    totals = [sum(row) for row in matrix_of(record, scale)]
    known = {one.id for one in record.asked}
    times = (
        {id_: one.at for id_, one in sitting.answers.items() if id_ in known} for sitting in record.sittings
    )
    places = items.places(times)
    return tuple(_line(record, one, scale, totals, places.get(one.id)) for one in record.asked)


def heat_map(lines: Iterable[QuestionLine]) -> HeatMap:
    """Return mean shares by outcome and level, of questions that a program marks."""
    marked = [one for one in lines if one.asked.question and not one.asked.by_hand]
    outcomes = tuple(sorted({one.outcome for one in marked}))
    levels = tuple(level for level in LEVELS if level in {one.level for one in marked})
    shares, hidden = {}, set()
    for outcome in (*outcomes, ""):
        for level in (*levels, ""):
            within = [one for one in marked if outcome in ("", one.outcome) and level in ("", one.level)]
            seen = [one.p for one in within if one.p is not None]
            if seen:
                shares[outcome, level] = fmean(seen)
            elif within:
                hidden.add((outcome, level))
    return HeatMap(outcomes, levels, shares, hidden)


def _line(
    record: ClassRecord, asked: Asked, scale: Sequence[str], totals: Sequence[float], place: float | None
) -> QuestionLine:
    pairs = [
        (sitting, own, total)
        for sitting, total in zip(record.sittings, totals, strict=True)
        if (own := sitting.points.get(asked.id)) is not None
    ]
    if any(sitting.points.get(asked.id, 0.0) is None for sitting in record.sittings):
        # The rest are those who wrote nothing: a figure of them alone would mislead.
        return QuestionLine(asked, "", hidden=True, careful=False, waiting=True)
    count = len(pairs)
    people = cells.people_words(count, len(record.sittings))
    if not cells.shown(count):
        return QuestionLine(asked, people, hidden=True, careful=False)
    points = [own for _, own, _ in pairs]
    # What is not part of the total is set beside it as it is; the rest is taken out of it first.
    whole = [total + (0.0 if asked.id in scale else own) for _, own, total in pairs]
    choices, blank = _choices(record, asked, [sitting for sitting, _, _ in pairs])
    wrong = [one for one in choices if not one.choice.right and one.share > 0]
    return QuestionLine(
        asked,
        people,
        hidden=False,
        careful=cells.careful(count),
        p=items.difficulty([own / asked.points for own in points]),
        r=items.corrected_correlation(points, whole) if len(scale) > 1 else None,
        blank=blank,
        choices=choices,
        worst=max(wrong, key=lambda one: one.share, default=None),
        place=place,
    )


def _choices(
    record: ClassRecord, asked: Asked, sittings: Sequence[Sitting]
) -> tuple[tuple[ChoiceLine, ...], float | None]:
    """Return the choices with their shares, and the share of blanks."""
    if asked.question is None or asked.key is None or asked.by_hand or not record.answers_known:
        return (), None
    made = list(_made(asked, sittings))
    given = [one for one in made if one is not None]
    known = choices_of(asked.question, asked.key)
    shares = items.chosen_shares(given, [one.id for one in known], len(sittings))
    idle = items.non_functional(shares, [one.id for one in known if one.distractor])
    lines = tuple(ChoiceLine(one, shares[one.id], one.id in idle) for one in known)
    return lines, 1 - len(given) / len(sittings)


def _made(asked: Asked, sittings: Iterable[Sitting]) -> Iterator[tuple[str, ...] | None]:
    for sitting in sittings:
        answer = sitting.answers.get(asked.id)
        if asked.question and asked.key:
            yield chosen(asked.question, asked.key, answer.response) if answer else None
