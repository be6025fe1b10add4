"""HTML of a case study's parts: roles, facts to change, debrief, print. No widget and no judgement here."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from casework import markup, render
from casework.case_graph import ELSE, END
from casework.cases import Case, Step
from casework.languages import N_, _
from casework.markup import UNIQUE
from casework.sources import Labeller

_CHANGE = N_(
    "Change a single fact of the case and predict what follows. Then check: you see what changes in law, and "
    "why. This part is practice and optional."
)


def tracks_html(case: Case) -> str:
    """Return radio buttons to choose a role; empty where the case has none."""
    if not case.tracks:
        return ""
    rows = "".join(_choice("track", id_, markup.inline(track.title)) for id_, track in case.tracks.items())
    return _fieldset(_("Choose a role to look at the case from"), rows)


def end_html(case: Case, label: Labeller) -> str:
    """Return what follows the last step: one fact changed, debrief, and what happens on other paths."""
    return _changes_html(case) + (
        f'<section class="cw-debrief"><h4 class="cw-heading" tabindex="-1">{_("Debrief")}</h4>'
        f"<div>{markup.markdown(case.debrief)}{markup.sources_html(case.debrief_sources, label)}</div>"
        f"{_others_html(case)}</section>"
    )


def printed(case: Case, response: dict[str, object]) -> tuple[str, str]:
    """
    Return the case for print and pages without widgets, as HTML and as text: every step, no debrief.

    Args:
        response: what was answered, by question id.
    """
    title, intro = markup.inline(case.title), markup.markdown(case.intro)
    html, text = [f"<h3>{title}</h3>{intro}"], [markup.plain(title), markup.plain(intro)]
    if case.tracks:
        roles = [
            _("{role}: begin at step {number}.").format(
                role=markup.words(track.title), number=number(case, track.start)
            )
            for track in case.tracks.values()
        ]
        html.append(
            f"<p>{_('Choose a role.')}</p><ul>{''.join(f'<li>{escape(role)}</li>' for role in roles)}</ul>"
        )
        text.append("\n".join([_("Choose a role."), *roles]))
    for place, step in enumerate(case.steps, start=1):
        name, reveal = markup.inline(step.title), markup.markdown(step.reveal)
        html.append(f"<h4>{place}. {name}</h4>{reveal}")
        text.append(f"{place}. {markup.plain(name)}\n{markup.plain(reveal)}")
        if step.question:
            given = response.get(step.id)
            html.append(render.question_html(step.question, given))
            text[-1] += f"\n{render.question_text(step.question, given)}"
        if case.branches:
            said = onward(case, step, lambda target: _place(case, target))
            html.append(f"<p><i>{said}</i></p>")
            text[-1] += f"\n{said}"
    return "".join(html), "\n\n".join(text)


def _changes_html(case: Case) -> str:
    """Return the facts to choose from, and each as it was and as it becomes, hidden until it is chosen."""
    rows = panels = ""
    for change in case.changes:
        id_, was = change.question.id, markup.markdown(change.fact)
        rows += _choice("change", id_, f'{was}</span><span class="cw-tried" data-tried="{id_}" hidden>')
        panels += (
            f'<div class="cw-panel" data-panel="{id_}" hidden><dl class="cw-change">'
            f"<div><dt>{_('As it was')}</dt><dd>{was}</dd></div>"
            f"<div><dt>{_('As changed')}</dt><dd>{markup.markdown(change.becomes)}</dd></div></dl></div>"
        )
    return rows and (
        f'<section class="cw-changes"><h4 class="cw-heading" tabindex="-1">{_("Change one fact")}</h4>'
        f"<p>{_(_CHANGE)}</p>{_fieldset(_('Which fact do you want to change?'), rows)}{panels}</section>"
    )


def _others_html(case: Case) -> str:
    """Return every step that some path leaves out; the page hides those on the learner's own."""
    if not case.branches:
        return ""
    items = "".join(
        f'<li data-other="{step.id}"><b>{markup.inline(step.title)}</b> {markup.markdown(step.reveal)}</li>'
        for step in case.steps
    )
    return f'<details class="cw-others"><summary>{_("Paths not taken")}</summary><ul>{items}</ul></details>'


def _choice(kind: str, value: str, html: str) -> str:
    """Return one radio button as a whole row to press."""
    return (
        f'<div class="cw-choice" data-{kind}="{value}"><label class="cw-option">'
        f'<input type="radio" name="{UNIQUE}{kind}" value="{value}">'
        f'<span class="cw-option-text"><span>{html}</span></span></label></div>'
    )


def _fieldset(legend: str, rows: str) -> str:
    return f'<fieldset class="cw-fieldset"><legend class="cw-legend">{legend}</legend>{rows}</fieldset>'


def onward(case: Case, step: Step, place: Callable[[str], str]) -> str:
    """
    Return where a step leads, in words: 'If you chose a or b, go to step 3. Otherwise go to the end.'.

    Args:
        place: names a step, by its id, or END.
    """
    by_target: dict[str, list[str]] = {}
    for letter, target in step.next.items():
        by_target.setdefault(target, []).append(letter)
    rest = step.next[ELSE]
    if len(by_target) == 1:
        return _("Go to {place}.").format(place=place(rest))
    said = [
        _("If you chose {letters}, go to {place}.").format(
            letters=f" {_('or')} ".join(letters), place=place(target)
        )
        for target, letters in by_target.items()
        if target != rest
    ]
    return " ".join([*said, _("Otherwise go to {place}.").format(place=place(rest))])


def number(case: Case, id_: str) -> int | None:
    """Return a step's number in the file's order, from 1; None for the end."""
    return None if id_ == END else [step.id for step in case.steps].index(id_) + 1


def _place(case: Case, id_: str) -> str:
    place = number(case, id_)
    return _("the end") if place is None else _("step {number}").format(number=place)
