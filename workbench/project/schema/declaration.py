"""What the tables of a project are: the columns of ``tables.yaml`` as values.

Reading, checking, writing, the Excel entry workbook and ``docs/tables.md`` all ask here; nothing
else in the package says what a column is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, Literal

from pydantic import Field

from workbench.errors import UnknownName
from workbench.frameworks.documents import plain_values
from workbench.frameworks.fields import FrozenModel
from workbench.frameworks.models import Framework

ColumnType = Literal[
    "identifier", "text", "level", "integer", "number", "amount", "date", "boolean",
    "choice", "choices", "identifiers", "link",
]  # fmt: skip


LEVELS: Final = "levels"
"""What a table serves that only frameworks of readiness and use need."""


class FrameworkList(FrozenModel):
    """Allowed values in a list of their own; see :mod:`workbench.project.schema.lists`."""

    framework: str


class Column(FrozenModel):
    """One column of a table.

    Attributes
    ----------
    type : str
        What the values are; the list stands at the head of ``tables.yaml``.
    meaning : str
        What the column says, in one sentence.
    required : bool
        Whether a blank is a problem; elsewhere a blank means "not known".
    unit : str or None
        Unit of the values.
    allowed : tuple of str or FrameworkList or None
        The values of a choice.
    references : str or None
        ``table.column`` that must hold the value.
    scale : str or None
        For a level: "readiness", "use", or "dimension" where the column of that name decides.
    minimum, maximum, above : float or None
        Bounds; ``above`` excludes the bound itself.
    example : str or None
        A value as a user would type it.
    needed_for : tuple of str
        Options that cannot be weighed while the cell is blank; of two levels one will do.
    personal : bool
        Whether it holds names or words of persons: the record of an agreement keeps a mark of them,
        and the text where it can be erased.
    """

    type: ColumnType
    meaning: str
    required: bool = False
    unit: str | None = None
    allowed: tuple[str, ...] | FrameworkList | None = None
    references: str | None = None
    scale: Literal["readiness", "use", "dimension"] | None = None
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    example: str | None = None
    needed_for: tuple[str, ...] = ()
    personal: bool = False


class Table(FrozenModel):
    """One table: what a row is, which columns name it, and the columns in their order.

    Attributes
    ----------
    title, row : str
        What the table is called, and what one row of it is.
    key : tuple of str
        Columns that together name a row.
    columns : mapping of str to Column
        Columns in their order.
    required : bool
        Whether a project cannot do without it.
    private : bool
        Whether it is kept out of reports and exports.
    ahead : str or None
        Column of yes and no that tells, where the answer is yes, that the ``date`` of the row lies
        in the future by its nature: "as of" an earlier day, the row is there all the same.
    serves : tuple of str
        Frameworks of assessment that have use for it, or :data:`LEVELS`; none where every project
        has.
    whole : bool
        Whether every site is given the rows of all sites.
    """

    title: str
    row: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    required: bool = False
    private: bool = False
    ahead: str | None = None
    serves: tuple[str, ...] = ()
    whole: bool = False

    def is_for(self, framework: Framework) -> bool:
        """Whether a project under a framework has use for the table."""
        kinds = {one.key for one in framework.assessments}
        kinds |= {LEVELS} if framework.judges_levels else set()
        return not self.serves or not kinds.isdisjoint(self.serves)

    def is_needed(self, framework: Framework) -> bool:
        """Whether a project under a framework cannot do without the table.

        Where a framework of assessment says what has to be built, nobody need list components and
        score them.
        """
        return self.required and (not framework.assessments or self.key == ("site",))

    @property
    def per_site(self) -> bool:
        """Whether each site is given the rows that belong to it."""
        return "site" in self.columns and not self.whole


class Declaration(FrozenModel):
    """All tables of a project."""

    version: int = Field(ge=1)
    tables: Mapping[str, Table]

    def table(self, name: str) -> Table:
        """Return one table.

        Raises
        ------
        UnknownName
            There is no such table; the message names the nearest.

        Examples
        --------
        >>> declaration().table("scores").key
        ('site', 'component', 'round', 'assessor', 'basis')
        """
        if name not in self.tables:
            raise UnknownName(kind="table", name=name, known=list(self.tables))
        return self.tables[name]


@cache
def declaration() -> Declaration:
    """Load ``tables.yaml``, once per process.

    Examples
    --------
    >>> list(declaration().tables)[:3]
    ['sites', 'components', 'scores']
    """
    text = resources.files("workbench.project.schema").joinpath("tables.yaml").read_text("utf-8")
    content: dict[str, Any] = plain_values(text)
    return Declaration.model_validate(content)
