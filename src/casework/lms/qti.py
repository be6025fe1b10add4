"""Writes questions as QTI 1.2 in an IMS content package, as Canvas reads it. Not which: bank.py."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from fractions import Fraction

from casework.lms.bank import Item, Section
from casework.lms.xml_text import add, to_bytes
from casework.markup import number

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_KIND = {
    "choice": "multiple_choice_question",
    "answers": "multiple_answers_question",
    "matching": "matching_question",
    "number": "numerical_question",
    "text": "short_answer_question",
}
_ONE = "response1"


def qti_package(sections: Sequence[Section]) -> bytes:
    """Return a zip: imsmanifest.xml and, for each module, its questions and what Canvas calls a quiz."""
    sections = [section for section in sections if section.items]
    manifest = ET.Element("manifest", {"xmlns": PACKAGE, "identifier": "casework-bank"})
    about = add(manifest, "metadata")
    add(about, "schema", "IMS Content")
    add(about, "schemaversion", "1.1.3")
    add(manifest, "organizations")
    resources = add(manifest, "resources")
    files: dict[str, bytes] = {}
    for section in sections:
        name = _name(section)
        quiz, meta = f"{name}/{name}.xml", f"{name}/assessment_meta.xml"
        resource = add(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
        add(resource, "file", href=quiz)
        add(resource, "dependency", identifierref=f"{name}-meta")
        kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
        resource = add(resources, "resource", identifier=f"{name}-meta", type=kind, href=meta)
        add(resource, "file", href=meta)
        files[quiz], files[meta] = to_bytes(_assessment(section)), to_bytes(_meta(section))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in {"imsmanifest.xml": to_bytes(manifest), **files}.items():
            archive.writestr(
                zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED
            )  # 1980: the same bytes each time
    return packed.getvalue()


def _name(section: Section) -> str:
    return f"casework-{section.module}-{'graded' if section.graded else 'practice'}"


def _meta(section: Section) -> ET.Element:
    """Return Canvas's own file on a quiz: not published, and a practice quiz counts for nothing."""
    quiz = ET.Element("quiz", {"xmlns": CANVAS, "identifier": _name(section)})
    add(quiz, "title", f"{section.module} {'graded' if section.graded else 'practice'}")
    add(quiz, "quiz_type", "assignment" if section.graded else "practice_quiz")
    total = sum((item.points for item in section.items), Fraction(0))
    add(quiz, "points_possible", number(float(total)))
    add(quiz, "available", "false")
    return quiz


def _assessment(section: Section) -> ET.Element:
    root = ET.Element("questestinterop", {"xmlns": QTI})
    title = f"{section.module} {'graded' if section.graded else 'practice'}"
    assessment = add(root, "assessment", ident=_name(section), title=title)
    part = add(assessment, "section", ident="root_section")
    for item in section.items:
        _item(part, item)
    return root


