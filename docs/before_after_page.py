"""The page that tells of one shift before and after importing the streets, in words and tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from textwrap import fill

import numpy as np
from way_facts import NOTABLE_M, Streets, Walk

from geo.travel.times import Mode, Place, TravelTimes
from planner.leg_travel import leg_ends
from planner.plan import Leg, Route, WeekPlan

SHOWN = 5
"""So many of the walks that change most are listed on either side."""
WIDTH = 120
"""Characters of a line."""
LONG_M = 500
SAID_SHOWN = 60
"""So many lines of what the command says."""


@dataclass(frozen=True)
class Seed:
    """Plans of one seed.

    By the estimate; its stops timed by the streets; each of both searched on; and begun from nothing with the streets.
    """

    seed: int
    before: WeekPlan
    again: WeekPlan
    on_before: WeekPlan
    on_after: WeekPlan
    afresh: WeekPlan


@dataclass(frozen=True)
class Found:
    """All that the page tells.

    Attributes
    ----------
    near_m
        Stops farther from the streets do not lie on the maps.
    said
        What the command said.
    before, again, anew
        The plan by the estimate; its stops timed by the streets; the plan made anew.
    shift
        The route of ``before`` that is shown.
    lost, broken
        Places that no longer fit when they are timed by the streets, and rules that are broken then.
    away
        Metres to the nearest street of the places that lie off it.
    walks, names
        All pairs of places on the streets, on foot; what places are called.
    kept, real
        The estimate, and the travel times with the streets.
    """

    seconds: float
    detour: float
    near_m: float
    said: str
    before: WeekPlan
    shift: Route
    again: WeekPlan
    lost: Sequence[str]
    broken: Sequence[str]
    anew: WeekPlan
    seeds: Sequence[Seed]
    away: Mapping[str, float]
    walks: Sequence[Walk]
    names: Mapping[str, str]
    streets: Streets
    kept: TravelTimes
    real: TravelTimes


def page(found: Found) -> str:
    """Write the page."""
    shift = found.shift
    parts = [
        _opening(found),
        f"""## The shift

{found.before.request.team_name}, {shift.date:%A} {shift.date} {shift.start:%H:%M}–{shift.end:%H:%M}, pair
{shift.pair}, from {_name(found.before, shift.base)}. Both maps show the same stops in the same order and the
same extent; dashed ways are estimated. {_outside(found)}

| before: the estimate | after: the streets, same stops |
| --- | --- |
| ![The shift with the estimate](pictures/streets-before.png) | ![The same stops](pictures/streets-after.png) |
""",
        _legs(found),
        _told(found),
        "![The same shift as a list: minutes, parts, and what is estimated](pictures/streets-legs.png)",
        _anew(found),
        _week(found),
        _pairs(found),
        _means(found),
    ]
    return "\n\n".join(_filled(part) for whole in parts for part in _blocks(whole)) + "\n"


def _blocks(text: str) -> list[str]:
    """Part a text at its empty lines, those in code left out."""
    found: list[str] = []
    for block in text.strip().split("\n\n"):
        if found and found[-1].count("```") % 2:
            found[-1] += f"\n\n{block}"
        else:
            found.append(block)
    return found


def _filled(block: str) -> str:
    """Break the lines of a paragraph or a list anew; other blocks stay."""
    if block.startswith(("|", "#", "```", "!")):
        return block
    items = re.split(r"\n(?=- )", block)
    return "\n".join(
        fill(" ".join(item.split()), WIDTH, subsequent_indent="  " * item.startswith("- "), break_on_hyphens=False)
        for item in items
    )


def _opening(found: Found) -> str:
    lines = found.said.strip().splitlines()
    more = [f"… ({len(lines) - SAID_SHOWN} more lines)"] if len(lines) > SAID_SHOWN else []
    said = "\n".join(fill(line, WIDTH, subsequent_indent="  ") for line in (*lines[:SAID_SHOWN], *more))
    return f"""# One shift before and after importing the streets

