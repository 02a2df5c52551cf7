"""What papermill finds under its entry point ``papermill.engine``.

papermill loads entry points while it is being imported itself, perhaps by the very modules that
hold our engines. These stand-ins import nothing and can be loaded at any moment.
"""

from __future__ import annotations

from typing import Any


class _Later:
    """Passes on to an engine that is imported when it is first used."""

    @classmethod
    def _engine(cls) -> Any:
        raise NotImplementedError

    @classmethod
    def execute_notebook(cls, *given: Any, **options: Any) -> Any:
        """Execute a notebook, see :class:`papermill.engines.Engine`."""
        return cls._engine().execute_notebook(*given, **options)

    @classmethod
    def nb_kernel_name(cls, *given: Any, **options: Any) -> Any:
        """Give the name of the kernel, see :class:`papermill.engines.Engine`."""
        return cls._engine().nb_kernel_name(*given, **options)

    @classmethod
    def nb_language(cls, *given: Any, **options: Any) -> Any:
        """Give the language, see :class:`papermill.engines.Engine`."""
        return cls._engine().nb_language(*given, **options)


class Fork(_Later):
    """The fork engine: ``papermill --engine workbench-fork in.ipynb out.ipynb``."""

    @classmethod
    def _engine(cls) -> Any:
        from workbench.batch.fork.engine import ForkEngine

        return ForkEngine


class Kernel(_Later):
    """The kernel engine: ``papermill --engine workbench-kernel in.ipynb out.ipynb``."""

    @classmethod
    def _engine(cls) -> Any:
        from workbench.batch.engine import KernelEngine

        return KernelEngine
