"""The machine of a measurement, and what else it does meanwhile."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("papermill", "nbclient", "nbconvert", "ipykernel", "pandas", "numpy", "plotly")
_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def describe() -> str:
    """Say in one line on what, with what and when it was measured."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{date.today():%-d %B %Y}: {os.cpu_count()} cores, {memory:.0f} GiB, {_system()}, "  # noqa: DTZ011 - the day on this machine's calendar
        f"Python {platform.python_version()}; {packages}."
    )


def _system() -> str:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return platform.system()
    return release.get("PRETTY_NAME", platform.system())


@dataclass(frozen=True)
class Load:
    """Seconds of processor time since the machine was started, all programs and cores together.

    ``stolen`` is what a host of virtual machines gave to others while this one wanted to work.
    """

    busy: float
    stolen: float


def load() -> Load:
    """Read the counters."""
    return read_load(Path("/proc/stat").read_text("ascii"))


def read_load(text: str) -> Load:
    """Read the first line of ``/proc/stat``; waiting for a disk is not work."""
    user, nice, system, _idle, _disk, irq, softirq, stolen = map(int, text.split()[1:9])
    return Load((user + nice + system + irq + softirq) / _TICK, stolen / _TICK)
