"""The parts of a leg as it is drawn: along bridges and stations, straight between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.travel.times import PathPart

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RawPart:
    """A part of a way before its seconds are rounded (see `PathPart`)."""

    mode: str
    line: str
    points: tuple[LonLat, ...]
    seconds: float
    estimated: bool = True
    start: str = ""
    end: str = ""


def rounded_parts(parts: Sequence[RawPart], total_s: int) -> tuple[PathPart, ...]:
    """Round the parts of a way so that they add up to ``total_s``.

    Neighbouring walks become one, and a walk that stays where it is (a place at its station) is left out.

    Examples
    --------
    >>> ride = RawPart("metro", "metro 17", ((18.06, 59.33), (18.07, 59.32)), 300.6)
    >>> [part.seconds for part in rounded_parts([ride, RawPart("walk", "", ((18.07, 59.32),) * 2, 0)], 301)]
    [301]
    """
    joined: list[RawPart] = []
    for part in parts:
        if part.mode == "walk" and joined and joined[-1].mode == "walk":
            before = joined.pop()
            points = (*before.points, *part.points[1:])
            guessed = before.estimated or part.estimated
            joined.append(RawPart("walk", "", points, before.seconds + part.seconds, guessed))
        else:
            joined.append(part)
    joined = [part for part in joined if part.mode != "walk" or len(set(part.points)) > 1]
    result, at, done = [], 0.0, 0
    for k, part in enumerate(joined):
        at += part.seconds
        until = total_s if k == len(joined) - 1 else max(done, min(round(at), total_s))
        seconds, done = until - done, until
        result.append(PathPart(part.mode, part.line, part.points, seconds, part.estimated, part.start, part.end))
    return tuple(result)
