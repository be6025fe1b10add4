"""The course end to end in a real JupyterLab: tests, hub, grade, certificate. Lessons: test_lessons.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.fitting import too_wide
from browser.handing_in import graded
from browser.lab import Lab, Session, copy_course
from browser.taking import FIRST, FORM, LESSONS, PAGE, Taker, broken_cells, write_right_answers
from playwright.sync_api import Page, expect

from casework.answers import read_sidecar
from casework.cli import main

pytestmark = pytest.mark.browser
NAME = "Ana María Ngũgĩ"


def test_the_whole_course_ends_with_a_certificate(
    page: Page, lab: Lab, repo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Who has every lesson behind them takes the test, is graded by nbgrader, and the certificate holds."""
    root = lab.folder("whole")
    copy_course(repo_root, root)
    keys = root / "assessments" / "keys"

    def opened(name: str) -> Session:
        return Session(page, lab, root / "modules" / name / f"{name}.ipynb")

    for name in LESSONS:  # taken with the mouse in test_lessons.py
        write_right_answers(root / "modules" / name / f"{name}.ipynb", keys)
    for name in FIRST:
        session = opened(name)
        Taker(session, keys).take()
        assert (broken_cells(session), too_wide(session)) == ([], []), name
        assert (session.errors, session.outside) == ([], []), name
        session.close()

    hub = opened(PAGE)
    hub.run_all()
    link = page.get_by_role("link", name="Final test, form B")
    expect(link.first).to_be_attached()
    expect(page.get_by_text("The certificate is made here as soon as")).to_be_attached()
    hub.close()

    form = opened(FORM)
    test = Taker(form, keys).take()
    panel = form.panel()
    panel.get_by_role("button", name="Mark it now").click()
    expect(panel).to_contain_text("Passed: 40 of 40 points; 32 are needed.")
    expect(panel).not_to_contain_text("You chose this.")
    assert (broken_cells(form), too_wide(form)) == ([], [])
    form.close()

    hub = opened(PAGE)
    hub.run_all()
    expect(page.get_by_text("You have passed with 40 of 40 points.")).to_be_attached()
    expect(page.get_by_text("20 of 20").last).to_be_attached()
    name_field = hub.shown_by("certificate()", ".widget-text input")
    name_field.fill(NAME)
    name_field.press("Tab")
    page.get_by_role("button", name="Make my certificate").click()
    files = []
    for file in ("certificate.pdf", "certificate.html"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=file).click()
        files.append(tmp_path / waiting.value.suggested_filename)
        waiting.value.save_as(files[-1])
    assert (broken_cells(hub), too_wide(hub)) == ([], [])
    assert (hub.errors, hub.outside) == ([], [])
    hub.close()

    assert graded(repo_root, tmp_path / "class", FORM, {"ana": test}) == {"ana": (40.0, 40.0)}
    monkeypatch.chdir(repo_root)
    for file in files:
        assert main(["certificate", "check", str(file), str(test)]) == 0
        said = capsys.readouterr().out
        assert f"made out to {NAME}" in said
        assert "marked again: 40 of 40 points, with the same answers: as the certificate says." in said
    (record,) = read_sidecar(root / "modules" / PAGE / f"{PAGE}.answers.json").answers.values()
    assert [one["form"] for one in record.response["tried"]] == record.response["drawn"] == [FORM]
