"""What goes onto a hub: files well-formed, without secrets, in agreement. A hub runs in tests/browser."""

from __future__ import annotations

import re
import runpy
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from yamllint.config import YamlLintConfig
from yamllint.linter import run

LINT = "{extends: default, rules: {line-length: {max: 130}, document-start: disable, truthy: disable}}"
# The part of values.schema.yaml of chart 4.3.3 that is used here; helm refuses what is not in that file.
CHART = {
    "hub": {"config", "extraConfig"},
    "singleuser": {"image", "defaultUrl", "fsGid", "memory", "storage", "networkPolicy"},
    "singleuser.image": {"name", "tag"},
    "singleuser.memory": {"limit", "guarantee"},
    "singleuser.storage": {"capacity", "extraVolumes", "extraVolumeMounts"},
    "singleuser.networkPolicy": {"enabled", "egressAllowRules", "egress"},
    "singleuser.networkPolicy.egressAllowRules": {
        *("cloudMetadataServer", "dnsPortsPrivateIPs", "nonPrivateIPs", "privateIPs"),
    },
    "proxy": {"https"},
    "proxy.https": {"enabled", "hosts", "letsencrypt"},
    "cull": {"enabled", "timeout"},
}


@pytest.fixture(scope="module")
def folder(repo_root: Path) -> Path:
    """Return the folder for Kubernetes."""
    return repo_root / "deploy" / "zero-to-jupyterhub"


