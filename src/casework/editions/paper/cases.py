"""A case study on paper: every step, where each answer leads, and the debrief at the page's end."""

from __future__ import annotations

from html import escape

from casework.cases import Case
from casework.editions.paper.outline import Outline
from casework.editions.paper.questions import Sheet
from casework.languages import N_, _
from casework.markup import inline, markdown, sources_html
from casework.sources import Labeller
from casework.widgets.case_page import number, onward

_FINAL = N_("On a screen, earlier answers cannot be changed from here on. Please leave them as they are.")
_CHANGE = N_(
    "Change a single fact of the case and predict what follows. Then look the answer up. "
    "This part is practice and optional."
)


def case_html(case: Case, outline: Outline, sheet: Sheet) -> str:
    """Return a case with the steps of all its paths; each step says where to go on."""
    id_ = escape(case.id)
    parts = [outline.below(inline(case.title), anchor=f"case-{id_}"), markdown(case.intro)]
    if case.tracks:
        begin = _("{role}: begin at {place}.")
        roles = "".join(
            f"<li>{begin.format(role=inline(track.title), place=_step(case, track.start))}</li>"
            for track in case.tracks.values()
        )
        parts.append(f"<p>{_('Choose a role.')}</p><ul>{roles}</ul>")
    for place, step in enumerate(case.steps, start=1):
        name = f"{_('Step {number}').format(number=place)}. {inline(step.title)}"
        parts.append(outline.below(name, 2, f"step-{step.id}"))
        parts.append(markdown(step.reveal))
        if not step.back:
            parts.append(f"<p><i>{_(_FINAL)}</i></p>")
        if step.question:
            parts.append(sheet.question(step.question, step.key, 3))
        if case.branches:
            said = onward(case, step, lambda target: _step(case, target))
            parts.append(f'<p class="onward"><span aria-hidden="true">→ </span>{said}</p>')
    parts.append(
        f'<p class="onward" id="end-{id_}">{_("The case ends here.")} '
        f'<a href="#debrief-{id_}">{_("Read the debrief of the case")}</a>.</p>'
    )
    return "".join(parts)


def changes_html(case: Case, outline: Outline, sheet: Sheet, label: Labeller) -> str:
    """Return the facts to change, each as it was and as it becomes, with a prediction to make."""
    if not case.changes:
        return ""
    parts = [outline.below(_("Change one fact"), 2), f"<p>{_(_CHANGE)}</p>"]
    for change in case.changes:
        effect = markdown(change.effect) + sources_html(change.sources, label)
        parts.append(
            f'<dl class="change"><dt>{_("As it was")}</dt><dd>{markdown(change.fact)}</dd>'
            f"<dt>{_('As changed')}</dt><dd>{markdown(change.becomes)}</dd></dl>"
        )
        parts.append(sheet.question(change.question, change.key, 3, effect))
    return "".join(parts)


def debrief_html(case: Case, outline: Outline, label: Labeller) -> str:
    """Return the debrief, for the page's end."""
    id_ = escape(case.id)
    heading = outline.heading(2, f"{_('Debrief')}: {inline(case.title)}", f"debrief-{id_}")
    return (
        f'<section class="end">{heading}{markdown(case.debrief)}'
        f"{sources_html(case.debrief_sources, label)}"
        f'<p class="links"><a href="#case-{id_}">{_("Back to the case")}</a></p></section>'
    )


def _step(case: Case, target: str) -> str:
    """Return a link to a step or to the end."""
    place = number(case, target)
    if place is None:
        return f'<a href="#end-{escape(case.id)}">{_("the end of the case")}</a>'
    return f'<a href="#step-{escape(target)}">{_("step {number}").format(number=place)}</a>'
