"""The loader of YAML: libyaml's where it is built in, several times faster than the one in Python.

Both give the same values. Faults are worded by each in its own way, so what a user writes and has
to mend (``project.yaml``, maps of imports) is read with the one in Python, whose words are known.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Makes plain values only: texts, numbers, lists, mappings, and never objects of other sorts."""


def plain_values(text: str) -> Any:
    """Give what stands in a YAML file that comes with the workbench.

    Parameters
    ----------
    text : str
        Text of the file.

    Returns
    -------
    dict, list, str, int, float, bool, date or None
        Its content.

    Raises
    ------
    yaml.YAMLError
        The text is no YAML, or asks for an object that is no plain value.

    Examples
    --------
    >>> plain_values("codes: [RWF, USD]")
    {'codes': ['RWF', 'USD']}
    """
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - both loaders are the safe ones
