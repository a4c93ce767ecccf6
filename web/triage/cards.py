"""Tips in words: how a tip is named, by when it must be answered, how long ago it came."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from shapely.geometry import Point

from geo.crs import to_degrees
from geo.district import Districts, NoDistrictError
from web.store.tables.tips import Tip, TipSource, TipState
from web.store.tables.visits import Precision
from web.tips.tip import Worry, tip_code
from web.tips.words import SOURCES, STATES, WORRIES
from web.words import Words

HANDLE_LETTERS = 4
"""So much of a tip's code names it among staff: too little to follow it by."""

BESIDE_M = 200
"""A tip so near a place is named after it, in metres."""

ABOUT_M = {Precision.EXACT: 100, Precision.GRID_250: 180, Precision.DISTRICT: 700}
"""How far from its mark a tip's place may lie, in metres: a pin set by hand, a square, a part of the city."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What texts about tips go by.

    Attributes
    ----------
    tips_key
        What codes are made with.
    teams
        Names of teams by id.
    places
        Places that every team may see, by name, in metres (EPSG:3006): tips are named after those beside them.
    """

    words: Words
    tz: ZoneInfo
    now: datetime
    tips_key: bytes
    districts: Districts
    teams: dict[str, str]
    places: tuple[tuple[str, Point], ...] = ()

    def local(self, at: datetime) -> datetime:
        """Give a moment in the city's time."""
        return at.astimezone(self.tz)


@dataclass(frozen=True, slots=True)
class Card:
    """One tip in a list.

    Attributes
    ----------
    key
        What names it on page and map.
    due
        By when it must be answered, in words; empty where nothing is to be decided.
    chip
        How its state is shown: ``late``, ``now``, ``soon``, ``state``.
    """

    key: str
    id: str
    handle: str
    title: str
    worry: str
    source: str
    came: str
    due: str
    chip: str
    state: str
    team: str
    joined: int
    likely: bool


def card(tip: Tip, telling: Telling, *, joined: int = 0, likely: bool = False) -> Card:
    """Tell of a tip in a list."""
    words = telling.words
    due, chip = due_words(tip, telling)
    return Card(
        f"tip-{tip.id}",
        tip.id,
        handle(tip, telling),
        title(tip, telling),
        words.text(WORRIES[Worry(tip.worry)]) if tip.worry in frozenset(Worry) else tip.worry,
        words.text(SOURCES[TipSource(tip.source)]),
        ago(tip.received_at, telling),
        due,
        chip,
        words.text(STATES[TipState(tip.state)]),
        telling.teams.get(tip.team_id or "", ""),
        joined,
        likely,
    )


def handle(tip: Tip, telling: Telling) -> str:
    """Give the first letters of a tip's code."""
    return tip_code(telling.tips_key, tip.id)[:HANDLE_LETTERS]


def title(tip: Tip, telling: Telling) -> str:
    """Name a tip by the place beside it, else by the part of the city it lies in."""
    if isinstance(tip.place, Point):
        beside = [(at.distance(tip.place), name) for name, at in telling.places if tip.precision == Precision.EXACT]
        if beside and min(beside)[0] <= BESIDE_M:
            return min(beside)[1]
        lon, lat = lon_lat(tip.place)
        try:
            return telling.districts.neighbourhood_at(lon, lat, telling.now.date()).name
        except NoDistrictError:
            pass
    return tip.district or telling.words.text("Place in words alone")


def due_words(tip: Tip, telling: Telling) -> tuple[str, str]:
    """Say by when a tip must be answered, and how pressing that is."""
    words = telling.words
    if tip.state != TipState.RECEIVED or tip.due_at is None:
        return "", "state"
    due, now = telling.local(tip.due_at), telling.local(telling.now)
    if due < now:
        return words.text("Should have been answered %(when)s", when=moment_words(due, telling)), "late"
    return (
        words.text("Answer by %(when)s", when=moment_words(due, telling)),
        "now" if due - now <= timedelta(hours=12) else "soon",
    )


def moment_words(at: datetime, telling: Telling) -> str:
    """Write a moment as people say it: ``21.00``, ``i morgon 12.00``, ``tor 3 dec 12.00``."""
    words, at = telling.words, telling.local(at)
    days = (at.date() - telling.local(telling.now).date()).days
    clock = words.clock(at)
    if days == 0:
        return clock
    if days == 1:
        return words.text("tomorrow %(time)s", time=clock)
    return words.text("yesterday %(time)s", time=clock) if days == -1 else f"{words.day(at.date())} {clock}"


def ago(at: datetime, telling: Telling) -> str:
    """Say how long ago something was: ``12 min``, ``3 h``, ``i går``, ``tor 3 dec``."""
    words, seconds = telling.words, (telling.now - at).total_seconds()
    if seconds < 3600:
        return words.minutes(max(seconds, 60))
    days = (telling.local(telling.now).date() - telling.local(at).date()).days
    if seconds < 12 * 3600 or days == 0:
        return words.text("%(hours)s h", hours=words.number(int(seconds // 3600)))
    return words.text("yesterday") if days == 1 else words.day(telling.local(at).date())


def lon_lat(place: Point) -> tuple[float, float]:
    """Give a place in degrees (EPSG:4326) from metres (EPSG:3006)."""
    lon, lat = to_degrees(np.array([[place.x, place.y]]))[0]
    return float(lon), float(lat)


def day_of(telling: Telling) -> date:
    """Give today's date in the city."""
    return telling.local(telling.now).date()