Written by `docs/before_after.py` on {datetime.now(UTC):%Y-%m-%d}. It loads the example city, plans the winter week
{found.before.week} with the estimate, runs `faltplan import streets` on an extract of Norrmalm and Östermalm
(OpenStreetMap, 2020), times the same stops again, and plans the week again. Visits, workers and shifts are invented;
the streets are not. Map data © OpenStreetMap contributors (ODbL).

The extract is small on purpose: most of the city lies outside it. So the page also shows what happens at its edge.
What the command said:

```
{said}
```
"""


def _name(plan: WeekPlan, place: str) -> str:
    base = plan.request.base.get(place)
    return f"the base {base.name}" if base else plan.request.hotspot[place].name


def _how(leg: Leg) -> str:
    return leg.line or ("on foot" if leg.mode.value == "walk" else "by car")


def _outside(found: Found) -> str:
    """Say which stops the maps leave out."""
    far = [
        f"{_name(found.before, stop.hotspot)} ({number})"
        for number, stop in enumerate(found.shift.stops, start=1)
        if found.away.get(stop.hotspot, 0.0) > found.near_m
    ]
    return f"Beyond their edge lie the stops {', '.join(far)}." if far else ""


def _figures(leg: Leg) -> str:
    return f"{leg.seconds / 60:.1f} min, {leg.metres} m"


def _legs(found: Found) -> str:
    rows = ["| leg | before | after | change | why |", "| --- | --- | --- | --- | --- |"]
    again = _again(found)
    for index, (old, new) in enumerate(zip(found.shift.legs, again.legs, strict=False)):
        start, end = leg_ends(found.shift, index)
        change = (new.seconds - old.seconds) / 60
        rows.append(
            f"| {_name(found.before, start)} → {_name(found.before, end)} | {_how(old)}, {_figures(old)} "
            f"| {_how(new)}, {_figures(new)} | {change:+.1f} min | {_why(found, start, end, old, new)} |"
        )
    total = [sum(leg.seconds for leg in route.legs) / 60 for route in (found.shift, again)]
    rows.append(f"| **together** | {total[0]:.1f} min | {total[1]:.1f} min | {total[1] - total[0]:+.1f} min | |")
    return "\n".join(rows) + "\n"


def _again(found: Found) -> Route:
    return next(
        route
        for route in found.again.routes
        if (route.start, route.pair, route.workers) == (found.shift.start, found.shift.pair, found.shift.workers)
    )


def _why(found: Found, start: str, end: str, old: Leg, new: Leg) -> str:
    if _at(found, start) == _at(found, end):
        return "the same place"
    off = [place for place in dict.fromkeys((start, end)) if place in found.away]
    if off:
        told = " and ".join(f"{_name(found.before, place)} ({found.away[place]:.0f} m)" for place in off)
        return f"**keeps the estimate**: farther than 250 m from the imported streets: {told}"
    if old.line and new.line:
        same = "the ride is the same" if old.line == new.line else "another line"
        before, after = (_walked_min(found, travel, start, end) for travel in (found.kept, found.real))
        return (
            f"{same} (usual intervals, still estimated); walks to and from the stations {before:.1f} min before, "
            f"{after:.1f} along streets"
        )
    if old.line or new.line:
        return "walking and riding take almost the same: the streets decide for the other"
    return _walk(found, start, end).why(found.detour)


def _walked_min(found: Found, travel: TravelTimes, start: str, end: str) -> float:
    """Give the minutes on foot of a ride, in the period in which the shift begins."""
    period = found.before.request.period_at(found.shift.start)
    parts = travel.path(_place(found, start), _place(found, end), mode=Mode.TRANSIT, period=period)
    return sum(part.seconds for part in parts if part.mode == "walk") / 60


def _walk(found: Found, start: str, end: str) -> Walk:
    return found.streets.walk(_place(found, start), _place(found, end), found.kept, found.real)


def _place(found: Found, ident: str) -> Place:
    base = found.before.request.base.get(ident)
    if base:
        return Place(base.id, base.lon, base.lat)
    spot = found.before.request.hotspot[ident]
    return Place(spot.id, spot.point.x, spot.point.y, spot.landmass)


def _at(found: Found, ident: str) -> tuple[float, float]:
    place = _place(found, ident)
    return place.lon, place.lat


def _told(found: Found) -> str:
    ends = [leg_ends(found.shift, index) for index in range(len(found.shift.legs))]
    legs = [pair for pair in ends if _at(found, pair[0]) != _at(found, pair[1])]
    kept = [pair for pair in legs if found.away.keys() & set(pair)]
    off = dict.fromkeys(place for pair in kept for place in pair if place in found.away)
    names = ", ".join(f"{_name(found.before, place)} ({found.away[place]:.0f} m)" for place in off)
    return f"""Of {len(legs)} ways between two places, {len(legs) - len(kept)} now go along streets. {len(kept)}
