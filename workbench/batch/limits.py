"""How long and with how much memory a notebook may run, and who runs it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

EngineName = Literal["auto", "fork", "kernel"]

_NO_LIMIT = float(10**9)  # seconds
_TOLERANCE = 0.5  # seconds by which a clock may stop a notebook early


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLimits:
    """What a site's notebooks may use.

    Attributes
    ----------
    timeout : float
        Longest time for the cells of one notebook [s].
    cell_timeout : float or None
        Longest time for one cell [s]; no limit by default.
    memory : int or None
        What the process of a notebook may allocate [MiB]; no limit by default.
    engine : {"auto", "fork", "kernel"}
        Who runs the cells: forked copies of a warm process, or Jupyter's kernels. ``"auto"`` takes
        kernels where forking is not sound or a notebook needs one.
    """

    timeout: float = 600.0
    cell_timeout: float | None = None
    memory: int | None = None
    engine: EngineName = "auto"

    @classmethod
    def of_papermill(cls, options: Mapping[str, Any]) -> Self:
        """Return what papermill's own command sets, which knows no limit for a whole notebook."""
        return cls(timeout=_NO_LIMIT, cell_timeout=options.get("execution_timeout"))

    def memory_hint(self) -> str:
        """Describe what may have been too little for a process that died.

        Examples
        --------
        >>> RunLimits(memory=1024).memory_hint()
        '; it was given 1024 MiB (see --memory)'
        """
        # Libraries do not always say it themselves.
        return "" if self.memory is None else f"; it was given {self.memory} MiB (see --memory)"


class Deadline:
    """The time that is left for one notebook and for the cell that it is at.

    Parameters
    ----------
    limits : RunLimits
        The notebook's; its time runs from now.
    """

    def __init__(self, limits: RunLimits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.timeout

    def of_cell(self) -> float:
        """Return when a cell that begins now has to end, by :func:`time.monotonic` [s]."""
        if self._limits.cell_timeout is None:
            return self._end
        return min(self._end, time.monotonic() + self._limits.cell_timeout)

    def reason(self) -> str:
        """Describe which limit has stopped the cell that ran until now."""
        limits = self._limits
        if limits.cell_timeout is None or time.monotonic() >= self._end - _TOLERANCE:
            return f"it was stopped after {limits.timeout:g} s (see --timeout)"
        return f"the cell was stopped after {limits.cell_timeout:g} s (see --cell-timeout)"