def _item(part: ET.Element, item: Item) -> None:
    node = add(part, "item", ident=item.id, title=item.id)
    fields = add(add(node, "itemmetadata"), "qtimetadata")
    for label, entry in (
        ("question_type", _KIND[item.form]),
        ("points_possible", number(float(item.points))),
    ):
        one = add(fields, "qtimetadatafield")
        add(one, "fieldlabel", label)
        add(one, "fieldentry", entry)
    shown = add(node, "presentation")
    _material(shown, item.html)
    processing = ET.Element("resprocessing")
    outcomes = add(processing, "outcomes")
    add(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    said: dict[str, str] = {}
    if item.form in ("choice", "answers"):
        _choices(shown, processing, item, said)
    elif item.form == "matching":
        _matching(shown, processing, item, said)
    else:
        _typed(shown, processing, item, said)
    node.append(processing)
    for ident, html in said.items():
        _material(add(add(node, "itemfeedback", ident=ident), "flow_mat"), html)


def _choices(shown: ET.Element, processing: ET.Element, item: Item, said: dict[str, str]) -> None:
    kind = "Single" if item.form == "choice" else "Multiple"
    labels = add(add(shown, "response_lid", ident=_ONE, rcardinality=kind), "render_choice")
    for one in item.choices:
        _material(add(labels, "response_label", ident=one.id), one.html)
        if one.feedback:
            said[f"{one.id}_fb"] = one.feedback
            told = add(processing, "respcondition", **{"continue": "Yes"})
            add(add(told, "conditionvar"), "varequal", one.id, respident=_ONE)
            add(told, "displayfeedback", feedbacktype="Response", linkrefid=f"{one.id}_fb")
    right = add(processing, "respcondition", **{"continue": "No"})
    condition = add(right, "conditionvar")
    if item.form == "choice":
        add(condition, "varequal", next(one.id for one in item.choices if one.right), respident=_ONE)
    else:
        every = add(condition, "and")
        for one in item.choices:
            add(every if one.right else add(every, "not"), "varequal", one.id, respident=_ONE)
    add(right, "setvar", "100", action="Set", varname="SCORE")


def _matching(shown: ET.Element, processing: ET.Element, item: Item, said: dict[str, str]) -> None:
    """Write a list of columns for each row; of a row that is wrong Canvas shows the reason."""
    shares = [
        Fraction(10_000 * (n + 1) // len(item.rows) - 10_000 * n // len(item.rows), 100)
        for n in range(len(item.rows))
    ]
    for row, share in zip(item.rows, shares, strict=True):
        ident = f"response_{row.id}"
        lid = add(shown, "response_lid", ident=ident)
        _material(lid, row.html)
        labels = add(lid, "render_choice")
        for id_, text in (item.columns or {}).items():
            add(add(add(labels, "response_label", ident=id_), "material"), "mattext", text)
        right = add(processing, "respcondition")
        add(add(right, "conditionvar"), "varequal", row.column, respident=ident)
        add(right, "setvar", f"{float(share):.2f}", action="Add", varname="SCORE")
        if row.feedback:
            said[f"{row.id}_fb"] = row.feedback
            wrong = add(processing, "respcondition")
            add(add(add(wrong, "conditionvar"), "not"), "varequal", row.column, respident=ident)
            add(wrong, "displayfeedback", feedbacktype="Response", linkrefid=f"{row.id}_fb")


def _typed(shown: ET.Element, processing: ET.Element, item: Item, said: dict[str, str]) -> None:
    field = add(shown, "response_str", ident=_ONE, rcardinality="Single")
    fib = add(field, "render_fib", **({"fibtype": "Decimal"} if item.form == "number" else {}))
    add(fib, "response_label", ident="answer1")
    names = ("correct_fb", "general_incorrect_fb")
    said |= {name: html for name, html in zip(names, item.feedback, strict=True) if html}
    # Texts stand in one condition, which is true if any is met; each range of numbers has its own.
    groups = [[one] for one in item.accepted] if item.form == "number" else [list(item.accepted)]
    for group in groups:
        right = add(processing, "respcondition", **{"continue": "No"})
        condition = add(right, "conditionvar")
        for one in group:
            if item.form == "text":
                add(condition, "varequal", one, respident=_ONE)
            else:
                add(condition, "vargte", _decimal(one[0]), respident=_ONE)
                add(condition, "varlte", _decimal(one[1]), respident=_ONE)
        add(right, "setvar", "100", action="Set", varname="SCORE")
        if "correct_fb" in said:
            add(right, "displayfeedback", feedbacktype="Response", linkrefid="correct_fb")
    if "general_incorrect_fb" in said:
        wrong = add(processing, "respcondition", **{"continue": "Yes"})
        add(add(wrong, "conditionvar"), "other")
        add(wrong, "displayfeedback", feedbacktype="Response", linkrefid="general_incorrect_fb")


def _material(parent: ET.Element, html: str) -> None:
    add(add(parent, "material"), "mattext", html, texttype="text/html")


def _decimal(value: Fraction) -> str:
    return f"{float(value):.10f}".rstrip("0").rstrip(".")