keep the estimate, since a place lies farther than 250 m from every imported street: {names}.
The page says so beside each such walk; beside a ride it names the first reason, that there is no timetable. It draws
all of them dashed, and the command had named the places.
"""


def _anew(found: Found) -> str:
    new = next(
        (r for r in found.anew.routes if (r.start, r.pair) == (found.shift.start, found.shift.pair)),
        next(r for r in found.anew.routes if r.start == found.shift.start),
    )
    rows = ["| before | after, planned anew |", "| --- | --- |"]
    old_stops, new_stops = (
        [f"{s.start:%H:%M} {_name(found.before, s.hotspot)}" for s in r.stops] for r in (found.shift, new)
    )
    rows += [f"| {old} | {new_stop} |" for old, new_stop in zip_longest(old_stops, new_stops, fillvalue="–")]
    minutes = [sum(leg.seconds for leg in route.legs) / 60 for route in (found.shift, new)]
    return f"""## The same shift, planned anew

The search goes on from the old stops with the times of the streets, for {found.seconds:.0f} seconds: it may choose
other stops and another order. It weighs the worth of visits in the whole week, and travel last; so a shift may be given
other stops for the sake of another one. Pair {new.pair}, the same hours and base:

{chr(10).join(rows)}

On the way: {minutes[0]:.0f} minutes before, {minutes[1]:.0f} after.

![The shift planned anew with the streets](pictures/streets-anew.png)
"""


def _visits(plan: WeekPlan) -> int:
    return sum(len(route.stops) for route in plan.routes)


def _travel_h(plan: WeekPlan) -> float:
    return sum(leg.seconds for route in plan.routes for leg in route.legs) / 3600


def _week(found: Found) -> str:
    rows = ["| seed | plan of the whole week | stops | needs left out | score | hours on the way |"]
    rows += ["| --- | --- | --- | --- | --- | --- |"]
    for one in found.seeds:
        named = {
            "estimate": one.before,
            "the same stops, timed by the streets": one.again,
            "estimate, searched on": one.on_before,
            "streets, searched on": one.on_after,
            "streets, begun from nothing": one.afresh,
        }
        rows += [
            f"| {one.seed} | {name} | {_visits(plan)} | {len(plan.unplanned)} | {plan.score:.1f} "
            f"| {_travel_h(plan):.1f} |"
            for name, plan in named.items()
        ]
    lost = ", ".join(_name(found.before, place) for place in found.lost) or "none"
    broken = ", ".join(sorted(set(found.broken))) or "none"
    begun = [
        [_visits(plan) for plan in plans] for plans in zip(*((s.before, s.afresh) for s in found.seeds), strict=True)
    ]
    return f"""## The whole week

{chr(10).join(rows)}

The first plan is the one above. Stops of it that no longer fit when it is timed by the streets: {lost}. Rules that it
breaks then: {broken}.

