"""A table of the room in which values are chosen and typed, with what is wrong said at the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import anywidget
import traitlets

from workbench.errors import InvalidInput
from workbench.explore.pasted import pasted_cells
from workbench.explore.plot_view import front_end

if TYPE_CHECKING:
    from workbench.explore.choices import ChoicePlace, Chosen
    from workbench.explore.controls import Control

Given: TypeAlias = "Mapping[ChoicePlace, Chosen]"
"""Values that were chosen, by what they are chosen for."""


class ChoiceTable(anywidget.AnyWidget):
    """A table with a field for each control: a row for what they have in common.

    Parameters
    ----------
    caption : str
        What the table is about.
    head : str
        Head of the first column.
    controls : sequence of Control
        What can be chosen.
    take : callable
        Takes the values that were chosen.
    refuse : callable
        Hears what is wrong with something that was pasted.

    Attributes
    ----------
    caption, heads, rows
        What the page shows.
    kinds : frozenset of str
        What its values are chosen for.
    """

    _esm = front_end("choice_table.js")
    _css = front_end("room.css")

    caption = traitlets.Unicode("").tag(sync=True)
    heads = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(
        self,
        caption: str,
        head: str,
        controls: Sequence[Control],
        take: Callable[[Given], None],
        refuse: Callable[[InvalidInput], None],
    ) -> None:
        columns = list(dict.fromkeys(one.head for one in controls))
        lines: dict[tuple[str, str], dict[str, Control]] = {}
        for one in controls:
            lines.setdefault((one.place.kind, one.place.key), {})[one.head] = one
        self._grid = [[line.get(name) for name in columns] for line in lines.values()]
        self._keys = [key for _, key in lines]
        self.kinds = frozenset(one.place.kind for one in controls)
        self._take, self._refuse = take, refuse
        self._wrong: dict[ChoicePlace, tuple[Chosen, str]] = {}
        super().__init__(caption=caption, heads=[head, *columns])
        self.show({})
        self.on_msg(self._heard)

    def show(self, chosen: Given) -> None:
        """Show what is chosen where it differs from the tables, and what was refused."""
        self.rows = [
            {
                "title": next(one.row for one in line if one is not None),
                "cells": [one and self._cell(one, chosen) for one in line],
            }
            for line in self._grid
        ]

    def mark_wrong(self, given: Given, refused: Mapping[ChoicePlace, str]) -> None:
        """Keep what was refused of the values that were given, with the reason."""
        for place in given:
            self._wrong.pop(place, None)
        own = {one.place for line in self._grid for one in line if one is not None}
        self._wrong |= {
            place: (given[place], words) for place, words in refused.items() if place in own
        }

    def forget_wrong(self) -> None:
        """Forget what was refused."""
        self._wrong.clear()

    def _cell(self, control: Control, chosen: Given) -> dict[str, Any]:
        place = control.place
        value = chosen.get(place, control.value)
        shown, error = self._wrong.get(place, (value, ""))
        told: dict[str, Any] = {
            "label": control.label,
            "said": control.said,
            "error": error,
            "was": f"was {_words(control, control.value)}" if value != control.value else "",
            "offered": [words for words, _ in control.offered],
        }
        if control.offered:
            values = [value for _, value in control.offered]
            return {**told, "choice": values.index(value) if value in values else -1}
        return {**told, "offered": None, "text": "" if shown is None else str(shown)}

    def _heard(self, _widget: object, content: Any, _buffers: object) -> None:
        """Take what was chosen, typed or pasted in the page."""
        row, column = int(content["row"]), int(content["column"])
        if "pasted" in content:
            try:
                cells = pasted_cells(
                    str(content["pasted"]),
                    at=(row, column),
                    keys=self._keys,
                    width=len(self.heads) - 1,
                )
            except InvalidInput as error:
                self._refuse(error)
                return
            typed = {(one.row, one.column): one.text for one in cells}
            found = {
                one.place: _value(one, text)
                for (down, right), text in typed.items()
                if (one := self._grid[down][right]) is not None
            }
        else:
            control = self._grid[row][column]
            if control is None:
                return
            if "choice" in content:
                found = {control.place: control.offered[int(content["choice"])][1]}
            else:
                found = {control.place: _value(control, str(content["text"]))}
        self._take(found)


def _words(control: Control, value: Chosen) -> str:
    for words, one in control.offered:
        if one == value:
            return words
    return "not known" if value is None else str(value)


def _value(control: Control, text: str) -> Chosen:
    """Return what a text stands for; of several to choose from the one with these words."""
    meant = text.strip()
    for words, value in control.offered:
        if words.casefold() == meant.casefold():
            return value
    return meant or None
