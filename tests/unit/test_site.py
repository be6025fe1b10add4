"""Tests of the browser edition's parts: pinned inputs, Python for the browser, start page, refusals."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from canary import CANARY, MODULE, course_with_canary

from casework.cli import main
from casework.editions.site import build, inputs
from casework.editions.site.browser_python import LOCK, install
from casework.editions.site.inputs import Inputs, fetch
from casework.editions.site.start_page import start_page
from casework.module import CourseError

NETWORK = "https://cdn.jsdelivr.net/pyodide/v1.0.0/full/"


def wheel(path: Path, files: dict[str, bytes]) -> Path:
    """Write a wheel with these files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def npm(files: dict[str, bytes]) -> bytes:
    """Return an npm package's archive with these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in files.items():
            about = tarfile.TarInfo(f"package/{name}")
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return buffer.getvalue()


@pytest.fixture
def registries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return made-up registries: what npm sends, what pip downloads and says, and what was asked."""
    data = npm({"pyodide.mjs": b"x"})
    good = wheel(tmp_path / "good" / "a-1.0-py3-none-any.whl", {"a.py": b""}).read_bytes()
    world = SimpleNamespace(npm=data, wheel=good, error="", asked=[])
    pins = tmp_path / "pins"
    pins.mkdir()
    integrity = f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}"
    pin = {"package": "pyodide", "version": "1.0.0", "integrity": integrity}
    (pins / "pyodide.json").write_text(json.dumps(pin))
    (pins / "wheels.txt").write_text(f"a==1.0 --hash=sha256:{hashlib.sha256(good).hexdigest()}\n")
    monkeypatch.setattr(inputs, "_PINS", pins)

    def urlopen(url: str, timeout: float) -> io.BytesIO:
        world.asked.append(url)
        if world.npm is None:
            raise OSError("no route to host")
        return io.BytesIO(world.npm)

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        world.asked.append("pip")
        assert {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(command)
        folder = Path(command[command.index("-d") + 1])
        folder.mkdir(parents=True, exist_ok=True)
        if not world.error:
            (folder / "a-1.0-py3-none-any.whl").write_bytes(world.wheel)
        return subprocess.CompletedProcess(command, bool(world.error), "", world.error)

    monkeypatch.setattr(inputs.urllib.request, "urlopen", urlopen)
    monkeypatch.setattr(inputs.subprocess, "run", run)
    return world


class TestInputs:
    """What the site is made of comes from two registries, is checked, and is kept."""

    def test_inputs_are_fetched_once(self, registries: SimpleNamespace, tmp_path: Path) -> None:
        """The second time nothing is asked; a wheel that was damaged meanwhile is fetched again."""
        first = fetch(tmp_path / "cache")
        assert first.wheels["a"].read_bytes() == registries.wheel
        assert (first.pyodide / "pyodide.mjs").read_bytes() == b"x"
        assert registries.asked == ["https://registry.npmjs.org/pyodide/-/pyodide-1.0.0.tgz", "pip"]
        assert fetch(tmp_path / "cache") == first
        assert len(registries.asked) == 2

        first.wheels["a"].write_bytes(b"damaged")
        assert fetch(tmp_path / "cache") == first
        assert registries.asked[2:] == ["pip"]

    def test_another_file_than_the_pinned_is_refused(
        self, registries: SimpleNamespace, tmp_path: Path
    ) -> None:
        """A package of the right name with another content is not unpacked."""
        registries.npm = npm({"pyodide.mjs": b"evil"})
        with pytest.raises(CourseError) as caught:
            fetch(tmp_path / "cache")
        assert str(caught.value) == (
            "https://registry.npmjs.org/pyodide/-/pyodide-1.0.0.tgz is not the file that is pinned in "
            "pyodide.json; nothing was built"
        )
        assert list((tmp_path / "cache").rglob("*.mjs")) == []

    def test_no_network_is_one_line(self, registries: SimpleNamespace, tmp_path: Path) -> None:
        """A registry that does not answer is named, with what to do."""
        registries.error = "WARNING: x\nERROR: No matching distribution found for a==1.0\n"
        with pytest.raises(CourseError) as caught:
            fetch(tmp_path / "cache")
        assert str(caught.value) == (
            "the wheels of the site did not come: No matching distribution found for a==1.0; "
            "is PyPI in reach? try again"
        )
        registries.npm = None
        with pytest.raises(CourseError) as caught:
            fetch(tmp_path / "other")
        assert str(caught.value) == (
            "https://registry.npmjs.org/pyodide/-/pyodide-1.0.0.tgz did not come: no route to host; "
            "is the npm registry in reach? try again"
        )


@pytest.fixture
def made_up(tmp_path: Path) -> tuple[Inputs, Path]:
    """Return made-up inputs and a made-up wheel of our own."""
    package = tmp_path / "pyodide-1.0.0" / "package"
    package.mkdir(parents=True)
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        (package / name).write_bytes(b"x")
    names = {"pandas": ["numpy", "six"], "numpy": [], "matplotlib": ["numpy"], "six": [], "scipy": ["numpy"]}
    about = {
        name: {
            "name": name,
            "file_name": f"{name}.whl",
            "depends": depends,
            "imports": [name],
            "sha256": "5e",
        }
        for name, depends in names.items()
    }
    (package / LOCK).write_text(json.dumps({"info": {"python": "3.14.2"}, "packages": about}))
    inside = "jlk.data/data/share/x/static/pypi/"
    wheels = {
        "jupyterlite_pyodide_kernel": wheel(
            tmp_path / "jupyterlite_pyodide_kernel-1-py3-none-any.whl",
            {f"{inside}{name}-1-py3-none-any.whl": b"w" for name in ("piplite", "ipykernel", "unneeded")},
        ),
        "jupyterlab_widgets": wheel(tmp_path / "jupyterlab_widgets-3-py3-none-any.whl", {"x.js": b""}),
        "six": wheel(tmp_path / "six-1.0-py3-none-any.whl", {"six.py": b""}),
        "pyyaml": wheel(
            tmp_path / "pyyaml-6.0-cp314-cp314-manylinux.whl",
            {
                "yaml/__init__.py": b"pure",
                "yaml/_yaml.so": b"compiled",
                "pyyaml.dist-info/WHEEL": b"Wheel-Version: 1.0\nTag: cp314-cp314-manylinux\n",
                "pyyaml.dist-info/RECORD": b"yaml/_yaml.so,,\n",
            },
        ),
    }
    return Inputs(package, wheels), wheel(tmp_path / "casework-0-py3-none-any.whl", {"c.py": b""})


class TestPython:
    """Python for the browser is one folder and its lock."""

    def test_the_lock_names_what_is_there(self, made_up: tuple[Inputs, Path], tmp_path: Path) -> None:
        """Every package of the lock lies in the folder with its hash, and loads only when a kernel starts."""
        started = install(*made_up, tmp_path / "python", cdn=False)

        packages = json.loads((tmp_path / "python" / LOCK).read_text())["packages"]
        assert started == sorted(packages) == ["casework", "ipykernel", "piplite", "pyyaml", "six"]
        for one in packages.values():
            data = (tmp_path / "python" / one["file_name"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == one["sha256"]
            assert one["imports"] == []

    def test_a_compiled_wheel_is_left_without_its_compiled_part(
        self, made_up: tuple[Inputs, Path], tmp_path: Path
    ) -> None:
        """PyYAML's wheel is for every system then, by its name and by what it says of itself."""
        install(*made_up, tmp_path / "python", cdn=False)

        with zipfile.ZipFile(tmp_path / "python" / "pyyaml-6.0-py3-none-any.whl") as archive:
            assert sorted(archive.namelist()) == ["pyyaml.dist-info/WHEEL", "yaml/__init__.py"]
            assert archive.read("pyyaml.dist-info/WHEEL") == b"Wheel-Version: 1.0\nTag: py3-none-any\n"

    def test_pyodide_s_network_is_named_only_if_wished(
        self, made_up: tuple[Inputs, Path], tmp_path: Path
    ) -> None:
        """With cdn the lock has pandas, matplotlib and what they need, by address and hash, for no import."""
        started = install(*made_up, tmp_path / "python", cdn=True)

        packages = json.loads((tmp_path / "python" / LOCK).read_text())["packages"]
        far = {name for name, one in packages.items() if one["file_name"].startswith(NETWORK)}
        assert far == {"pandas", "numpy", "matplotlib"}
        assert not far & set(started)
        assert packages["pandas"]["imports"] == []
        assert packages["pandas"]["sha256"] == "5e"
        assert packages["six"]["file_name"] == "six-1.0-py3-none-any.whl"


def test_the_start_page_has_every_module_one_click_away(repo_root: Path) -> None:
    """Each module that is on the site is a link with its title and time; the words fit how it is built."""
    page = start_page(repo_root, repo_root, with_keys=False, cdn=False)
    assert page.count("<li><a href=") == sum(path.is_dir() for path in (repo_root / "modules").iterdir())
    link = (
        '<a href="lab/index.html?path=modules/01-words/01-words.ipynb">01 Words</a> <small>about 60 minutes'
    )
    assert link in page
    assert "this site holds no answer keys" in page
    assert "cdn.jsdelivr.net" not in page
    assert "Guides" not in page
    page = start_page(repo_root, repo_root, with_keys=True, cdn=True, guides="guide/?a&b")
    assert "Mark it now" in page
    assert '<a href="guide/?a&amp;b">Guides for learners, instructors and authors</a>' in page
    assert "%pip install pandas matplotlib" in page


class TestRefusals:
    """What cannot be built is not begun, and leaves nothing behind."""

    def test_a_key_in_a_lesson_stops_the_build(
        self, repo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A rationale in a file that would go on the site is found before anything is written."""
        course = course_with_canary(repo_root, tmp_path / "course")
        readme = course / "modules" / MODULE / "README.md"
        readme.write_text(f"{readme.read_text(encoding='utf-8')}\n{CANARY}\n", encoding="utf-8")
        monkeypatch.setattr(build, "fetch", lambda cache: None)

        with pytest.raises(CourseError) as caught:
            build.build_site(course, tmp_path / "public")
        assert str(caught.value) == (
            f"nothing written: modules/{MODULE}/README.md:1: holds words of the key of "
            "'m02-g-legal-process'; remove them"
        )
        assert sorted(path.name for path in tmp_path.iterdir()) == ["course"]

    def test_a_missing_tool_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the extra the command says how to get it."""
        monkeypatch.setattr(build, "NEEDED", {"no_such_tool": "no-such-tool"})
        with pytest.raises(CourseError) as caught:
            build.build_site(tmp_path, tmp_path / "public")
        assert str(caught.value) == "no-such-tool not installed; run pip install -e .[site] here, then again"


def test_site_passes_its_options_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command gives folder, form and wishes to the builder, and prints all that it says."""
    (tmp_path / "modules").mkdir()
    monkeypatch.chdir(tmp_path)

    def built(root: Path, *wishes: Any, say: Callable[[str], None]) -> str:
        say("some seconds")
        return f"{root.name} {wishes}"

    monkeypatch.setattr(build, "build_site", built)
    assert main(["site", "out"]) == 0
    assert main(["site", "out", "--form", "f", "--with-keys", "--cdn", "--guides", "guide/"]) == 0
    told, name, out = capsys.readouterr(), tmp_path.name, Path("out")
    assert told.out == f"{name} {(out, '', False, False, '')}\n{name} {(out, 'f', True, True, 'guide/')}\n"
    assert told.err == "some seconds\n" * 2
