"""Reports: executed notebooks become documents that go to partners and donors.

A notebook shows :mod:`parts <workbench.reports.content>`; :mod:`workbench.reports.document` reads
them, and whatever else its cells have shown, out of executed notebooks;
:mod:`workbench.reports.exporter` writes one HTML page per site;
:mod:`workbench.reports.portfolio` lists all of them. The pages of the steps, with their computed
sentences and tables, are :mod:`workbench.reports.step_characterize`,
:mod:`workbench.reports.step_diagnose` and :mod:`workbench.reports.step_compare`.
"""

from workbench.reports.content import Part, missing, show, text
from workbench.reports.document import Document, ReportFault, read_document
from workbench.reports.exporter import Report, SiteReportExporter, site_report, warm
from workbench.reports.portfolio import PortfolioEntry, portfolio_page

__all__ = [
    "Document",
    "Part",
    "PortfolioEntry",
    "Report",
    "ReportFault",
    "SiteReportExporter",
    "missing",
    "portfolio_page",
    "read_document",
    "show",
    "site_report",
    "text",
    "warm",
]
