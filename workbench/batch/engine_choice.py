"""Which engine runs a notebook, and why: a forked copy of a warm process, or Jupyter's kernel."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from workbench.batch import processes
from workbench.batch.limits import EngineName

_NEEDS = {
    "it asks for its kernel": re.compile(r"get_ipython\(\)\s*\.\s*kernel\b|\bIPKernelApp\b"),
    "it has widgets": re.compile(
        r"\b(?:import|from)\s+(?:ipywidgets|ipykernel\.comm|comm)\b|%matplotlib\s+widget"
    ),
    "it asks the user for input": re.compile(r"(?<![\w.])input\s*\(|\bgetpass\s*\("),
}


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine and why it was taken.

    Attributes
    ----------
    engine : {"fork", "kernel"}
        The engine.
    reason : str
        Why it is the kernel; empty for the fork engine.
    """

    engine: Literal["fork", "kernel"]
    reason: str = ""


def choose_engine(notebook: Path, wanted: EngineName) -> EngineChoice:
    """Choose the engine for a notebook, in this process, now.

    Parameters
    ----------
    notebook : Path
        The recipe.
    wanted : {"auto", "fork", "kernel"}
        ``"fork"`` overrules what the notebook seems to need, never what would be unsound.
    """
    if wanted == "kernel":
        return EngineChoice("kernel", "asked for")
    reason = unfit_process()
    if not reason and wanted == "auto":
        reason = needs_kernel(notebook)
    return EngineChoice("kernel", reason) if reason else EngineChoice("fork")


def unfit_process() -> str:
    """Return why this process must not be forked; empty if it may be."""
    if not processes.can_fork():
        return "this platform cannot fork safely"
    number = processes.thread_count()
    return f"{number} threads in the process to be forked" if number > 1 else ""


def needs_kernel(notebook: Path) -> str:
    """Return why a notebook needs Jupyter's kernel; empty if it does not."""
    try:
        content = json.loads(notebook.read_text("utf-8"))
        language, code = _language(content), _code(content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""  # papermill says what is wrong with it
    if language != "python":
        return f"it is written in {language}"
    return next((reason for reason, pattern in _NEEDS.items() if pattern.search(code)), "")


def _language(content: dict[str, Any]) -> str:
    metadata = content.get("metadata", {})
    named = metadata.get("language_info", {}).get("name")
    return str(named or metadata.get("kernelspec", {}).get("language") or "python").lower()


def _code(content: dict[str, Any]) -> str:
    cells = (cell for cell in content["cells"] if cell.get("cell_type") == "code")
    return "\n".join("".join(cell.get("source", "")) for cell in cells)
