"""Frameworks: scales of readiness and use, strategic options, and lists of terms.

The definitions are data: one YAML file for each framework, and ``vocabulary.yaml`` for the lists
and options that they share. Levels of two frameworks never mix.
"""

from workbench.frameworks.criteria import Criteria, Criterion, load_criteria
from workbench.frameworks.models import (
    Framework,
    Level,
    Scale,
    Source,
    StrategicOption,
    Term,
)
from workbench.frameworks.reading import available, load, read

__all__ = [
    "Criteria",
    "Criterion",
    "Framework",
    "Level",
    "Scale",
    "Source",
    "StrategicOption",
    "Term",
    "available",
    "load",
    "load_criteria",
    "read",
]
