"""Hotspots and visit needs: which places are worth repeated visits, when, how often and by whom."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shapely.geometry import Point, Polygon

from geo.place_error import PlaceError
from geo.windows import WeekWindows


class HotspotKind(StrEnum):
    """What a place is; ``settlement`` (boplats) has its own secrecy, and ``effort`` is that of a dated effort alone."""

    STATION = "station"
    SQUARE = "square"
    PARK = "park"
    DAY_CENTRE = "day_centre"
    SHELTER = "shelter"
    SERVICE = "service"
    SETTLEMENT = "settlement"
    EFFORT = "effort"


LASTING_KINDS = tuple(kind for kind in HotspotKind if kind is not HotspotKind.EFFORT)
"""Kinds of the places that are kept and that files hold."""


class Sensitivity(StrEnum):
    """Who may see the point itself: every team, or only the teams that the hotspot names."""

    TEAMS = "teams"
    NAMED_TEAMS = "named_teams"


class Position(StrEnum):
    """How well the coordinate is known."""

    VERIFIED = "verified"
    PARTLY = "partly"
    APPROXIMATE = "approximate"


class Daylight(StrEnum):
    """Whether a visit asks for daylight (a search through a wood) or for the dark (a light trap, a sleeping place)."""

    ANY = "any"
    DAY = "day"
    DARK = "dark"


class ServiceKind(StrEnum):
    """What kind of help a place gives."""

    SHELTER = "shelter"
    DAY_CENTRE = "day_centre"
    HEALTH = "health"
    ADDICTION_CARE = "addiction_care"
    SOCIAL_SERVICES = "social_services"
    YOUTH_CLINIC = "youth_clinic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A place worth repeated visits.

    Attributes
    ----------
    geometry
        Point or polygon in EPSG:4326, [longitude, latitude]. A polygon is visited at its ``point``.
    landmass
        Identifier of the landmass that the place stands on; None where the city leaves it to the nearest known point.
    teams
        Teams that may see a place of sensitivity ``named_teams``; empty for ``teams``.
    hours
        When a place that helps people is open in an ordinary week; None where that is not known.
    phone
        Its own telephone, as people write it; empty where it has none or it is not known.
    service
        What kind of help it gives; None for a place that gives none, or where it is not known.
    """

    id: str
    name: str
    kind: HotspotKind
    geometry: Point | Polygon
    landmass: str | None = None
    district: str | None = None
    sensitivity: Sensitivity = Sensitivity.TEAMS
    teams: tuple[str, ...] = ()
    position: Position = Position.VERIFIED
    meet: str = ""
    source: str = ""
    hours: WeekWindows | None = None
    phone: str = ""
    service: ServiceKind | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.name.strip():
            raise PlaceError("no_name", "name", f"hotspot {self.id!r} needs an id and a name")
        if self.geometry.is_empty or not self.geometry.is_valid:
            raise PlaceError("geometry", "at", f"hotspot {self.id!r} has an empty or self-crossing geometry")
        if self.sensitivity is Sensitivity.NAMED_TEAMS and not self.teams:
            raise PlaceError("no_teams", "teams", f"hotspot {self.id!r} is for named teams only and names none")

    @property
    def point(self) -> Point:
        """The point that is walked to, EPSG:4326: the place itself, or a point that lies inside the polygon."""
        return self.geometry if isinstance(self.geometry, Point) else self.geometry.representative_point()

    @property
    def shared(self) -> bool:
        """Whether every team may see the point; a settlement is never shared, whatever its sensitivity says."""
        return self.sensitivity is Sensitivity.TEAMS and self.kind is not HotspotKind.SETTLEMENT

    def may_be_seen_by(self, team: str) -> bool:
        """Tell whether a team may see the point (default deny for named teams)."""
        return self.shared or team in self.teams


@dataclass(frozen=True, slots=True)
class VisitNeed:
    """How often, when, how long and by whom one hotspot wants to be visited.

    Attributes
    ----------
    windows
        When a visit may *begin and end*: it lies in one window as a whole.
    season
        Name of a season of the city's calendar, or ``"all"``.
    minutes
        Service time of one visit.
    least, target, most
        Visits a week. ``most`` counts every team's visits; ``least`` and ``target`` this need's own.
    peak
        The hours within its windows when people are most likely met; None where they are met all the time.
    gap_h
        Smallest time from the end of one visit to the beginning of the next, in hours; 0 for none.
    weight
        What one visit is worth next to others; 1 is ordinary, above 0.
    skills
        Each must be held by somebody in the pair.
    pairs
        Pairs that must be there at the same time.
    teams
        Teams that this need is for; empty means every team.
    first, last
        Dates between which its windows begin, both included; None for one that lasts.
    """

    id: str
    hotspot: str
    windows: WeekWindows
    minutes: int
    least: int = 0
    target: int = 1
    most: int = 7
    gap_h: float = 0.0
    weight: float = 1.0
    season: str = "all"
    skills: frozenset[str] = frozenset()
    pairs: int = 1
    daylight: Daylight = Daylight.ANY
    teams: tuple[str, ...] = ()
    note: str = ""
    peak: WeekWindows | None = None
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.target <= self.most:
            raise PlaceError(
                "not_rising",
                "most" if self.most < max(self.least, self.target) else "target",
                f"need {self.id!r}: least {self.least}, target {self.target}, most {self.most} do not rise",
                least=self.least,
                target=self.target,
                most=self.most,
            )
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError(f"need {self.id!r}: its last date {self.last} lies before its first {self.first}")
        if self.minutes <= 0 or self.weight <= 0 or self.gap_h < 0 or self.pairs < 1:
            said = f"need {self.id!r}: minutes and weight are above 0, gap_h at least 0, pairs at least 1"
            raise PlaceError("not_positive", "minutes", said)
        if not any(window.minutes >= self.minutes for window in self.windows.windows):
            said = f"need {self.id!r}: no window holds a visit of {self.minutes} minutes"
            raise PlaceError("no_window", "windows", said, minutes=self.minutes)
        if self.peak is None:
            return
        if not self.windows.holds(self.peak):
            said = f"need {self.id!r}: its peak {self.peak} does not lie in its windows {self.windows}"
            raise PlaceError("peak_outside", "peak", said)
        if not any(window.minutes >= self.minutes for window in self.peak.windows):
            said = f"need {self.id!r}: no hours of its peak hold a visit of {self.minutes} minutes"
            raise PlaceError("peak_short", "peak", said, minutes=self.minutes)