@pytest.fixture(scope="module")
def values(folder: Path) -> dict[str, Any]:
    """Return the chart's values."""
    found: dict[str, Any] = yaml.safe_load((folder / "values.yaml").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def cluster(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what is made beside the chart, by kind and name."""
    made = yaml.safe_load_all((folder / "cluster.yaml").read_text("utf-8"))
    return {f"{one['kind']} {one['metadata']['name']}": one for one in made}


def pairs(data: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value below ``data`` that is no list or mapping, with its path."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from pairs(value, f"{path}.{key}".lstrip("."))
    elif isinstance(data, list):
        for value in data:
            yield from pairs(value, path)
    else:
        yield path, data


@pytest.mark.parametrize("name", ["values.yaml", "cluster.yaml"])
def test_well_formed(folder: Path, name: str) -> None:
    """The file has no fault that a reader of YAML stumbles over."""
    assert [str(one) for one in run((folder / name).read_text("utf-8"), YamlLintConfig(LINT))] == []


def test_only_what_the_chart_knows(values: dict[str, Any]) -> None:
    """No key is there that the chart's schema does not have: a misspelt one would stop helm."""
    assert set(values) <= set(CHART)
    for path, known in CHART.items():
        found: Any = values
        for part in path.split("."):
            found = found[part]
        assert set(found) <= known, path


def test_no_secret(values: dict[str, Any], cluster: dict[str, dict[str, Any]]) -> None:
    """No password or token is written down; whoever fills nothing in gets no hub that lets people in."""
    secret = re.compile(r"password|token|secret|key$", re.IGNORECASE)
    named = {path for path, _ in pairs([values, list(cluster.values())]) if secret.search(path)}

    prefix = "spec.template.spec.containers.env.valueFrom.secretKeyRef"
    assert named == {f"{prefix}.key", f"{prefix}.name"}
    assert values["hub"]["config"]["JupyterHub"]["authenticator_class"] == "null"
    for text in (values["singleuser"]["image"]["name"], *values["proxy"]["https"]["hosts"]):
        assert re.match(r"<.+>", text)


def test_the_parts_fit(values: dict[str, Any], cluster: dict[str, dict[str, Any]], repo_root: Path) -> None:
    """Claim, folder, door and versions are the same in values, cluster, image and settings."""
    storage = values["singleuser"]["storage"]
    (volume,), (mount,) = storage["extraVolumes"], storage["extraVolumeMounts"]
    claim = cluster[f"PersistentVolumeClaim {volume['persistentVolumeClaim']['claimName']}"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    assert volume["name"] == mount["name"]
    settings = (repo_root / "deploy/jupyterhub/jupyter/nbgrader_config.py").read_text("utf-8")
    assert f'"CASEWORK_EXCHANGE", "{mount["mountPath"]}"' in settings
    course = (repo_root / "assessments/nbgrader_config.py").read_text("utf-8")
    (line,) = re.findall(r"^c\.CourseDirectory\.course_id = .+$", course, re.MULTILINE)
    assert line in settings

    pods = cluster["StatefulSet course-gradebook"]["spec"]["template"]["metadata"]["labels"]
    (rule,) = values["singleuser"]["networkPolicy"]["egress"]
    door = cluster["NetworkPolicy course-gradebook"]["spec"]
    assert rule["to"][0]["podSelector"]["matchLabels"] == door["podSelector"]["matchLabels"] == pods
    assert cluster["Service course-gradebook"]["spec"]["selector"] == pods

    image = (repo_root / "deploy/zero-to-jupyterhub/Dockerfile").read_text("utf-8")
    heads = (repo_root / "deploy/zero-to-jupyterhub/values.yaml").read_text("utf-8")
    named = re.search(r"chart (\S+) \(JupyterHub (\S+)\)", heads)
    assert named
    assert f"jupyterhub=={named[2]} " in image
    assert f"--version {named[1]} " in (repo_root / "docs/instructor/jupyterhub.md").read_text("utf-8")
    psycopg = re.search(r"psycopg\[binary\]==[\d.]+", (repo_root / "pyproject.toml").read_text("utf-8"))
    assert psycopg
    assert psycopg[0] in image


def test_learners_and_instructors(values: dict[str, Any], cluster: dict[str, dict[str, Any]]) -> None:
    """Each learner gets a number of their own and a name; the gradebook opens for instructors alone."""
    settings = SimpleNamespace(Spawner=SimpleNamespace())
    exec(values["hub"]["extraConfig"]["course"], {"c": settings})

    def pod(number: int, *groups: str) -> SimpleNamespace:
        user = SimpleNamespace(
            id=number, name=f"user{number}", groups=[SimpleNamespace(name=g) for g in groups]
        )
        spawner = SimpleNamespace(
            user=user, environment={"CASEWORK_STUDENT": "before"}, extra_labels={"a": "b"}
        )
        settings.Spawner.pre_spawn_hook(spawner)
        return spawner

    ada, ben, ines = pod(1), pod(2, "readers"), pod(3, *values["hub"]["config"]["JupyterHub"]["load_groups"])
    assert [one.uid for one in (ada, ben, ines)] == [100001, 100002, 1000]
    names = [one.environment.get("CASEWORK_STUDENT") for one in (ada, ben, ines)]
    assert names == ["user1", "user2", None]
    (rule,) = cluster["NetworkPolicy course-gradebook"]["spec"]["ingress"]
    allowed = rule["from"][0]["podSelector"]["matchLabels"]
    let_in = [allowed.items() <= one.extra_labels.items() for one in (ada, ben, ines)]
    assert let_in == [False, False, True]


def test_what_a_server_makes(
    repo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server makes the folder for lessons and a link to the tables, and says if these are missing."""
    program = str(repo_root / "deploy/jupyterhub/jupyter/jupyter_server_config.py")
    course = tmp_path / "home" / "course"
    monkeypatch.setenv("HOME", str(course.parent))
    for edition in ("old", "new"):
        monkeypatch.setenv("CASEWORK_CLASS", str(tmp_path / edition))
        runpy.run_path(program)
        assert f"no folder {tmp_path / edition / 'data'}: " in capsys.readouterr().err
        (tmp_path / edition / "data").mkdir(parents=True)
        for _ in ("first start", "second start"):
            runpy.run_path(program)
        assert capsys.readouterr().err == ""
        assert (course / "modules").is_dir()
        assert (course / "data").resolve() == tmp_path / edition / "data"
        shutil.rmtree(tmp_path / edition)
