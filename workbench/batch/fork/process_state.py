"""What the notebooks of one process share, taken back between two of them.

A site's notebooks run one after the other in one process, so that a result which several of them
need is computed once. Each begins as in a fresh process all the same: with an empty namespace and
with the folder, environment and options that the first one found. What cannot be taken back, such
as a thread that still runs or a method put into another library's class, is noticed, and the next
notebook gets a fresh process.
"""

from __future__ import annotations

import decimal
import gc
import locale
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from workbench.batch import processes

Undo = Callable[[], object]

_PATCHED = (("builtins", ""), ("numpy", ""), ("pandas", ""), ("pandas", "DataFrame"),
            ("pandas", "Series"),
            ("IPython.core.interactiveshell", "InteractiveShell"))  # fmt: skip


def _undo_pandas(pandas: Any) -> Undo:
    # Neither the names of all options nor a copy of all values can be had in public.
    names = sys.modules["pandas._config.config"]._select_options("all")  # noqa: SLF001
    before = {name: pandas.get_option(name) for name in names}

    def undo() -> None:
        for name, value in before.items():
            if pandas.get_option(name) != value:
                pandas.set_option(name, value)

    return undo


def _undo_numpy(numpy: Any) -> Undo:
    shown, errors = numpy.get_printoptions(), numpy.geterr()
    return lambda: (numpy.set_printoptions(**shown), numpy.seterr(**errors))


def _undo_plotly(io: Any) -> Undo:
    template, renderer = io.templates.default, io.renderers.default

    def undo() -> None:
        if io.templates.default != template:
            io.templates.default = template
        if io.renderers.default != renderer:
            io.renderers.default = renderer

    return undo


def _undo_matplotlib(matplotlib: Any) -> Undo:
    before = dict(dict.items(matplotlib.rcParams))  # its own way would choose a backend
    return lambda: dict.update(matplotlib.rcParams, before)


_OPTIONS: Mapping[str, Callable[[Any], Undo]] = {
    "pandas": _undo_pandas,
    "numpy": _undo_numpy,
    "plotly.io": _undo_plotly,
    "matplotlib": _undo_matplotlib,
}


class ProcessState:
    """The state of this process before its first notebook.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The shell that runs the cells.
    """

    def __init__(self, shell: Any) -> None:
        self._shell, self._namespace = shell, dict(shell.user_ns)
        self._folder, self._environment, self._path = os.getcwd(), dict(os.environ), [*sys.path]  # noqa: PTH109
        self._streams = sys.stdout, sys.stderr
        self._filters, self._locale = [*_filters()], locale.setlocale(locale.LC_ALL)
        self._decimal = decimal.getcontext().copy()
        self._logging = logging.root.level, [*logging.root.handlers]
        with warnings.catch_warnings(action="ignore"):
            self._undo = {
                name: undo(sys.modules[name])
                for name, undo in _OPTIONS.items()
                if name in sys.modules
            }
        self._patched = self._contents()

    def restore(self) -> bool:
        """Take back what a notebook has changed.

        Returns
        -------
        bool
            Whether the next notebook may begin in this process.
        """
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        os.chdir(self._folder)
        _put_back(os.environ, self._environment)
        sys.path[:] = self._path
        sys.stdout, sys.stderr = self._streams
        warnings.resetwarnings()  # which also lets each of them be shown once more
        _filters()[:] = self._filters
        locale.setlocale(locale.LC_ALL, self._locale)
        decimal.setcontext(self._decimal.copy())
        logging.root.setLevel(self._logging[0])
        logging.root.handlers[:] = self._logging[1]
        self._empty_namespace()
        with warnings.catch_warnings(action="ignore"):
            for undo in self._undo.values():
                undo()
        processes.reseed()
        if self._is_clean():
            return True
        gc.collect()  # a pool that nobody holds any more ends its workers now
        return self._is_clean()

    def _empty_namespace(self) -> None:
        self._shell.reset()
        self._shell.user_ns.update(
            (name, value)
            for name, value in self._namespace.items()
            if name not in self._shell.user_ns
        )
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            vars(sys).pop(name, None)

    def _is_clean(self) -> bool:
        """Return whether nothing is left that was not taken back."""
        return (
            threading.active_count() == 1
            and not processes.children()
            # Options of a library that was first imported by a notebook are not known.
            and not any(name in sys.modules and name not in self._undo for name in _OPTIONS)
            and self._contents() == self._patched
        )

    def _contents(self) -> object:
        """Return what of the shell and of libraries is easily replaced, for a comparison."""
        formatters = self._shell.display_formatter.formatters
        return (
            _public_contents(),
            _plain_settings(self._shell),
            {name: set(magics) for name, magics in self._shell.magics_manager.magics.items()},
            {name: [*calls] for name, calls in self._shell.events.callbacks.items()},
            {
                name: (_plain_settings(one), dict(one.type_printers), dict(one.deferred_printers))
                for name, one in formatters.items()
            },
        )


def _filters() -> Any:
    return warnings.filters


def _put_back(found: Any, before: Mapping[str, str]) -> None:
    for name in set(found) - set(before):
        del found[name]
    for name, value in before.items():
        if found.get(name) != value:
            found[name] = value


def _plain_settings(configured: Any) -> Mapping[str, object]:
    """Return the settings of a part of the shell that are plain values."""
    return {
        name: value
        for name, value in configured.trait_values(config=True).items()
        if isinstance(value, str | int | float | None)
    }


def _public_contents() -> Mapping[tuple[str, str], Mapping[str, int]]:
    """Return the identities of what libraries hold in places where it is easily replaced."""
    owners = {
        (module, name): vars(getattr(sys.modules[module], name) if name else sys.modules[module])
        for module, name in _PATCHED
        if module in sys.modules
    }
    return {
        place: {
            name: id(value)
            for name, value in contents.items()
            # Libraries import parts of themselves when they are first needed.
            if not isinstance(value, ModuleType) and not name.startswith("__")
        }
        for place, contents in owners.items()
    }
