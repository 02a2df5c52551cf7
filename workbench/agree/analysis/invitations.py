"""The smallest list of parties to invite that covers needs, money, losers and objectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from scipy import sparse

from workbench.core.method import Method
from workbench.core.solver import Limits, Program

Cause: TypeAlias = Literal["required", "need", "money", "loss", "objection"]

METHOD: Final = Method(
    "smallest list of invitations",
    {},
    (
        "set cover, solved exactly with HiGHS; of lists of one length, the one whose parties cover "
        "most: ours",
    ),
)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that somebody at the table has to stand for.

    Attributes
    ----------
    cause : str
        "required" (its consent), "need" (a component), "money" (a source), "loss", "objection".
    about : str
        Component, source or party.
    """

    cause: Cause
    about: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A party to invite, and what for."""

    party: str
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Invitations:
    """The list, and what nobody can stand for.

    Attributes
    ----------
    rows : tuple of Invitation
        In the order in which the parties were named.
    nobody : tuple of Matter
        Matters that no party covers.
    """

    rows: tuple[Invitation, ...]
    nobody: tuple[Matter, ...]


def invite(parties: Iterable[str], matters: Mapping[Matter, Iterable[str]]) -> Invitations:
    """Return the fewest parties that together stand for every matter.

    Parameters
    ----------
    parties : iterable of str
        Parties that can be invited, in their order.
    matters : mapping of Matter to iterable of str
        The parties that can stand for each matter.

    Examples
    --------
    >>> seed, bank = Matter("need", "seed"), Matter("money", "grant")
    >>> found = invite(["union", "bank"], {seed: ["union", "bank"], bank: ["bank"]})
    >>> [(one.party, len(one.matters)) for one in found.rows]
    [('bank', 2)]
    """
    names = list(dict.fromkeys(parties))
    able = {matter: [one for one in names if one in set(who)] for matter, who in matters.items()}
    nobody = tuple(matter for matter, who in able.items() if not who)
    covered = {matter: who for matter, who in able.items() if who}
    if not covered:
        return Invitations((), nobody)
    stands = np.array([[one in who for one in names] for who in covered.values()], dtype=float)
    program = Program(sparse.csr_array(stands), np.ones(len(names), dtype=bool))
    rows = len(covered)
    limits = Limits(np.zeros(len(names)), np.ones(len(names)), np.ones(rows), np.full(rows, np.inf))
    # Fewest first; the little taken off for what a party covers only breaks ties.
    cost = 1 - stands.sum(axis=0) / (stands.sum() + 1) / (len(names) + 1)
    chosen = program.minimise(cost, limits).values > 0.5
    return Invitations(
        tuple(
            Invitation(name, tuple(one for one, who in covered.items() if name in who))
            for name, taken in zip(names, chosen, strict=True)
            if taken
        ),
        nobody,
    )
