"""Components of a project that lists none: what its framework says has to be built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.project.sources.raw_tables import RawTable, heading_key

if TYPE_CHECKING:
    from workbench.frameworks import Framework


def capability_rows(sites: RawTable, framework: Framework) -> RawTable:
    """Return the table of components as if somebody had typed the framework's capabilities.

    Needs, capacities, activities and decisions can then name them as they name components. An item
    has its key as short name.

    Parameters
    ----------
    sites : RawTable
        The table of sites as read.
    framework : Framework
        The framework of the project, with its assessments.

    Returns
    -------
    RawTable
        One row for each site and capability, in the row of its site.
    """
    headings = [heading_key(one) for one in sites.header]
    keys = sites.columns[headings.index("site")] if "site" in headings else np.array([], dtype=str)
    items = [item for one in framework.assessments for item in one.capabilities]
    each = len(items)
    columns = {
        "site": np.repeat(keys, each),
        "component": np.tile([item.key for item in items], len(keys)),
        "title": np.tile([item.title for item in items], len(keys)),
        "role": np.full(len(keys) * each, "core"),
    }
    return RawTable(
        name="components",
        file=sites.file,
        sheet=sites.sheet,
        header=tuple(columns),
        header_row=sites.header_row,
        columns=tuple(column.astype(object) for column in columns.values()),
        rows=np.repeat(sites.rows, each) if len(keys) else sites.rows[:0],
    )
