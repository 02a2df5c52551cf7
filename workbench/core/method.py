"""How a result was made: the record that every analysis carries with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Method:
    """What was computed, with which parameters, and where the formula comes from.

    Attributes
    ----------
    name : str
        The method in a few words.
    parameters : mapping of str to object
        Every parameter that can change the result, as it was used.
    sources : tuple of str
        Where the formulas come from; "ours" marks what is our own choice.

    Examples
    --------
    >>> Method("minimum of products", {"correlation": 0.5}, ("Sartas et al. 2020",)).parameters
    mappingproxy({'correlation': 0.5})
    """

    name: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Keep a read-only copy, so that a caller's dictionary cannot change the record."""
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))
