"""What a QTI 1.2 package must be, as rules in words and code, and how it scores an answer. No tests here.

The official schema (ims_qtiasiv1p2p1.xsd) was found in no package of PyPI, npm or Debian. So these rules
follow the names and nesting of IMS QTI ASI 1.2.1 as Canvas writes them (lib/cc/qti/qti_items.rb). They are no
full schema.
"""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping

from casework.lms.qti import PACKAGE, QTI

CHILDREN = {
    "questestinterop": ("assessment",),
    "assessment": ("section",),
    "section": ("item",),
    "item": ("itemmetadata", "presentation", "resprocessing", "itemfeedback"),
    "itemmetadata": ("qtimetadata",),
    "qtimetadata": ("qtimetadatafield",),
    "qtimetadatafield": ("fieldlabel", "fieldentry"),
    "presentation": ("material", "response_lid", "response_str"),
    "response_lid": ("material", "render_choice"),
    "response_str": ("render_fib",),
    "render_choice": ("response_label",),
    "render_fib": ("response_label",),
    "response_label": ("material",),
    "material": ("mattext",),
    "resprocessing": ("outcomes", "respcondition"),
    "outcomes": ("decvar",),
    "respcondition": ("conditionvar", "setvar", "displayfeedback"),
    "conditionvar": ("varequal", "vargte", "varlte", "and", "not", "other"),
    "and": ("varequal", "not"),
    "not": ("varequal",),
    "itemfeedback": ("flow_mat",),
    "flow_mat": ("material",),
}
"""Element -> what may stand in it, in this order. What is not named here holds text alone."""
NEEDED = {
    "assessment": ("ident", "title"),
    "section": ("ident",),
    "item": ("ident", "title"),
    "response_lid": ("ident",),
    "response_str": ("ident",),
    "response_label": ("ident",),
    "varequal": ("respident",),
    "vargte": ("respident",),
    "varlte": ("respident",),
    "setvar": ("action", "varname"),
    "displayfeedback": ("feedbacktype", "linkrefid"),
    "itemfeedback": ("ident",),
    "mattext": (),
}


def opened(package: bytes) -> tuple[ET.Element, dict[str, ET.Element], list[str]]:
    """Return the manifest, every file of questions by its path, and all paths."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        paths = archive.namelist()
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        quizzes = {
            one.get("href", ""): ET.fromstring(archive.read(one.get("href", "")))
            for resource in manifest.iter(f"{{{PACKAGE}}}resource")
            if resource.get("type") == "imsqti_xmlv1p2"
            for one in resource.iter(f"{{{PACKAGE}}}file")
        }
    return manifest, quizzes, paths


def broken_rules(package: bytes) -> Iterator[str]:
    """Yield each rule that a package breaks, and where."""
    manifest, quizzes, paths = opened(package)
    named = [one.get("href") for one in manifest.iter(f"{{{PACKAGE}}}file")]
    if sorted([*named, "imsmanifest.xml"]) != sorted(paths):
        yield "the manifest names every file of the package once, and no other"
    resources = {one.get("identifier") for one in manifest.iter(f"{{{PACKAGE}}}resource")}
    if not {one.get("identifierref") for one in manifest.iter(f"{{{PACKAGE}}}dependency")} <= resources:
        yield "each dependency is a resource of the manifest"
    for path, root in quizzes.items():
        yield from (f"{path}: {one}" for one in _tree(root))
        idents = [item.get("ident") for item in items(root)]
        if len(set(idents)) < len(idents):
            yield f"{path}: each item has an ident of its own"
        for item in items(root):
            yield from (f"{path}: {item.get('ident')}: {one}" for one in _item(item))


def items(root: ET.Element) -> list[ET.Element]:
    """Return the items of a file."""
    return list(root.iter(f"{{{QTI}}}item"))


def name(element: ET.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.removeprefix(f"{{{QTI}}}")


def _tree(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        own = name(element)
        allowed = CHILDREN.get(own, ())
        places = [allowed.index(name(one)) if name(one) in allowed else -1 for one in element]
        if -1 in places:
            yield f"{own} holds only {', '.join(allowed) or 'text'}"
        if own != "and" and own != "conditionvar" and own != "respcondition" and places != sorted(places):
            if own != "resprocessing" or places[0] != 0:
                yield f"what {own} holds stands in order"
        if lost := [one for one in NEEDED.get(own, ()) if not element.get(one)]:
            yield f"{own} has {', '.join(lost)}"


def _item(item: ET.Element) -> Iterator[str]:
    responses: dict[str, set[str]] = {}
    for one in item.iter():
        if name(one) in ("response_lid", "response_str"):
            labels = [label.get("ident", "") for label in one.iter(f"{{{QTI}}}response_label")]
            if len(set(labels)) < len(labels) or one.get("ident") in responses:
                yield "responses and their labels have idents of their own"
            responses[one.get("ident", "")] = set(labels) if name(one) == "response_lid" else set()
    for one in item.iter():
        respident = one.get("respident")
        if respident is not None and respident not in responses:
            yield f"{respident} is asked for and not there"
        elif respident and responses[respident] and one.text not in responses[respident]:
            yield f"{one.text} is no label of {respident}"
    said = {one.get("ident") for one in item.iter(f"{{{QTI}}}itemfeedback")}
    linked = {one.get("linkrefid") for one in item.iter(f"{{{QTI}}}displayfeedback")}
    if said != linked:
        yield "each feedback is shown by a condition, and each condition's feedback is there"


def scored(item: ET.Element, answer: Mapping[str, set[str]]) -> tuple[float, set[str]]:
    """
    Return SCORE and the idents of the feedback for an answer, as a reader of QTI 1.2 works them out.

    Args:
        answer: response's ident -> what was chosen or typed.
    """
    score, said = 0.0, set()

    def holds(one: ET.Element) -> bool:
        kind, given = name(one), answer.get(one.get("respident", ""), set())
        if kind == "varequal":
            return any(str(one.text).casefold() == value.casefold() for value in given)
        if kind in ("vargte", "varlte"):
            bound = float(str(one.text))
            return any(
                float(value) >= bound if kind == "vargte" else float(value) <= bound for value in given
            )
        if kind == "not":
            return not holds(one[0])
        return kind == "other" or all(map(holds, one))

    for condition in item.iter(f"{{{QTI}}}respcondition"):
        tests = list(condition[0])
        either = len({name(one) for one in tests}) == 1  # several texts: any; low and high: both
        if not (any if either else all)(map(holds, tests)):
            continue
        for one in condition[1:]:
            if name(one) == "setvar":
                score = float(str(one.text)) + (score if one.get("action") == "Add" else 0)
            else:
                said.add(str(one.get("linkrefid")))
        if condition.get("continue") == "No":
            break
    return score, said
