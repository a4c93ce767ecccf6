"""Places that help people: which of them lie near a stop, and whether they are open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import hypot
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import to_metres
from geo.hotspot import Hotspot, HotspotKind
from geo.windows import WeekWindows
from web.field.visit_places import may_see
from web.store.place_rows import hotspot_of
from web.store.tables.places import HotspotRow

HELPING = (HotspotKind.DAY_CENTRE, HotspotKind.SHELTER, HotspotKind.SERVICE)
"""Kinds of places that help people."""

NEAR_M = 2000
"""So far, in metres as the crow flies, is near."""

MOST = 4
"""So many are shown near one stop."""


class Door(StrEnum):
    """Whether a place is open; ``unknown`` where its hours are not known."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hours:
    """Whether a place is open at a moment; ``turns_at`` is when that changes next within a week, if it does."""

    door: Door
    turns_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NearService:
    """A place that helps people, with its distance from a stop in metres."""

    spot: Hotspot
    metres: float
    hours: Hours


def hours_at(windows: WeekWindows | None, at: datetime, tz: ZoneInfo) -> Hours:
    """Tell whether a place is open at a moment, and when that changes.

    Parameters
    ----------
    windows
        Its weekly hours; None where they are not known. Holidays are not told apart.
    at
        The moment, with its zone.

    Examples
    --------
    >>> tz = ZoneInfo("Europe/Stockholm")
    >>> thursday = datetime(2026, 12, 3, 18, 0, tzinfo=tz)
    >>> hours_at(WeekWindows.parse("mo-fr 09:00-19:00"), thursday, tz).turns_at.hour
    19
    """
    if windows is None or not windows.windows:
        return Hours(Door.UNKNOWN)
    day = at.astimezone(tz).date()
    spans = sorted(
        (start.astimezone(UTC), end.astimezone(UTC))  # wall clocks of one zone do not compare over its two odd nights
        for n in range(-1, 9)
        for start, end in windows.spans(day + timedelta(days=n), tz)
    )
    until = None
    for start, end in spans:
        if start <= (until or at) < end:
            until = end  # it may go on without a break, as past midnight
    if until is None:
        opens = next((start for start, _ in spans if start > at), None)
        return Hours(Door.CLOSED, opens.astimezone(tz) if opens else None)
    return Hours(Door.OPEN, until.astimezone(tz) if until - at < timedelta(days=7) else None)


def helping_places(session: Session, team: str) -> tuple[Hotspot, ...]:
    """Give the places that help people and that a team may see, by name."""
    rows = session.scalars(
        select(HotspotRow).where(HotspotRow.kind.in_(HELPING)).order_by(HotspotRow.name, HotspotRow.id)
    )
    return tuple(hotspot_of(row) for row in rows if may_see(row, team))


def near(
    places: Sequence[Hotspot],
    lon: float,
    lat: float,
    at: datetime,
    tz: ZoneInfo,
    *,
    without: Iterable[str] = (),
    within_m: float = NEAR_M,
    most: int = MOST,
) -> tuple[NearService, ...]:
    """Give the places near a point: those that are open first, then those that may be, each nearest first.

    Parameters
    ----------
    lon, lat
        The point, EPSG:4326.
    without
        Ids that are left out, as that of the stop itself.
    """
    left = [place for place in places if place.id not in set(without)]
    if not left:
        return ()
    points = to_metres([(lon, lat), *((place.point.x, place.point.y) for place in left)])
    (x, y), rest = points[0], points[1:]
    found = [
        NearService(place, metres, hours_at(place.hours, at, tz))
        for place, (px, py) in zip(left, rest, strict=True)
        if (metres := hypot(float(px) - float(x), float(py) - float(y))) <= within_m
    ]
    order = (Door.OPEN, Door.UNKNOWN, Door.CLOSED)
    return tuple(sorted(found, key=lambda one: (order.index(one.hours.door), one.metres))[:most])
