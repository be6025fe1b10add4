"""The tables of a report's page: outcomes and levels, questions, choices. Safe HTML; reckons nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from casework.markup import inline, number
from casework.report.cells import HIDDEN, percent
from casework.report.lines import ChoiceLine, HeatMap, QuestionLine

WEAK = 0.2
"""A correlation with the rest below this is weak: Ebel & Frisbie (1991), *Essentials of educational
measurement*, ch. 13, who call such questions poor."""
NOT_READ = "not read yet"
OUTCOME = "What is to be learned"
WORST, IDLE = "Most chosen wrong answer", "Under 5 % chose"
_WIDTHS = {OUTCOME: "wide", "Chosen": "wide", WORST: "wide", "Reason": "wider", IDLE: "some"}


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """
    Return a table that scrolls by itself where the page is narrow.

    Args:
        caption: plain text.
        head: plain texts, one for each column.
        rows: cells of safe HTML; the first of a row names it.
    """
    top = "".join(f'<th scope="col"{_width(one)}>{escape(one)}</th>' for one in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{one}</td>" for one in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _width(heading: str) -> str:
    """Return the class of a column that holds sentences: too narrow, it makes every row of its table tall."""
    name = _WIDTHS.get(heading)
    return f' class="{name}"' if name else ""


def heat_table(heat: HeatMap, words: dict[str, str]) -> str:
    """Return the shares by outcome and level; ``words`` has what each outcome says, in Markdown."""

    def cell(outcome: str, level: str) -> str:
        if (outcome, level) in heat.cells:
            return percent(heat.cells[outcome, level])
        return HIDDEN if (outcome, level) in heat.hidden else "none"

    rows = [
        [
            f"{escape(outcome)} {inline(words.get(outcome, ''))}".strip(),
            *(cell(outcome, level) for level in (*heat.levels, "")),
        ]
        for outcome in heat.outcomes
    ]
    rows.append(["All outcomes", *(cell("", level) for level in (*heat.levels, ""))])
    caption = "Share of the points, by outcome and level"
    return table(caption, [OUTCOME, *(level.capitalize() for level in heat.levels), "All levels"], rows)


def question_table(lines: Iterable[QuestionLine]) -> str:
    """Return a row a question."""
    head = ["Question", "Outcome", "Level", "Learners", "Right", "Fits the rest", WORST]
    return table("Question by question", [*head, IDLE, "Answered"], map(_row, lines))


def choice_table(line: QuestionLine) -> str:
    """Return what was chosen in a question and why it is right or wrong, without what hardly anybody did."""
    rows = [
        [
            escape(_upper(one.choice.said if one.choice.left else one.choice.words)),
            "right" if one.choice.right else "wrong",
            percent(one.share),
            escape(one.why),
        ]
        for one in line.choices
        if one.choice.right or one.choice.distractor or one.share >= 0.05
    ]
    head = ["Chosen", "By the key", "Learners", "Reason"]
    return table(f"What was chosen in {line.asked.id}", head, rows)


def remarks(line: QuestionLine) -> list[str]:
    """Return what to look at in a question itself, in words."""
    found = []
    if line.r is not None and line.r < 0:
        found.append("Those with fewer points got it right more often: look at its key and its wording.")
    elif line.r is not None and line.r < WEAK:
        found.append("It hardly tells who knows the rest: look at its wording.")
    idle = [one for one in line.choices if one.idle]
    if idle:
        found.append(f"Under 5 % chose {_listed(idle)}: a wrong option that draws nobody can go.")
    return found


def _row(line: QuestionLine) -> list[str]:
    about = [escape(line.outcome or "none"), escape(line.level or "none")]
    name = escape(line.asked.id) + (" (step of the case)" if line.asked.case else "")
    if line.hidden:
        return [name, *about, NOT_READ if line.waiting else line.people, *[HIDDEN] * 5]
    linked = f'<a href="#q-{escape(line.asked.id)}">{name}</a>' if line.choices else name
    worst = f"{percent(line.worst.share)} {escape(line.worst.choice.said)}" if line.worst else "none"
    idle = _listed([one for one in line.choices if one.idle])
    return [
        linked,
        *about,
        line.people + (", careful" if line.careful else ""),
        percent(line.p or 0.0),
        "no figure" if line.r is None else f"{line.r:.2f}",
        worst if line.choices else "not looked at",
        escape(idle) or "none",
        f"as no. {number(line.place)}" if line.place else "not known",
    ]


def _listed(choices: Iterable[ChoiceLine]) -> str:
    return ", ".join(one.choice.words for one in choices)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
