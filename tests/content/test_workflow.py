"""The workflows that publish class edition and site: well-formed, pinned, without keys; steps are tried."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from yamllint.config import YamlLintConfig
from yamllint.linter import run

from casework.cli import _parser

WORKFLOW, PAGES = ".github/workflows/class-edition.yml", ".github/workflows/pages.yml"
LINT = "{extends: default, rules: {line-length: {max: 130}, document-start: disable, truthy: disable}}"
SECRET = "${{ secrets.CLASS_TOKEN }}"


@pytest.fixture(scope="module")
def text(repo_root: Path) -> str:
    """Return the workflow as it is written."""
    return (repo_root / WORKFLOW).read_text("utf-8")


@pytest.fixture(scope="module")
def steps(text: str) -> dict[str, dict[str, Any]]:
    """Return the steps of its only job by name."""
    (job,) = yaml.safe_load(text)["jobs"].values()
    return {step["name"]: step for step in job["steps"]}


def git(*words: str, folder: Path) -> str:
    """Run git in a folder and return what it prints."""
    who = ["-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("name", [WORKFLOW, PAGES])
def test_well_formed(repo_root: Path, name: str) -> None:
    """The file has no fault that a reader of YAML stumbles over."""
    assert [str(one) for one in run((repo_root / name).read_text("utf-8"), YamlLintConfig(LINT))] == []


@pytest.mark.parametrize(("name", "actions"), [(WORKFLOW, 3), (PAGES, 5)])
def test_pinned(repo_root: Path, name: str, actions: int) -> None:
    """Every action is named by the hash of its commit, with its version beside it."""
    text = (repo_root / name).read_text("utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]

    assert len(used) == actions
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", name)] == []
    assert len(re.findall(r"@[0-9a-f]{40}  # v\d+\.\d+\.\d+$", text, re.MULTILINE)) == len(used)


def test_only_by_hand_from_a_private_copy(text: str) -> None:
    """It starts when a person says so, in a private repository; it may only read there."""
    found = yaml.safe_load(text)
    (job,) = found["jobs"].values()

    assert list(found[True]) == ["workflow_dispatch"]  # YAML 1.1 reads `on` as true
    assert found["permissions"] == {"contents": "read"}
    assert job["if"].startswith("github.event.repository.private && ")


def test_the_token_goes_to_the_class_repository_alone(steps: dict[str, dict[str, Any]], text: str) -> None:
    """One step has the token; the private copy is left without a way to be pushed."""
    assert [name for name, step in steps.items() if SECRET in str(step)] == ["Get the class repository"]
    assert text.count("secrets.") == 1
    assert steps["Get the course with its keys"]["with"] == {"path": "course", "persist-credentials": False}
    assert [
        name for name, step in steps.items() if "${{" in step.get("run", "")
    ] == []  # no text becomes code
    assert "upload" not in text


def test_its_commands_are_the_courses(steps: dict[str, dict[str, Any]], repo_root: Path) -> None:
    """The launcher and `casework release` take the words that the steps give them."""
    launcher, release = (steps[name]["run"] for name in ("Set the course up", "Write the class edition"))
    assert launcher == "python3 course.py --setup-only"
    words = re.search(r"casework (release .*)$", release, re.MULTILINE)
    assert words
    options = _parser().parse_args(words[1].replace('"', "").split())
    assert str(options.folder) == "../edition"
    assert (options.form, options.repository) == ("$FORM", "$CLASS_REPOSITORY")


@pytest.mark.skipif(os.name == "nt", reason="the steps run on Linux")
def test_what_is_pushed_is_the_edition(steps: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    """The last step puts the edition in place of what was there, or says that nothing is new."""
    git("init", "--bare", "class.git", folder=tmp_path)
    git("clone", "class.git", "class", folder=tmp_path)
    (tmp_path / "class" / "old.txt").write_text("old")
    git("add", "--all", folder=tmp_path / "class")
    git("commit", "-m", "first", folder=tmp_path / "class")
    edition = tmp_path / "edition"
    edition.mkdir()
    for name, words in {"README.md": "new", ".gitignore": "*.csv\n", "kept.csv": "1"}.items():
        (edition / name).write_text(words)

    def publish() -> str:
        step = steps["Put it into the class repository"]["run"]
        done = subprocess.run(["bash", "-c", step], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert publish() == ""
    public = git("ls-tree", "-r", "--name-only", "HEAD", folder=tmp_path / "class.git").splitlines()
    assert public == [".gitignore", "README.md", "kept.csv"]
    assert publish() == "The class repository is up to date.\n"


@pytest.mark.skipif(os.name == "nt", reason="the steps run on Linux")
@pytest.mark.parametrize(("variable", "folder"), [("", "assessments/keys"), ("private/keys", "private/keys")])
def test_keys_must_be_there(
    steps: dict[str, dict[str, Any]], tmp_path: Path, variable: str, folder: str
) -> None:
    """The release is told where the keys are, so that it stops where there are none to compare with."""
    program = tmp_path / ".venv" / "bin" / "casework"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$CASEWORK_KEYS" "$@"\n')
    program.chmod(0o755)
    env = {**os.environ, "FORM": "", "CLASS_REPOSITORY": "school/class", "KEYS_FOLDER": variable}
    step = steps["Write the class edition"]["run"]
    done = subprocess.run(["bash", "-c", step], cwd=tmp_path, env=env, capture_output=True, text=True)

    assert done.stdout == (f"{tmp_path}/{folder} release ../edition --form  --repository school/class\n"), (
        done.stderr
    )


def test_the_website_holds_the_course_and_the_guides(repo_root: Path) -> None:
    """One folder is published: browser edition without keys, in it the guides; each leads to the other."""
    (job,) = yaml.safe_load((repo_root / PAGES).read_text("utf-8"))["jobs"].values()
    install, site, guides = (step for step in job["steps"] if "run" in step)
    (upload,) = (step for step in job["steps"] if "upload-pages" in step.get("uses", ""))
    wishes = _parser().parse_args(site["run"].removeprefix("casework ").split())

    assert install["run"].endswith(" -r requirements.txt -e .[site,docs]")
    assert (wishes.with_keys, wishes.cdn, wishes.form) == (False, False, "")
    assert f"{wishes.folder}" == upload["with"]["path"]
    assert wishes.guides == "guide/"  # from the start page
    assert guides["run"] == f"mkdocs build --strict --site-dir {wishes.folder}/guide"
    assert guides["env"] == {"CASEWORK_SITE": "../"}  # from the guides' first page
    assert "!ENV [CASEWORK_SITE, " in (repo_root / "mkdocs.yml").read_text("utf-8")
