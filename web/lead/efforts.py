"""Targeted efforts: a dated visit to a place, asked for, called off, and put into the weeks of its teams."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

import numpy as np
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.calendar import Day
from geo.city import City
from geo.coarsen import district_of, middle_of_square
from geo.crs import to_degrees
from geo.hotspot import Hotspot, HotspotKind, Position, Sensitivity, VisitNeed
from geo.windows import DAY_MINUTES, WeekWindows, Window
from web.store.district_rows import stored_districts
from web.store.place_rows import metric_point
from web.store.store import Work
from web.store.tables.efforts import EffortRow, EffortState

PREFIX = "insats-"
"""What the id of an effort's place in a plan begins with; the effort's own id comes after it."""

WEIGHT = 4.0
"""What an effort's visit weighs next to others; 1 is ordinary."""

MOST_DAYS = 62
"""An effort lies within so many days."""


@dataclass(frozen=True, slots=True)
class Effort:
    """A dated visit that is asked for.

    Attributes
    ----------
    name
        What the pairs read, as ``Insats nära Slussen``; no person's name and no code of a tip.
    lon, lat
        Where, EPSG:4326.
    hotspot
        The place whose point it is; None where it is none of the kept ones.
    teams
        Each goes there once; where there are several, make the hours as long as the visit, so that they meet.
    first, last
        Dates between which it lies, both included.
    start_min, end_min
        The hours on each of those days, in minutes from midnight; past 1440 is the next day.
    pairs
        How many pairs of each team are there together.
    urgent
        It goes before everything else of the week.
    """

    name: str
    lon: float
    lat: float
    teams: tuple[str, ...]
    first: date
    last: date
    start_min: int
    end_min: int
    minutes: int = 30
    pairs: int = 1
    hotspot: str | None = None
    urgent: bool = True
    skills: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.teams:
            raise ValueError("an effort needs a name and a team")
        if not (0 <= (self.last - self.first).days < MOST_DAYS):
            raise ValueError(f"an effort from {self.first} to {self.last} does not lie within {MOST_DAYS} days")
        if not (0 <= self.start_min < DAY_MINUTES and self.minutes > 0 and self.pairs > 0):
            raise ValueError("an effort begins in its day, lasts some minutes and takes a pair")
        if not self.start_min + self.minutes <= self.end_min <= self.start_min + DAY_MINUTES:
            raise ValueError(f"a visit of {self.minutes} minutes does not fit into the hours of the effort")


def make_effort(work: Work, effort: Effort) -> EffortRow:
    """Keep an effort; gives its row."""
    place = metric_point(effort.lon, effort.lat)
    row = work.add(
        EffortRow(
            id=str(uuid4()),
            name=effort.name.strip(),
            hotspot_id=effort.hotspot,
            place=place,
            district=district_of(place, stored_districts(work.session), effort.first),
            teams=sorted(effort.teams),
            first=effort.first,
            last=effort.last,
            start_min=effort.start_min,
            end_min=effort.end_min,
            minutes=effort.minutes,
            pairs=effort.pairs,
            urgent=effort.urgent,
            skills=sorted(effort.skills),
            state=EffortState.OPEN,
            note=effort.note.strip(),
        )
    )
    for team in row.teams:
        work.note("effort.made", "effort", row.id, team=team, first=effort.first.isoformat(), urgent=effort.urgent)
    return row


def turn_effort(work: Work, ident: str, state: EffortState, *, expected: int | None = None) -> EffortRow:
    """Say that an effort is done, called off, or open again.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such effort.
    web.store.faults.StaleEditError
        Somebody else has changed it since.
    """
    row = work.edit(EffortRow, ident, expected=expected, changes={"state": state})
    for team in row.teams:
        work.note(f"effort.{state}", "effort", ident, team=team)
    return row


def efforts_between(session: Session, first: date, last: date, *, team: str | None = None) -> tuple[EffortRow, ...]:
    """Give the efforts that may fall on these dates (both included) and are not called off, of a team or of all."""
    query = select(EffortRow).where(EffortRow.first <= last, EffortRow.last >= first)
    rows = session.scalars(
        query.where(EffortRow.state != EffortState.CANCELLED).order_by(EffortRow.first, EffortRow.id)
    )
    return tuple(row for row in rows if team is None or team in row.teams)


def effort_id(hotspot: str) -> str | None:
    """Give the effort whose place in a plan this is; None for a kept place.

    Examples
    --------
    >>> effort_id("insats-1e4b1c0e"), effort_id("slussen")
    ('1e4b1c0e', None)
    """
    return hotspot.removeprefix(PREFIX) if hotspot.startswith(PREFIX) else None


def with_efforts(city: City, efforts: Sequence[EffortRow], days: Sequence[Day]) -> City:
    """Give the city with the places and needs of efforts that fall into these days.

    What is no kept place stands in the middle of its 250 m square: plans live longer than the exact place may.
    """
    hotspots, needs = list(city.hotspots), list(city.needs)
    heaviest = max((need.weight for need in needs), default=1.0)
    known = {hotspot.id: hotspot for hotspot in city.hotspots}
    for row in efforts:
        windows = sorted(
            {Window(day.counts_as, row.start_min, row.end_min) for day in days if row.first <= day.date <= row.last}
        )
        spot = _place(row, known)
        if not windows or spot is None:
            continue
        hotspots.append(spot)
        needs.append(
            VisitNeed(
                id=spot.id,
                hotspot=spot.id,
                windows=WeekWindows(tuple(windows)),
                minutes=row.minutes,
                least=1,
                target=1,
                most=1,
                weight=max(WEIGHT, heaviest) if row.urgent else WEIGHT,
                skills=frozenset(row.skills),
                pairs=row.pairs,
                teams=tuple(row.teams),
                first=row.first,
                last=row.last,
            )
        )
    return replace(city, hotspots=tuple(hotspots), needs=tuple(needs))


def _place(row: EffortRow, known: dict[str, Hotspot]) -> Hotspot | None:
    kept = known.get(row.hotspot_id or "")
    if kept is not None:
        return replace(kept, id=PREFIX + row.id, kind=HotspotKind.EFFORT, name=row.name)
    if not isinstance(row.place, Point):
        return None
    middle = middle_of_square(row.place)
    lon, lat = to_degrees(np.array([[middle.x, middle.y]]))[0]
    return Hotspot(
        PREFIX + row.id,
        row.name,
        HotspotKind.EFFORT,
        Point(float(lon), float(lat)),
        district=row.district,
        sensitivity=Sensitivity.NAMED_TEAMS,
        teams=tuple(row.teams),
        position=Position.APPROXIMATE,
    )
