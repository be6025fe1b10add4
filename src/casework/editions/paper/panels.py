"""What a lesson's panels say on paper, where nothing is saved, counted or drawn. Questions are elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from casework.module import Module

GRADED = "\ue002"
"""Stands where the numbers of a page's graded questions go. No text holds it."""
WRITE = "*Write here.*"
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
        return f'<a href="{escape(name)}.html">{title}</a>' if name in self.titles else title

    def before(self, module: Module) -> list[str]:
        """Return the modules with practice questions that come before one."""
        names = list(self.titles)
        return names[: names.index(module.name)] if module.name in names else []


def note(course: Course, module: Module) -> str:
    """Return what to know of the page first, below its title."""
    answers = (
        "The answers to practice questions stand at the end of the page. " if module.practice_keys else ""
    )
    graded = (
        "Graded questions have no answers here; the part on handing in says what to do with them. "
        if module.graded_questions
        else ""
    )
    return (
        '<p class="note">This page is the lesson on paper. Read, write your answers here or on a sheet, and '
        f"take your time. {answers}{graded}Where the text speaks of running cells, pressing a button or "
        "saving, it means the notebook: go on to the next sentence.</p>"
    )


def drawn(slot: str) -> str:
    """Return what stands in place of a question that differs from learner to learner."""
    return (
        f'<p class="note" id="q-{escape(slot)}">This question differs from learner to learner. It is in the '
        "notebook; on paper, ask your instructor for yours.</p>"
    )


def _progress(course: Course, module: Module, _: str) -> str:
    return (
        "<p>On paper nothing is counted. Tick what you have done in the "
        f'<a href="{INDEX}#lessons">table of lessons</a>.</p>'
    )


def _hand_in(course: Course, module: Module, _: str) -> str:
    return (
        '<div class="note"><p><b>To hand in on paper:</b> give these pages, or a sheet with the number of '
        "each question and your answer, to your instructor in the way they told you. Graded on this page: "
        f"questions {GRADED}, and the text to write, if one is asked for. Please write on every sheet:</p>"
        '<p>Name or code: <span class="blank"></span></p><p>Date: <span class="blank"></span></p>'
        "<p>A person marks what is on paper. The results come afterwards, with their reasons.</p></div>"
    )


def _review(course: Course, module: Module, _: str) -> str:
    earlier = [course.link(name) for name in course.before(module) if "-test-" not in name]
    listed = "".join(f"<li>{one}</li>" for one in earlier)
    return (
        "<p>On paper: answer a few practice questions of earlier lessons again, from memory, with their "
        f"answers covered. Then compare.</p>{f'<ul>{listed}</ul>' if listed else ''}"
    )


def _pack(course: Course, module: Module, days: str) -> str:
    return (
        f"<p>On paper: after about {escape(days)} days answer six practice questions of this page again, "
        'from memory. Then compare with the <a href="#answers">answers</a>.</p>'
    )


def _booster(course: Course, module: Module, days: str) -> str:
    return (
        f"<p>After about {escape(days)} days: answer six practice questions out of different lessons again, "
        f'from memory, and compare. The <a href="{INDEX}#lessons">table of lessons</a> leads to them.</p>'
    )


def _final(course: Course, module: Module, _: str) -> str:
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


def _certificate(course: Course, module: Module, _: str) -> str:
    return (
        "<p>A certificate is made from the notebook of the test, not from paper. If you took the test on "
        "paper, ask your instructor how it is confirmed.</p>"
    )


def _library(course: Course, module: Module, _: str) -> str:
    return (
        f'<p>All sources of the course are on a page of their own: the <a href="{LIBRARY}">library</a>.</p>'
    )


def _student_code(course: Course, module: Module, _: str) -> str:
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
