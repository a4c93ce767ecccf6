"""Pairs as they are shown: a slot (colour and shape) that a pair keeps all week, never given by result."""

from dataclasses import dataclass

from planner.pair import TREES
from planner.plan import WeekPlan

SLOTS = 8
"""So many pairs have a colour of their own; further ones are shown in ink and by name."""


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair's name, its css class (``p1`` … ``p8``, ``p0`` in ink) and a key that holds no user text."""

    key: str
    name: str
    css: str

    @property
    def square(self) -> bool:
        """Whether the pair's shape is a square (slots 5 to 8) and not a disc."""
        return self.css in {"p5", "p6", "p7", "p8"}


def pairs_of(plan: WeekPlan) -> dict[str, PairView]:
    """Give every pair of the week by name, in the order in which pairs are named, never by result."""
    order = [*plan.request.pair_names, *TREES]
    names = sorted({route.pair for route in plan.routes}, key=lambda name: (_place(order, name), name))
    return {name: PairView(f"pair{n}", name, f"p{n}" if n <= SLOTS else "p0") for n, name in enumerate(names, start=1)}


def _place(order: list[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
