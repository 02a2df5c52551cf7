"""The command ``workbench``: parse, one call, show what came back, exit status.

Exit status: 0 all is well; 1 a site failed or the tables have errors; 2 wrong usage, or the project
cannot be read; 130 stopped by Ctrl-C. Libraries are loaded by the commands that need them, so that
``--help`` answers at once.
"""

from workbench.cli.program import STOPPED, main

# isort: split
# Loaded in the order in which --help lists their commands.
from workbench.cli import projects, reports

# isort: split
from workbench.cli import agreement, meeting

# isort: split
from workbench.cli import notebooks

# isort: split
from workbench.cli import app

# isort: split
from workbench.cli import catalogues

# isort: split
from workbench.cli import language

__all__ = [
    "STOPPED", "agreement", "app", "catalogues", "language", "main", "meeting", "notebooks",
    "projects", "reports",
]  # fmt: skip
