"""What is chosen in the room: values that differ from the tables, with a way back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from workbench.errors import InvalidInput, WorkbenchError
from workbench.what_if import Changes

if TYPE_CHECKING:
    from workbench.case import Case

_KEPT = 12  # chains that are kept, for undo and for going back and forth

Kind: TypeAlias = Literal[
    "levels", "options", "decide", "partners", "start", "durations", "costs", "ceiling"
]
Chosen: TypeAlias = str | int | float | None


class ChoicePlace(NamedTuple):
    """What a value is chosen for.

    Attributes
    ----------
    kind : str
        Sort of change, as the chain calls it; "partners" are those in and out.
    key : str
        Component, proposal, actor, activity or line; blank for the start and the ceiling.
    column : str
        Dimension or column, where there are several.
    """

    kind: Kind
    key: str = ""
    column: str = ""


def changes_of(values: Mapping[ChoicePlace, Chosen]) -> Changes:
    """Return the changes that values stand for.

    Examples
    --------
    >>> changes_of({ChoicePlace("levels", "clean-seed", "use"): 5}).levels
    {'clean-seed': {'use': 5}}
    """
    cells: dict[str, dict[str, dict[str, Chosen]]] = {"options": {}, "costs": {}}
    levels: dict[str, dict[str, int]] = {}
    decide: dict[str, str] = {}
    sides: dict[Chosen, list[str]] = {"in": [], "out": []}
    durations: dict[str, float] = {}
    single: dict[str, str] = {}
    for (kind, key, column), value in values.items():
        if kind == "levels":
            levels.setdefault(key, {})[column] = _whole(value)
        elif kind in cells:
            cells[kind].setdefault(key, {})[column] = value
        elif kind == "decide":
            decide[key] = str(value)
        elif kind == "partners":
            if value not in sides:
                message = f"{key} can be in or out as a partner; not '{value}'."
                raise InvalidInput(message)
            sides[value].append(key)
        elif kind == "durations":
            durations[key] = _days(value)
        elif kind in {"start", "ceiling"}:
            single[kind] = "" if value is None else str(value)
        else:
            message = f"There is no sort of change '{kind}'; there are {', '.join(get_args(Kind))}."
            raise InvalidInput(message)
    return Changes(
        levels=levels, options=dict(cells["options"]), decide=decide, exclude=tuple(sides["out"]),
        include=tuple(sides["in"]), start=single.get("start"), durations=durations,
        costs=dict(cells["costs"]), ceiling=single.get("ceiling"),
    )  # fmt: skip


def _whole(value: Chosen) -> int:
    if isinstance(value, int):
        return value
    message = "A level can be supposed, but not taken away: choose one, or undo."
    raise InvalidInput(message)


def _days(value: Chosen) -> float:
    try:
        return float(str(value))
    except ValueError as error:
        message = f"A duration is a number of working days, such as 15; not '{value or ''}'."
        raise InvalidInput(message) from error


def chosen_values(changes: Changes) -> dict[ChoicePlace, Chosen]:
    """Return the values that changes stand for; the way back from :func:`changes_of`."""
    found: dict[ChoicePlace, Chosen] = {}
    for key, levels in changes.levels.items():
        found |= {ChoicePlace("levels", key, name): level for name, level in levels.items()}
    for table, cells in (("options", changes.options), ("costs", changes.costs)):
        kind: Kind = "options" if table == "options" else "costs"
        for key, given in cells.items():
            found |= {
                ChoicePlace(kind, key, name): None if value is None else str(value)
                for name, value in given.items()
            }
    found |= {ChoicePlace("decide", key): proposal for key, proposal in changes.decide.items()}
    found |= {ChoicePlace("partners", actor): "out" for actor in changes.exclude}
    found |= {ChoicePlace("partners", actor): "in" for actor in changes.include}
    found |= {ChoicePlace("durations", key): f"{days:g}" for key, days in changes.durations.items()}
    if changes.start is not None:
        found[ChoicePlace("start")] = str(changes.start)
    if changes.ceiling is not None:
        found[ChoicePlace("ceiling")] = str(changes.ceiling)
    return found


class Choices:
    """Values chosen in the room, and the chain that follows from them.

    Parameters
    ----------
    before : Case
        The chain as it is.
    standing : mapping of ChoicePlace to value
        What the tables say; a value that is chosen to be the same is no change.
    """

    def __init__(self, before: Case, standing: Mapping[ChoicePlace, Chosen]) -> None:
        self.before = before
        self.standing = dict(standing)
        self._steps: list[dict[ChoicePlace, Chosen]] = [{}]
        self._chains: OrderedDict[frozenset[tuple[ChoicePlace, Chosen]], Case] = OrderedDict()

    @property
    def values(self) -> Mapping[ChoicePlace, Chosen]:
        """What is chosen and differs from the tables."""
        return self._steps[-1]

    @property
    def now(self) -> Case:
        """The chain that follows."""
        return self._chain(self._steps[-1])

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return len(self._steps) > 1

    def choose(self, given: Mapping[ChoicePlace, Chosen]) -> None:
        """Choose one value or several at once; a mistake leaves everything as it was.

        Raises
        ------
        UnknownName, InvalidInput
            As for :meth:`workbench.case.Case.what_if`.
        """
        self._go({**self.values, **given})

    def refused(self, given: Mapping[ChoicePlace, Chosen]) -> dict[ChoicePlace, str]:
        """Return why each value that cannot be chosen cannot, each tried alone."""
        found: dict[ChoicePlace, str] = {}
        for place, value in given.items():
            try:
                self.before.suppose(changes_of(self._other({**self.values, place: value})))
            except WorkbenchError as error:
                found[place] = str(error)
        return found

    def open(self, changes: Changes) -> None:
        """Choose what a scenario supposes, and nothing else.

        Raises
        ------
        UnknownName, InvalidInput
            As for :meth:`workbench.case.Case.what_if`.
        """
        self._go(chosen_values(changes))

    def reset(self) -> None:
        """Go back to the tables; this can be undone as well."""
        self._go({})

    def undo(self) -> None:
        """Take the last step back."""
        if self.can_undo:
            self._steps.pop()

    def _go(self, wanted: Mapping[ChoicePlace, Chosen]) -> None:
        values = self._other(wanted)
        self._chain(values)
        if values != self.values:
            self._steps.append(values)

    def _other(self, wanted: Mapping[ChoicePlace, Chosen]) -> dict[ChoicePlace, Chosen]:
        """Keep the values that are not those of the tables."""
        return {
            place: value
            for place, value in wanted.items()
            if place not in self.standing or self.standing[place] != value
        }

    def _chain(self, values: dict[ChoicePlace, Chosen]) -> Case:
        if not values:
            return self.before
        key = frozenset(values.items())
        found = self._chains.pop(key, None) or self.before.suppose(changes_of(values))
        self._chains[key] = found
        if len(self._chains) > _KEPT:
            self._chains.popitem(last=False)
        return found
