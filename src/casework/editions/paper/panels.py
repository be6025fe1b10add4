"""What a lesson's panels say on paper, where nothing is saved, counted or drawn. Questions are elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from casework.languages import N_, _, spoken
from casework.module import Module

GRADED = "\ue002"
"""Stands where the numbers of a page's graded questions go. No text holds it."""
WRITE = N_("*Write here.*")
INDEX, LIBRARY = "index.html", "library.html"


@dataclass(frozen=True)
class Course:
    """
    What a page says of the others.

    Attributes:
        titles: of every printed module, by folder, in order.
    """

    titles: Mapping[str, str]

    def link(self, name: str) -> str:
        """Return a link to a module's page, or its name where it is not printed."""
        title = escape(self.titles.get(name, name))
        english = ' hreflang="en" lang="en"' if spoken() else ""
        return f'<a href="{escape(name)}.html"{english}>{title}</a>' if name in self.titles else title

    def before(self, module: Module) -> list[str]:
        """Return the modules with practice questions that come before one."""
        names = list(self.titles)
        return names[: names.index(module.name)] if module.name in names else []


def note(course: Course, module: Module) -> str:
    """Return what to know of the page first, below its title."""
    said = [
        _(
            "This page is the lesson on paper. Read, write your answers here or on a sheet, and take your "
            "time."
        )
    ]
    if module.practice_keys:
        said.append(_("The answers to practice questions stand at the end of the page."))
    if module.graded_questions:
        said.append(
            _("Graded questions have no answers here; the part on handing in says what to do with them.")
        )
    said.append(
        _(
            "Where the text speaks of running cells, pressing a button or saving, it means the notebook: go "
            "on to the next sentence."
        )
    )
    return f'<p class="note">{" ".join(said)}</p>'


def drawn(slot: str) -> str:
    """Return what stands in place of a question that differs from learner to learner."""
    said = _(
        "This question differs from learner to learner. It is in the notebook; on paper, ask your instructor "
        "for yours."
    )
    return f'<p class="note" id="q-{escape(slot)}">{said}</p>'


def _progress(course: Course, module: Module, unused: str) -> str:
    said = _("On paper nothing is counted. Tick what you have done here:")
    return f"<p>{said} {_lessons()}.</p>"


def _lessons() -> str:
    return f'<a href="{INDEX}#lessons">{_("table of lessons")}</a>'


def _hand_in(course: Course, module: Module, unused: str) -> str:
    how = _(
        "give these pages, or a sheet with the number of each question and your answer, to your instructor "
        "in the way they told you. Graded on this page: questions {numbers}, and the text to write, if "
        "one is asked for. Please write on every sheet:"
    ).format(numbers=GRADED)
    after = _("A person marks what is on paper. The results come afterwards, with their reasons.")
    return (
        f'<div class="note"><p><b>{_("To hand in on paper:")}</b> {how}</p>'
        f'<p>{_("Name or code:")} <span class="blank"></span></p>'
        f'<p>{_("Date:")} <span class="blank"></span></p><p>{after}</p></div>'
    )


def _review(course: Course, module: Module, unused: str) -> str:
    earlier = [course.link(name) for name in course.before(module) if "-test-" not in name]
    listed = "".join(f"<li>{one}</li>" for one in earlier)
    said = _(
        "On paper: answer a few practice questions of earlier lessons again, from memory, with their answers "
        "covered. Then compare."
    )
    return f"<p>{said}</p>{f'<ul>{listed}</ul>' if listed else ''}"


def _pack(course: Course, module: Module, days: str) -> str:
    said = _(
        "On paper: after about {days} days answer six practice questions of this page again, from memory. "
        "Then compare:"
    ).format(days=escape(days))
    return f'<p>{said} <a href="#answers">{_("Answers to the practice questions")}</a>.</p>'


def _booster(course: Course, module: Module, days: str) -> str:
    return (
        f"<p>After about {escape(days)} days: answer six practice questions out of different lessons again, "
        f'from memory, and compare. The <a href="{INDEX}#lessons">table of lessons</a> leads to them.</p>'
    )


def _final(course: Course, module: Module, unused: str) -> str:
    if module.final is None:
        return ""
    forms = [course.link(name) for name in module.final.forms if name in course.titles]
    listed = "".join(f"<li>{one}</li>" for one in forms)
    return (
        "<p>The forms that are printed here, of which you take one. In a class your instructor names it:</p>"
        f"<ul>{listed}</ul>"
        if listed
        else "<p>No form of the test is printed here. Ask your instructor for one.</p>"
    )


def _certificate(course: Course, module: Module, unused: str) -> str:
    return (
        "<p>A certificate is made from the notebook of the test, not from paper. If you took the test on "
        "paper, ask your instructor how it is confirmed.</p>"
    )


def _library(course: Course, module: Module, unused: str) -> str:
    return (
        f'<p>All sources of the course are on a page of their own: the <a href="{LIBRARY}">library</a>.</p>'
    )


def _student_code(course: Course, module: Module, unused: str) -> str:
    return "<p>In the notebook, some questions here differ from learner to learner.</p>"


PANELS: Mapping[str, Callable[[Course, Module, str], str]] = {
    "progress": _progress,
    "hand_in": _hand_in,
    "review": _review,
    "review_pack": _pack,
    "booster": _booster,
    "final": _final,
    "certificate": _certificate,
    "library": _library,
    "student_code": _student_code,
}
"""What each call shows in place of its panel, given the course, the module and the call's argument."""
