"""Checks a final test: that its forms are there, weigh the same, and share questions on purpose alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from casework.final_rules import FILE, FinalRules
from casework.module import Module
from casework.yaml_lines import Problem, display_path


def check_final(module: Module, modules: Mapping[str, Module], whole: bool = True) -> Iterator[Problem]:
    """
    Yield what is wrong with the rules of a final test.

    Args:
        modules: every module of the course by name.
        whole: whether all forms must be here; a class may have been given one alone.
    """
    rules = module.final
    if rules is None:
        return
    file = display_path(module.folder / FILE)
    if rules.module != module.name:
        yield Problem(
            file, 1, "", f"module is {rules.module!r}; it must be the folder's name, {module.name!r}"
        )
    asked = rules.forms if whole else ()
    missing = [name for name in (*asked, *rules.needs) if name not in modules]
    for name in missing:
        yield Problem(file, 1, "", f"there is no module {name!r}; correct the name")
    if missing:
        return
    yield from (Problem(file, 1, "", text) for text in _unlike(rules, modules))


def _unlike(rules: FinalRules, modules: Mapping[str, Module]) -> Iterator[str]:
    """Yield forms of unequal points, and questions that a retake shares with another form."""
    forms = [form for form in rules.forms if form in modules]
    for form in forms:
        if modules[form].graded.variants.picks:
            yield f"{form} draws questions for each learner; a form of this test asks the same of all"
    points = {form: sum(q.points for q in modules[form].graded_questions.values()) for form in forms}
    if len(set(points.values())) > 1:
        listed = ", ".join(f"{form} {float(points[form]):g}" for form in forms)
        yield f"the forms have unequal points ({listed}); parallel forms weigh the same"
    held = {form: _originals(modules[form]) for form in forms}
    for one, other in combinations(forms, 2):
        shared = sorted(held[one].keys() & held[other].keys())
        if shared and other in rules.retake:
            yield f"{held[other][shared[0]]!r} of {other} is also in {one}; a form for a retake shares none"


def _originals(module: Module) -> Mapping[str, str]:
    """Return the place where each question of a form is written, with its id in the form."""
    return {one.place(module.name): id_ for id_, one in module.graded_questions.items()}
