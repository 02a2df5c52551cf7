"""Frameworks: scales of readiness and use, strategic options, and lists of terms.

The definitions are data: one YAML file for each framework, and ``vocabulary.yaml`` for the lists
and options that they share. Levels of two frameworks never mix.
"""

from workbench.frameworks.criteria import Criteria, Criterion, load_criteria
from workbench.frameworks.models import (
    Framework,
    Level,
    Scale,
    StrategicOption,
)
from workbench.frameworks.reading import available, every_framework, load, load_for, read
from workbench.frameworks.terms import Source, Term

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
    "every_framework",
    "load",
    "load_criteria",
    "load_for",
    "read",
]
