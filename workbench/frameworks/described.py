"""A framework in plain lines, for a terminal: its scales, its options, its sources."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from workbench.frameworks.models import Framework, Scale


def described(framework: Framework) -> Iterator[str]:
    """Describe the scales and options of a framework, line by line.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> next(described(load("ipsr")))
    'Innovation Packages and Scaling Readiness (IPSR) (ipsr 2022)'
    """
    yield f"{framework.title} ({framework.identity})"
    yield _wrapped(framework.description, 2)
    for scale in framework.scales.values():
        yield from _scale(scale)
    yield ""
    yield "Strategic options for a bottleneck"
    for option in framework.options:
        yield f"  {option.key:<12}{option.title}"
        yield _wrapped(option.question, 14)
    yield ""
    yield "Sources"
    for source in framework.sources:
        yield _wrapped(source.cite, 2)


def _scale(scale: Scale) -> Iterator[str]:
    yield ""
    yield f"{scale.title}, {scale.minimum} to {scale.maximum}"
    yield _wrapped(scale.question, 2)
    for level in reversed(scale.levels):
        same = level.short.casefold() == level.name.casefold()
        yield f"  {level.level}  {level.name}{'' if same else f' ({level.short})'}"
        yield _wrapped(level.definition, 5)


def _wrapped(text: str, indent: int) -> str:
    margin = " " * indent
    return fill(text, width=92, initial_indent=margin, subsequent_indent=margin)
