"""A pair: two workers who go out together in a shift, under a code name that they keep for the whole week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType

from planner.shift import Shift

TREES = (
    "Ek", "Björk", "Al", "Lönn", "Rönn", "Sälg", "Asp", "Hägg",
    "Alm", "Ask", "Bok", "Lind", "Tall", "Gran", "En", "Idegran",
)  # fmt: skip
"""Code names of pairs, in the order in which they are given out; the first eight have a colour each."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who goes out in one pair's place of a shift: the two of the pair, then an observer where one comes along."""

    shift: Shift
    pair: str
    workers: tuple[str, ...]
    skills: frozenset[str]


def name_pairs(
    pairs: Iterable[tuple[str, str]],
    names: tuple[str, ...] = (),
    *,
    kept: Mapping[frozenset[str], str] = MappingProxyType({}),
) -> dict[tuple[str, str], str]:
    """Give each pair of workers its code name, in the order in which the pairs first go out.

    Parameters
    ----------
    kept
        Names that pairs of workers have already; nobody else gets them.

    Examples
    --------
    >>> name_pairs([("lark", "wren"), ("crow", "rook"), ("lark", "wren")])
    {('lark', 'wren'): 'Ek', ('crow', 'rook'): 'Björk'}
    >>> name_pairs([("lark", "wren"), ("crow", "rook")], kept={frozenset({"rook", "crow"}): "Ek"})
    {('lark', 'wren'): 'Björk', ('crow', 'rook'): 'Ek'}
    """
    trees = names or TREES
    free = (
        name
        for turn in count(1)
        for name in (tree + (f" {turn}" if turn > 1 else "") for tree in trees)
        if name not in kept.values()
    )
    named: dict[tuple[str, str], str] = {}
    for pair in pairs:
        if pair not in named:
            named[pair] = kept.get(frozenset(pair)) or next(free)
    return named


def kept_names(crews: Iterable[Crew]) -> dict[frozenset[str], str]:
    """Give the name that each pair of workers has already; where a name or a pair stands twice, the first holds."""
    kept: dict[frozenset[str], str] = {}
    for crew in crews:
        pair = frozenset(crew.workers[:2])
        if pair not in kept and crew.pair not in kept.values():
            kept[pair] = crew.pair
    return kept
