"""The record of step 4: what was said and agreed, in a chain that shows each later change."""

from workbench.project.record.journal import (
    SiteRecord,
    read_record,
    record_problems,
    record_reader,
    recorded_sites,
    verify_record,
)
from workbench.project.record.recording import erase_texts, record_site

__all__ = [
    "SiteRecord",
    "erase_texts",
    "read_record",
    "record_problems",
    "record_reader",
    "record_site",
    "recorded_sites",
    "verify_record",
]
