"""What papermill finds under its entry point ``papermill.engine``.

papermill loads entry points while it is being imported itself, perhaps by the very modules that
hold our engines. These stand-ins import nothing and can be loaded at any moment.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class _Later(type):
    """Has what an engine has that is imported when it is first used."""

    def __getattr__(cls, name: str) -> Any:
        module, engine = cls._ENGINE
        return getattr(getattr(import_module(module), engine), name)


class Fork(metaclass=_Later):
    """The fork engine: ``papermill --engine workbench-fork in.ipynb out.ipynb``."""

    _ENGINE = ("workbench.batch.fork.engine", "ForkEngine")


class Kernel(metaclass=_Later):
    """The kernel engine: ``papermill --engine workbench-kernel in.ipynb out.ipynb``."""

    _ENGINE = ("workbench.batch.kernel.engine", "KernelEngine")
