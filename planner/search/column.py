"""Column: one route as column generation sees it."""

from typing import NamedTuple


class Column(NamedTuple):
    """A route of a kind of shift that visits no need twice, with its earliest starts."""

    kind: int
    options: tuple[int, ...]
    starts: tuple[int, ...]
