"""An actor that was clicked in the network: who it is, in words, and buttons to take it or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ipywidgets as widgets

from workbench.core.rows import rows_of
from workbench.explore.choices import ChoicePlace, Chosen
from workbench.page.records import Paragraphs, paragraphs
from workbench.page.text import TextLike, join, say
from workbench.page.wording import count, percent, plural
from workbench.partners.page.partner_words import ROLES, form_in_text, listed, sorts_of
from workbench.publish.html import record_html

if TYPE_CHECKING:
    from workbench.explore.controls import Control
    from workbench.partners.step import PartnersStep

NOTHING_CLICKED: Final = (
    "Click on an actor to see who it is; the table of partners on the left has them all."
)
"""What stands under the network before anything was clicked."""

_NOTHING = 0.005  # share of the value that is shown as none


@dataclass(frozen=True, slots=True)
class _Place:
    """How an actor stands in the network; a row of `NetworkMeasures.table`."""

    actor: str
    lead: bool
    responded: bool | None
    in_degree: int
    degree: int


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What the choice found of an actor; a row of `Partners.table`."""

    actor: str
    selected: bool
    mode: str
    needs_served: str | None
    reach: float | None
    loss_if_left_out: float | None
    price_if_forced_in: float | None
    roles: str | None
    mandatory: bool | None
    modality: str | None
    modality_why: str | None
    decided: str | None


@dataclass(frozen=True, slots=True)
class _Ability:
    """What an actor can do of a component; a row of the table capacities."""

    actor: str
    component: str
    capacity: float | None


def actor_words(found: PartnersStep, actor: str) -> Paragraphs:
    """Describe an actor: sort, ties, what it can do, whether it is chosen, and why.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> said = actor_words(open_case("data/example", "rw-huye").partners, "tissue-garden")
    >>> said.paragraphs[0].plain
    'Tissue Garden. Private company.'
    """
    name = found.names.get(actor, actor)
    sort = sorts_of(found).get(actor)
    first = say("**{}**. {}.", name, sort or "Sort of organisation not known")
    return paragraphs(first, join(" ", [_ties(found, actor), _able(found, actor)]),
                      join(" ", _choice(found, actor)))  # fmt: skip


def _ties(found: PartnersStep, actor: str) -> str:
    place = next((one for one in rows_of(found.measured.table, _Place) if one.actor == actor), None)
    if place is None or not place.degree:
        return "No tie of it is known."
    said = f"{count(place.in_degree, 'other')} {plural('has', place.in_degree)} a tie to it"
    said += f", and it is tied to {count(place.degree, 'actor')} in all"
    return f"{said}; it did not answer itself." if place.responded is False else f"{said}."


def _able(found: PartnersStep, actor: str) -> str:
    table = found.site.table("capacities")
    rows = rows_of(table[table["actor"] == actor], _Ability)
    said = [
        f"{found.component_titles.get(row.component, row.component)} ({percent(row.capacity)})"
        for row in rows
        if row.capacity
    ]
    if not said:
        return "It is not recorded what it can do."
    return f"Of the need it can do: {listed(said)}."


def _choice(found: PartnersStep, actor: str) -> Sequence[TextLike]:
    if actor in found.site.leads:
        return ["It leads the work, so it is not chosen as a partner."]
    rows = rows_of(found.partners.table, _Weighed)
    row = next((one for one in rows if one.actor == actor), None)
    if row is None:
        return ["Nobody is chosen here."]
    if row.selected:
        return _why_chosen(found, row)
    if _stays_out(found, actor):
        return [say("**Not chosen**: it has to stay out.")]
    price = row.price_if_forced_in
    if price is None:
        return [say("**Not chosen**; what having it in would cost is not computed.")]
    said = "**Not chosen**: others serve better. Having to take it in would lose {}."
    return [say(said, _of_the_value(price))]


def _of_the_value(share: float) -> str:
    return "hardly anything" if share < _NOTHING else f"{percent(share)} of the value"


def _stays_out(found: PartnersStep, actor: str) -> bool:
    actors = found.site.table("actors")
    return bool(actors.loc[actors["actor"] == actor, "excluded"].fillna(value=False).any())


def _why_chosen(found: PartnersStep, row: _Weighed) -> Sequence[TextLike]:
    how = "a seat on the platform" if row.mode == "platform" else "one to one"
    said: list[TextLike] = [say("**Chosen**, {}.", how)]
    if row.decided and _stays_out(found, row.actor):
        said.append("It carries out what was decided, so it cannot stay out: decide otherwise.")
    elif row.decided:
        said.append("It carries out what was decided.")
    elif row.mandatory:
        said.append("It has to be in.")
    if row.modality and row.mode != "platform" and not row.decided:
        said.append(f"Form: {form_in_text(row.modality)}, since {row.modality_why}.")
    if row.needs_served:
        served = [found.component_titles.get(key, key) for key in row.needs_served.split(";")]
        said.append(f"It serves {listed(served)}.")
    keys = (row.roles or "").split(";")
    roles = [ROLES[key] for key in keys if key in ROLES and key != "capacity-holder"]
    if roles:
        said.append(f"In the network: {listed(roles)}.")
    if row.reach:
        said.append(f"It reaches {percent(row.reach)} of those to be reached.")
    if row.loss_if_left_out is not None and not row.decided:
        said.append(f"Without it {_of_the_value(row.loss_if_left_out)} would be lost.")
    return said


class ActorPanel:
    """Words on the actor that was clicked, and a button for each thing that can be chosen for it.

    Parameters
    ----------
    controls : mapping of str to Control
        What can be chosen for each actor, by its key.
    take : callable
        Takes what was chosen.
    """

    def __init__(
        self,
        controls: Mapping[str, Control],
        take: Callable[[Mapping[ChoicePlace, Chosen]], None],
    ) -> None:
        self.controls = controls
        self.actor = ""
        self.words = widgets.HTML()
        offered = dict.fromkeys(one for control in controls.values() for one in control.offered)
        self.buttons = {value: widgets.Button(description=words) for words, value in offered}
        for value, button in self.buttons.items():
            button.on_click(
                lambda _, value=value: take({ChoicePlace("partners", self.actor): value})
            )
        self.root = widgets.VBox([self.words, widgets.HBox(list(self.buttons.values()))])

    def show(self, found: PartnersStep) -> None:
        """Say who was clicked; buttons only for what can be chosen for it."""
        control = self.controls.get(self.actor)
        said = actor_words(found, self.actor) if self.actor else paragraphs(NOTHING_CLICKED)
        self.words.value = str(record_html(said))
        offered = [] if control is None else [value for _, value in control.offered]
        for value, button in self.buttons.items():
            button.layout.display = None if value in offered else "none"
            if control is not None:
                button.tooltip = f"{control.row}: {button.description}"
