"""A pair: two workers who go out together in a shift, under a code name that they keep for the whole week."""

from collections.abc import Iterable
from dataclasses import dataclass

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


def name_pairs(pairs: Iterable[tuple[str, str]], names: tuple[str, ...] = ()) -> dict[tuple[str, str], str]:
    """Give each pair of workers its code name, in the order in which the pairs first go out.

    Examples
    --------
    >>> name_pairs([("lark", "wren"), ("crow", "rook"), ("lark", "wren")])
    {('lark', 'wren'): 'Ek', ('crow', 'rook'): 'Björk'}
    """
    named: dict[tuple[str, str], str] = {}
    trees = names or TREES
    for pair in pairs:
        if pair not in named:
            turn, tree = divmod(len(named), len(trees))
            named[pair] = trees[tree] + (f" {turn + 1}" if turn else "")
    return named
