"""What is asked of a batch, and what all its runs have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.batch.files import WORD_TEMPLATE, sha256_of, sha256_of_all
from workbench.batch.fingerprint import report_inputs
from workbench.batch.limits import RunLimits
from workbench.batch.processes import cores
from workbench.batch.recipes import Recipe
from workbench.batch.runs import PLACE

if TYPE_CHECKING:
    from workbench.project import Project
    from workbench.project.settings.project_settings import NotebookValue
    from workbench.publish.formats import ReportFormat
    from workbench.saved_scenario import NamedScenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a batch.

    Attributes
    ----------
    project : Path
        Folder of the project.
    out : Path or None
        Folder of the reports; ``reports/<name of the project's folder>`` by default.
    sites : tuple of str
        Sites to run; all that can be run by default.
    steps : tuple of str
        Steps to run, see :func:`workbench.batch.recipes.choose_steps`; all by default.
    as_of : str or None
        Leave out what is dated later; the project's own date by default.
    scenario : str or None
        Saved scenario that is supposed on top of the tables. Its one site is run, and the reports
        lie apart, in ``scenarios/<name>`` below ``out``.
    parameters : mapping
        Values for the notebooks of the project's own that have such parameters.
    jobs : int or None
        Sites at a time; one per processor core by default.
    force : bool
        Make reports again though nothing has changed.
    standalone : bool
        Each report one file that can be mailed.
    formats : tuple of str
        What each report is written as; HTML always is.
    limits : RunLimits
        What the notebooks may use, and who runs them. A site as a whole ends in time too, its
        report included, see :attr:`workbench.batch.runs.Run.longest`.
    recipes : Path or None
        Folder of the notebooks; those of the package by default.
    scheduler : str or None
        Address of a Dask scheduler whose workers do the sites; this computer does by default.
        ``jobs`` then limits how many sites are handed over at a time.
    shared : bool
        The workers see the same folders under the same paths, and write there themselves.
    """

    project: Path
    out: Path | None = None
    sites: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    as_of: str | None = None
    scenario: str | None = None
    parameters: Mapping[str, NotebookValue] = field(default_factory=dict)
    jobs: int | None = None
    force: bool = False
    standalone: bool = False
    formats: tuple[ReportFormat, ...] = ("html",)
    limits: RunLimits = field(default_factory=RunLimits)
    recipes: Path | None = None
    scheduler: str | None = None
    shared: bool = False

    @property
    def reference(self) -> Path | None:
        """The Word file whose look the project's Word files take, if it has one."""
        path = self.project / WORD_TEMPLATE
        return path.resolve() if path.is_file() else None

    def format_key(self, key: str | None) -> str:
        """Return the key of the other formats of what has this key; empty where it has none."""
        return f"{key}{sha256_of(self.project / WORD_TEMPLATE)}" if key else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What all runs of a batch have in common.

    Attributes
    ----------
    request : Request
        What is asked.
    project : Project
        The project as it was known then.
    read : Project
        The project as it was read, with what is dated later.
    out : Path
        Folder of the reports.
    recipes : tuple of Recipe
        The steps that are run.
    every_step : tuple of Recipe
        All steps that there are.
    comparison : Recipe or None
        The recipe that compares the sites.
    scenario : NamedScenario or None
        What is supposed on top of the tables.
    given : mapping of str to mapping
        The notebooks of the project's own, by name, and what each is passed beside where to look.
    beside : mapping of str to Path
        Files that lie beside them.
    started : datetime
        When it began.
    """

    request: Request
    project: Project
    read: Project
    out: Path
    recipes: tuple[Recipe, ...]
    every_step: tuple[Recipe, ...]
    comparison: Recipe | None
    scenario: NamedScenario | None = None
    given: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    beside: Mapping[str, Path] = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def parameters(self) -> dict[str, object]:
        """What all recipes are given."""
        folder = str(self.request.project.resolve())
        supposed = self.scenario and self.scenario.content
        return {
            "project": folder,
            "framework": None,
            "as_of": self.request.as_of,
            **({"scenario": supposed} if supposed else {}),
        }

    def passed_to(self, recipe: Recipe) -> dict[str, object]:
        """Return what a recipe is passed, but for the names of sites, which stand open.

        One of the project's own need not have a parameter that is not used.
        """
        place = {"site" if recipe.order else "sites": None, "project": self.parameters["project"]}
        if not recipe.own:
            return {**self.parameters, **place}
        common = {
            name: value
            for name, value in self.parameters.items()
            if value is not None or name in recipe.parameters
        }
        return {**common, **self.given[recipe.name], **place}

    def given_in(self, recipes: Sequence[Recipe]) -> dict[str, dict[str, object]]:
        """Return what the notebooks of the project's own among some are passed, by name."""
        return {
            one.name: {k: v for k, v in self.passed_to(one).items() if k not in PLACE}
            for one in recipes
            if one.own
        }

    def inputs(self, recipes: Sequence[Recipe]) -> dict[str, Any]:
        """Gather what reports of some steps depend on, beside the rows of their sites."""
        given = self.given_in(recipes)
        own = {"given": given, "files": sha256_of_all(self.beside)} if given else {}
        return report_inputs(self.project, recipes, self.parameters, own)

    @property
    def options(self) -> Mapping[str, object]:
        """How it was run."""
        names = ("scheduler", "shared", "force", "standalone", "formats")
        return {
            "jobs": self.request.jobs or cores(),
            **asdict(self.request.limits),
            **{name: getattr(self.request, name) for name in names},
        }
