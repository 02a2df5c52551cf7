"""What a user installs: the lock, conda's file, and a wheel that works by itself."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import BuildString, MatchSpec, PackageRecord

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def _locked() -> dict[str, str]:
    """List what is locked: the lines of a package, its versions and hashes, by name."""
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    found: dict[str, str] = {}
    for entry in entries:
        name = canonicalize_name(entry.partition("==")[0])
        found[name] = found.get(name, "") + entry
    return found


def _required(extra: str | None = None) -> list[Requirement]:
    lines = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return [Requirement(line) for line in lines]


def test_the_lock_holds_what_pyproject_asks_for():
    locked = _locked()
    for requirement in _required() + _required("dev"):
        entry = locked.get(canonicalize_name(requirement.name), "")
        versions = re.findall(r"^\S+==([^ \\;]+)", entry, flags=re.MULTILINE)
        assert versions, f"{requirement.name} is not in requirements.lock: run 'make lock'"
        assert all(requirement.specifier.contains(version) for version in versions)


def test_the_lock_carries_versions_and_hashes_only():
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "--find-links" not in LOCK
    assert all("--hash=sha256:" in entry for entry in _locked().values())


@pytest.mark.skipif(not Path(sys.prefix, ".ready").exists(), reason="not installed by make")
def test_make_leaves_the_slow_checker_of_addresses_out():
    # Each process that touches a notebook would begin a second later.
    assert "rfc3987-syntax" in _locked()
    assert find_spec("rfc3987_syntax") is None


def test_the_same_pythons_are_named_everywhere():
    supported = [Requirement(f"python{PROJECT['requires-python']}").specifier.contains(f"{one}.1")
                 for one in ("3.10", *PYTHONS, "3.15")]  # fmt: skip
    assert supported == [False, True, True, True, True, False]
    named = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if "Python :: 3." in line]
    assert tuple(named) == PYTHONS
    assert "Python 3.11 to 3.14" in (ROOT / "README.md").read_text("utf-8")


def test_nothing_that_is_required_is_under_the_gpl():
    copyleft = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
    guilty = []
    seen: set[str] = set()
    locked = _locked()
    queue = [canonicalize_name(one.name) for one in _required()]
    while queue:
        name = queue.pop()
        if name in seen or name not in locked:
            continue
        seen.add(name)
        try:
            meta = distribution(name)
        except ModuleNotFoundError:
            continue  # locked for another Python or another system
        stated = [meta.metadata.get("License-Expression") or meta.metadata.get("License") or ""]
        stated += [one for one in meta.metadata.get_all("Classifier") or [] if "License" in one]
        if any(copyleft.search(line[:200]) for line in stated):
            guilty.append(name)
        for line in meta.requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or "extra" not in str(requirement.marker):
                queue.append(canonicalize_name(requirement.name))
    assert len(seen) > 50
    assert not guilty


def test_conda_understands_its_part():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    assert environment["name"] == PROJECT["name"]
    *conda, pipped = environment["dependencies"]
    python, pip = (MatchSpec(line, strict=True) for line in conda)
    assert [_fits(python, "python", f"{one}.1") for one in ("3.10", *PYTHONS, "3.15")] == [
        False, True, True, True, True, False,
    ]  # fmt: skip
    # The first pip that lets a requirements file hold a folder beside packages with hashes.
    assert [_fits(pip, "pip", one) for one in ("26.1", "26.2", "27.0")] == [False, True, True]
    assert list(pipped) == ["pip"]


def _fits(spec: MatchSpec, name: str, version: str) -> bool:
    return spec.matches(
        PackageRecord(
            name=name, version=version, build=BuildString("0"), build_number=0, subdir="noarch"
        )
    )


@pytest.mark.slow
def test_pip_understands_its_part_and_checks_every_hash(tmp_path):
    # conda writes the lines into a file beside environment.yml and calls pip there, like this.
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    lines, written = environment["dependencies"][-1]["pip"], tmp_path / "report.json"
    place = _copy_of_the_sources(tmp_path / "clone")
    (place / "condaenv.requirements.txt").write_text("\n".join(lines), "utf-8")
    command = [
        sys.executable, "-m", "pip", "install", "-U", "-r", "condaenv.requirements.txt",
        "--exists-action=b", "--quiet", "--dry-run", "--ignore-installed", f"--report={written}",
    ]  # fmt: skip
    subprocess.run(command, cwd=place, check=True, timeout=600)
    chosen = {
        canonicalize_name(one["metadata"]["name"]): one
        for one in json.loads(written.read_text("utf-8"))["install"]
    }
    own = chosen.pop(PROJECT["name"])
    assert own["download_info"]["dir_info"]["editable"]
    assert {canonicalize_name(one.name) for one in _required()} <= set(chosen)
    locked = _locked()
    for name, one in chosen.items():
        assert f"=={one['metadata']['version']} " in locked[name]
        assert one["download_info"]["archive_info"]["hashes"]["sha256"] in locked[name]


def _copy_of_the_sources(place: Path) -> Path:
    """Copy what a build reads, so that a build leaves nothing in the tree."""
    place.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "requirements.lock"):
        (place / name).write_bytes((ROOT / name).read_bytes())
    for name in ("workbench", "notebooks"):
        (place / name).symlink_to(ROOT / name)
    return place


@pytest.mark.slow
def test_a_wheel_in_an_empty_environment_runs_a_project(tmp_path):
    def run(*command, **more):
        subprocess.run(command, check=True, timeout=600, **more)

    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path), cwd=ROOT)
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "empty"
    run(sys.executable, "-m", "venv", "--without-pip", str(place))
    uv = ("uv", "pip", "install", "--quiet", "--python", str(place / "bin" / "python"))
    run(sys.executable, "-m", *uv, "--constraints", str(ROOT / "requirements.lock"), str(wheel))
    away = tmp_path / "elsewhere"
    away.mkdir()
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    shutil.copytree(ROOT / "data" / "example", away / "mine")
    command = (str(place / "bin" / "workbench"), "run", "mine", "--site", "rw-huye", "--out", "out")
    run(*command, cwd=away, env=clean)
    assert "Huye" in (away / "out" / "rw-huye" / "report.html").read_text("utf-8")