Each search had {found.seconds:.0f} seconds. Searches differ by chance: begun from nothing, the seeds give
{min(begun[0])} to {max(begun[0])} stops with the estimate and {min(begun[1])} to {max(begun[1])} with the streets. A
difference that is no larger than that says nothing.
"""


def _pairs(found: Found) -> str:
    beside = [walk for walk in found.walks if walk.beside]
    walks, edge = sorted(beside, key=lambda walk: walk.more_m), max(found.walks, key=lambda walk: walk.more_m)
    rows = ["| from, to | before | after | change | why |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {_title(found, walk.start)} – {_title(found, walk.end)} | {walk.before_s / 60:.1f} min, {walk.before_m} m "
        f"| {walk.after_s / 60:.1f} min, {walk.after_m} m | {(walk.after_s - walk.before_s) / 60:+.1f} min "
        f"| {walk.why(found.detour)} |"
        for walk in dict.fromkeys((edge, *walks[-SHOWN:][::-1], *walks[:SHOWN][::-1]))
    ]
    long = [walk for walk in beside if walk.straight_m >= LONG_M]
    return f"""## All walks inside the extract

{_balance(found.walks, "pairs of places and bases lie on the imported streets, at most 250 m from one")}
{_balance(beside, f"of these lie beside one, both less than {NOTABLE_M} m away")}
{_balance(long, f"of those are at least {LONG_M} m apart")}

A place at the edge of an extract hangs on the nearest street that is there, and may go a long way round; the streets
beside it exist, but not in the file. That is the first row: a fault of the extract, not of the city. The rest are pairs
beside streets, the {SHOWN} that grow most and the {SHOWN} that shrink most:

{chr(10).join(rows)}

Why places do worse than street corners: main streets such as Sveavägen and Birger Jarlsgatan are closed on foot in
these data, since their pavements are drawn as ways of their own, and one crosses only where a crossing is drawn. A
place is the middle of a square, a park or a station, so its first and last steps lead to the nearest way. Between
random street corners of the same extract, 500 m to 3 km apart, the estimate is off by 6.5 to 6.9 % on average
(`benchmarks/streets_estimate.py`, five times 500 pairs). Its factor {found.detour} was fixed on another city, Porto
Alegre.
"""


def _title(found: Found, place: Place) -> str:
    return found.names.get(place.id, place.id)


def _balance(walks: Sequence[Walk], what: str) -> str:
    share = np.array([walk.more_m / walk.before_m for walk in walks])
    off_m = np.array([abs(walk.more_m) for walk in walks])
    return (
        f"- {len(walks)} {what}: the streets are longer than the estimate for "
        f"{int((share > 0).sum())} and shorter for {int((share < 0).sum())}, {off_m.mean():.0f} m off on average "
        f"({np.abs(share).mean():.0%}), {share.mean():+.0%} on balance."
    )


def _means(found: Found) -> str:
    again = _again(found)
    change = sum(b.seconds - a.seconds for a, b in zip(found.shift.legs, again.legs, strict=False)) / 60
    more = [_visits(one.on_after) - _visits(one.on_before) for one in found.seeds]
    return f"""## What it means for a plan

- The minutes that this shift spends on the way change by {change:+.1f}; those of single legs by what stands in the
  table. Short walks change most in share: whether one goes round a block is half of such a way.
- Of {_visits(found.before)} stops of the week {len(found.lost)} no longer fit when the old plan is timed by the
  streets: waiting times and the free share of each shift take the difference.
- Searched on equally long, streets and estimate differ by {", ".join(f"{one:+d}" for one in more)} stops, seed by
  seed. Where the streets are longer than the estimate, a plan promises no more than it can hold.
- A plan that is there keeps the minutes it was made with. After an import, plan the week again to use the streets.
- Rides stay estimated until a timetable is imported: streets change only the walks to and from stations.
- Import an extract of the whole city, with a margin. Outside it, and at its edge, times are no better than before.
"""
