"""Projects from tables that others published: a map says what becomes of each column.

`import_table` makes a project and gives an account of every row; `available_maps` names the maps
that come with the workbench. ``docs/importing.md`` shows how to write one.
"""

from workbench.project.importers.account import ImportAccount
from workbench.project.importers.importing import import_table
from workbench.project.importers.loading import available_maps, load_map

__all__ = ["ImportAccount", "available_maps", "import_table", "load_map"]
