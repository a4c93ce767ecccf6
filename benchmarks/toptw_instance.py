"""Reads one instance of the team orienteering problem with time windows in the text format of KU Leuven.

The format is told by ``TOPTW_format.txt`` beside the instances: two lines of numbers, then one line a place with its
number, coordinates, service time, score, two numbers and a list that mean nothing here, opening and closing time. Place
0 is where every route begins and ends, and its closing time is when they must be back.

Distances are rounded down, to one decimal for Solomon's instances and to two for those of Cordeau and others, and every
time is counted in that unit, so that all solvers work on the same whole numbers. Which it is follows from the file's
name: ``pr`` and a number is Cordeau's; ``c``, ``r`` or ``rc`` and a number is Solomon's. For any other name the
coordinates tell: Cordeau's have a third decimal that is not 0, Solomon's do not.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CORDEAU = re.compile(r"(?<![a-z])pr\d", re.IGNORECASE)
SOLOMON = re.compile(r"(?<![a-z])(c|r|rc)\d", re.IGNORECASE)


class InstanceError(ValueError):
    """A file is no instance, or a broken one; says every fault with its line."""


class NoInstanceError(InstanceError):
    """A file does not begin as an instance does: it may be something else."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance; place 0 is where routes begin and end. Times are whole numbers of a tenth or a hundredth.

    Attributes
    ----------
    name
        The file's name without its end.
    path
        Where it was read.
    decimals
        1 or 2: times are whole numbers of 10 to the power of minus this.
    xy
        (places, 2), in the file's unit.
    service, opens, closes
        (places,), service time, earliest and latest start of service.
    score
        (places,)
    travel
        (places, places), rounded down.
    """

    name: str
    path: Path
    decimals: int
    xy: NDArray[np.float64]
    service: NDArray[np.int64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    score: NDArray[np.int64]
    travel: NDArray[np.int64]


def read_instance(path: Path) -> Instance:
    """Read one instance.

    Raises
    ------
    NoInstanceError
        The first line is not that of an instance.
    InstanceError
        Lines are missing or wrong.
    """
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    places = _count(path, lines)
    rows, faults = [], []
    for number, line in enumerate(lines[2:], 3):
        if line.strip():
            try:
                rows.append(_row(line, len(rows)))
            except (ValueError, InvalidOperation) as error:
                faults.append(f"line {number}: {error}")
    if not faults and len(rows) not in {places, places + 1}:
        faults.append(f"{len(rows)} places, and the first line says {places} beside the start")
    if faults:
        raise InstanceError(f"{path}: " + "; ".join(faults))
    decimals = decimals_of(path.stem, [value for row in rows for value in row[:2]])
    scale = 10**decimals
    return Instance(
        path.stem,
        path,
        decimals,
        np.array([[float(x), float(y)] for x, y, *_ in rows]),
        *(np.array([int(row[k] * scale) for row in rows], dtype=np.int64) for k in (2, 4, 5)),
        np.array([int(row[3]) for row in rows], dtype=np.int64),
        _travel([(x, y) for x, y, *_ in rows], scale),
    )


def decimals_of(name: str, coordinates: list[Decimal]) -> int:
    """Give to how many decimals distances are rounded down: by the name, else by the coordinates.

    Examples
    --------
    >>> decimals_of("pr07", []), decimals_of("50_rc201", []), decimals_of("town", [Decimal("1.204")])
    (2, 1, 2)
    """
    if CORDEAU.search(name):
        return 2
    if SOLOMON.search(name):
        return 1
    return 2 if any(value * 100 % 1 for value in coordinates) else 1


def _count(path: Path, lines: list[str]) -> int:
    numbers = lines[0].split() if lines else []
    if len(lines) < 3 or len(numbers) != 4 or not all(word.isdecimal() for word in numbers):
        raise NoInstanceError(f"{path}: its first line is not four whole numbers (k v N t)")
    return int(numbers[2])


def _row(line: str, place: int) -> tuple[Decimal, Decimal, Decimal, Decimal, Decimal, Decimal]:
    words = line.split()
    if len(words) < 9 or len(words) not in {9, 9 + int(words[6])}:
        raise ValueError(f"{len(words)} numbers, which is not nine and the list that the seventh tells the length of")
    if int(words[0]) != place:
        raise ValueError(f"place {words[0]}, where {place} should stand")
    x, y, service, score, opens, closes = (Decimal(words[k]) for k in (1, 2, 3, 4, -2, -1))
    if any(value * 100 % 1 for value in (service, opens, closes)) or score % 1:
        raise ValueError("times may have two decimals and scores none")
    if min(service, score, opens) < 0 or closes < opens:
        raise ValueError("a time or score below 0, or it closes before it opens")
    return x, y, service, score, opens, closes


def _travel(xy: list[tuple[Decimal, Decimal]], scale: int) -> NDArray[np.int64]:
    """Round straight lines down in whole numbers, so that no float decides."""
    finest = 10 ** max(-int(value.normalize().as_tuple().exponent) for pair in xy for value in pair)
    finest = max(finest, 1)
    whole = [(int(x * finest * scale), int(y * finest * scale)) for x, y in xy]
    ways = [[math.isqrt((x - u) ** 2 + (y - v) ** 2) // finest for u, v in whole] for x, y in whole]
    return np.array(ways, dtype=np.int64)
