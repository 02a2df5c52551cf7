"""Pure computations: tables and plain values in, one frozen result out.

:mod:`~workbench.analysis.diagnosis`, :mod:`~workbench.analysis.agreement_stats`,
:mod:`~workbench.analysis.evidence` and :mod:`~workbench.analysis.influence` are what notebooks
call; :mod:`~workbench.analysis.bottleneck_model` holds the exact probability model on plain arrays.
Nothing here reads a file or draws a picture.
"""

from workbench.analysis.agreement_stats import Agreement, agreement
from workbench.analysis.diagnosis import Diagnosis, diagnose
from workbench.analysis.evidence import EvidenceReview, Register, register, review
from workbench.analysis.influence import AssessorInfluence, assessor_influence
from workbench.analysis.method import Method

__all__ = [
    "Agreement",
    "AssessorInfluence",
    "Diagnosis",
    "EvidenceReview",
    "Method",
    "Register",
    "agreement",
    "assessor_influence",
    "diagnose",
    "register",
    "review",
]
