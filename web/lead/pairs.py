"""Pairs as they are shown: a slot (colour and shape) that a pair keeps all week, never given by result."""

from dataclasses import dataclass

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
    names = sorted({route.pair for route in plan.routes}, key=_tree)
    return {name: PairView(f"pair{n}", name, f"p{n}" if n <= SLOTS else "p0") for n, name in enumerate(names, start=1)}


_TREES = [
    "Ek",
    "Björk",
    "Al",
    "Lönn",
    "Rönn",
    "Sälg",
    "Asp",
    "Hägg",
    "Alm",
    "Ask",
    "Bok",
    "Lind",
    "Tall",
    "Gran",
    "En",
    "Idegran",
]


def _tree(name: str) -> tuple[int, str]:
    return (_TREES.index(name) if name in _TREES else len(_TREES), name)
