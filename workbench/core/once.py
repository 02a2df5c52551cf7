"""Compute once: what was made of the same content is there for whoever asks again.

The analyses are functions of tables and values alone. So what a step asks of one is remembered by
the content of all that it hands over, and a change makes anew what it touches and nothing else.
Nowhere is it written down what an analysis reads: nothing can be forgotten there.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from workbench.frameworks import Framework
from workbench.language import spoken

_MOST = 400  # results that a process remembers: those of some ten chains

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")

_made: OrderedDict[str, object] = OrderedDict()
_keys: dict[int, str] = {}  # by the identity of what is in _made, which is alive as long as it is


def once(make: Callable[_Given, _Made], *args: _Given.args, **more: _Given.kwargs) -> _Made:
    """Return what a function makes of its arguments; made of the same before, it is the same.

    Parameters
    ----------
    make : callable
        A function whose result depends on its arguments alone, and is not changed later.
    *args, **more
        Tables, values, and results of such calls; with anything else the function is called anew.

    Examples
    --------
    >>> import pandas as pd
    >>> first = once(pd.DataFrame.sum, pd.DataFrame({"cost": [8, 12]}))
    >>> once(pd.DataFrame.sum, pd.DataFrame({"cost": [8, 12]})) is first
    True
    """
    key = _key(make, args, more, spoken())  # some results hold words
    if key is None:
        return make(*args, **more)
    if key in _made:
        _made.move_to_end(key)
        return cast("_Made", _made[key])
    result = make(*args, **more)
    _made[key], _keys[id(result)] = result, key
    while len(_made) > _MOST:
        _keys.pop(id(_made.popitem(last=False)[1]), None)
    return result


def forget() -> None:
    """Forget everything that was made, as if the process had just begun."""
    _made.clear()
    _keys.clear()


class _Digest(pickle.Pickler):
    """Write values down for a hash, with a name in place of what has one already."""

    def reducer_override(self, value: Any) -> Any:
        if id(value) in _keys:  # what once made is told by what it was made of
            return str, (_keys[id(value)],)
        if isinstance(value, Framework):
            return str, (value.identity,)
        if isinstance(value, MappingProxyType):
            return dict, (dict(value),)
        if isinstance(value, pd.DataFrame):
            heads = [(list(one.names), one.tolist()) for one in (value.columns, value.index)]
            return tuple, ([*heads, *(_column(column) for _, column in value.items())],)
        return NotImplemented


def _column(column: pd.Series[Any]) -> tuple[str, object]:
    """Return type and values, without what pandas notes beside them, such as who may write."""
    values = column.array
    if isinstance(column.dtype, np.dtype):
        plain = column.to_numpy()
        return str(column.dtype), plain.tolist() if plain.dtype.hasobject else plain.tobytes()
    if hasattr(values, "__arrow_array__"):
        found = pa.chunked_array([values.__arrow_array__()]).combine_chunks()
        return str(column.dtype), pa.record_batch([found], ["values"]).serialize().to_pybytes()
    return str(column.dtype), column.tolist()


class _Hash:
    """A hash as a file that can be written."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.write = self._hash.update
        self.name = self._hash.hexdigest


def _key(*content: object) -> str | None:
    """Name content, the same for the same; ``None`` where something cannot be written down."""
    total = _Hash()
    try:
        _Digest(total, protocol=pickle.HIGHEST_PROTOCOL).dump(content)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    return total.name()
