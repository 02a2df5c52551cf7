"""Frameworks of assessment: files in the folder ``assessments``, and projects that use several."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from workbench.errors import InvalidInput
from workbench.frameworks.assessment_models import Assessment
from workbench.frameworks.catalogues import shipped_keys, shipped_model

FOLDER = "assessments"


def available_assessments() -> tuple[str, ...]:
    """List the frameworks of assessment that come with the workbench.

    Examples
    --------
    >>> available_assessments()
    ('ai-transformation', 'small-experiments')
    """
    return shipped_keys(FOLDER)


@cache
def load_assessment(key: str) -> Assessment:
    """Return a framework of assessment; read once per process.

    Raises
    ------
    UnknownName
        There is none of this key.
    InvalidInput
        Its file has problems; all of them are listed with line and place.

    Examples
    --------
    >>> load_assessment("ai-transformation").words.site.many
    'units'
    """
    return shipped_model(Assessment, FOLDER, key, "framework of assessment")


def served_by(assessments: Sequence[Assessment]) -> dict[str, tuple[str, ...]]:
    """Return the items whose answers can stand in for each item, among several frameworks.

    An answer serves in both directions, whichever of the two names the other.

    Parameters
    ----------
    assessments : sequence of Assessment
        The frameworks that a project uses.

    Returns
    -------
    dict of str to tuple of str
        By item; without items that only their own answers serve.

    Raises
    ------
    InvalidInput
        Two items that are to serve each other are answered on different scales.

    Examples
    --------
    >>> served_by([load_assessment("ai-transformation")]).get("technical-capabilities", ())
    ()
    """
    answered = {item.key: (item, one) for one in assessments for item in one.answered}
    pairs = [
        (item.key, other)
        for item, _ in answered.values()
        for other in item.same_as
        if other in answered
    ]
    for names in pairs:
        told = [
            (one.key, key, one.scale_of(item)) for key in names for item, one in [answered[key]]
        ]
        if len({(scale.kind, scale.answers) for *_, scale in told}) > 1:
            (a, first, left), (b, second, right) = told
            message = (
                f"{first} ({a}) and {second} ({b}) cannot serve each other (same_as): the one is "
                f"answered on {left.title}, the other on {right.title}"
            )
            raise InvalidInput(message)
    found: dict[str, list[str]] = {}
    for one, other in (*pairs, *((other, one) for one, other in pairs)):
        found.setdefault(one, []).append(other)
    return {key: tuple(dict.fromkeys(others)) for key, others in found.items()}
