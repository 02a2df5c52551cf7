"""When is a report still right? When nothing that it was made from has changed.

The key of a report is the SHA-256 of the site's rows, the settings, the framework, the parameters,
the notebooks, this package and the libraries that compute and draw. Where the project's folder lies
does not count.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from workbench import __version__
from workbench.batch.files import (
    ASSETS,
    KEY,
    REPORT,
    plain_files,
    plain_value,
    read_json,
    sha256_of,
)
from workbench.batch.recipes import Recipe

if TYPE_CHECKING:
    from workbench.project import Project
    from workbench.project.record import SiteRecord

LIBRARIES = (
    "ipykernel", "jinja2", "latex2mathml", "markupsafe", "nbclient", "nbconvert", "nbformat",
    "networkx", "numpy", "pandas", "papermill", "plotly", "pyarrow", "pydantic", "pyyaml", "scipy",
)  # fmt: skip
"""Libraries that compute, draw or lay out; with whatever they need in turn."""


@cache
def library_versions() -> Mapping[str, str]:
    """Return the versions of Python, this package and all libraries a report depends on.

    Examples
    --------
    >>> library_versions()["python"].startswith("3.")
    True
    >>> "ipython" in library_versions()  # brought by ipykernel
    True
    """
    return {
        "python": platform.python_version(),
        "scaling-workbench": __version__,
        **dict(sorted(_installed(LIBRARIES).items())),
    }


def _installed(names: Iterable[str]) -> dict[str, str]:
    """Find the versions of libraries and of what they require on this computer."""
    found: dict[str, str] = {}
    todo = [canonicalize_name(name) for name in names]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
            continue
        found[name] = distribution.version
        for line in distribution.requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                todo.append(canonicalize_name(needed.name))
    return found


@cache
def package_sha256() -> str:
    """Return one hash over all source files of this package: code, definitions, templates."""
    package = Path(__file__).resolve().parent.parent
    total = hashlib.sha256()
    for inside, file in plain_files(package).items():
        # The recipes have hashes of their own, step by step.
        if not inside.startswith("recipes/"):
            total.update(inside.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def content_key(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain content, whatever the order of its names.

    Examples
    --------
    >>> content_key({"a": 1, "b": 2}) == content_key({"b": 2, "a": 1})
    True
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=plain_value)
    return hashlib.sha256(text.encode()).hexdigest()


def project_as_of(project: Project, as_of: str | None) -> Project:
    """Return the project as the notebooks see it: without what is dated after the as-of date."""
    day = project.settings.as_of if as_of is None else as_of
    return project if day is None else project.as_of(day)


def report_inputs(
    project: Project,
    recipes: Sequence[Recipe],
    parameters: Mapping[str, object],
    own: Mapping[str, object] = MappingProxyType({}),
) -> dict[str, Any]:
    """Gather what the reports of all sites depend on; ``own`` is what notebooks of one's own do."""
    return {
        **({"own": dict(own)} if own else {}),
        "settings": project.settings.model_dump(mode="json"),
        "framework": framework_sha256(project),
        "parameters": {name: value for name, value in parameters.items() if name != "project"},
        "recipes": [(recipe.name, recipe.sha256) for recipe in recipes],
        "package": package_sha256(),
        "versions": dict(library_versions()),
    }


def site_key(
    base: Mapping[str, Any], project: Project, site: str, record: SiteRecord, *, standalone: bool
) -> str:
    """Return the key of one site's report; ``record`` is what is recorded of the site."""
    own = {"site": site, "data": project.site_digests[site], "standalone": standalone}
    recorded = sha256_of(record.path)
    faults = [one.what for one in record.chain.faults]
    own |= ({"record": recorded} if recorded else {}) | ({"faults": faults} if faults else {})
    return content_key({**base, **own})


def framework_sha256(project: Project) -> str:
    """Return the hash of all scales and lists of the project's framework."""
    return hashlib.sha256(project.framework.model_dump_json().encode()).hexdigest()


def is_whole(folder: Path) -> bool:
    """Return whether a site's report is there as it was written, with the plotly.js it loads."""
    record = read_json(folder / KEY)
    written = record.get("sha256")
    if not written or written != sha256_of(folder / REPORT):
        return False
    if not all((folder / str(name)).exists() for name in record.get("files", [])):
        return False
    alone = record.get("standalone") or not record.get("figures")
    return bool(alone) or any((folder.parent / ASSETS).glob("plotly*.js"))


def is_made_from(folder: Path, key: str) -> bool:
    """Return whether a site's report is as it was written, from what there is now."""
    return read_json(folder / KEY).get("key") == key and is_whole(folder)


def report_is_current(folder: Path, key: str) -> bool:
    """Return whether a report need not be made again; one with a failed chapter is tried again."""
    return is_made_from(folder, key) and not read_json(folder / KEY).get("faults")
