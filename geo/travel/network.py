"""What estimated travel times are made of: landmasses, the bridges between them, lines and stations."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise


class BridgeKind(StrEnum):
    """A bridge over water, or a point where two landmasses touch (a border that only the data draws)."""

    BRIDGE = "bridge"
    LAND_BORDER = "land_border"


@dataclass(frozen=True, slots=True)
class Station:
    """A place where a line stops, EPSG:4326.

    Lines of one mode that stop at a station of one name meet there: a traveller changes without going out.
    """

    name: str
    lon: float
    lat: float
    landmass: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that runs both ways along its stations.

    Attributes
    ----------
    minutes
        Running time from each station to the next; one less than the stations.
    basis
        How each of these is known: ``"timetable"``, ``"model"``, or ``"anchored"`` for a model fitted to
        known totals.
    """

    mode: str
    name: str
    stations: tuple[Station, ...]
    minutes: tuple[float, ...]
    basis: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.stations) < 2 or len(self.minutes) != len(self.stations) - 1:
            raise ValueError(
                f"{self.mode} {self.name} has {len(self.stations)} stations and {len(self.minutes)} running "
                "times; a line has two stations or more and one running time between each two"
            )
        if min(self.minutes) < 0:
            raise ValueError(f"{self.mode} {self.name} has a running time below 0")


@dataclass(frozen=True, slots=True)
class Landmass:
    """An island or a mainland: what can be walked without a bridge. Its point and area may be unknown."""

    id: str
    name: str
    area_km2: float | None = None
    lon: float | None = None
    lat: float | None = None
    in_city: bool = True


@dataclass(frozen=True, slots=True)
class Bridge:
    """A way between two landmasses.

    Attributes
    ----------
    ends
        (longitude, latitude) of both ends, EPSG:4326; they lie on the shore.
    landmasses
        Landmass of each end; they differ.
    length_m
        Length over the water; 0 for a land border.
    foot, car
        Who may cross.
    confidence
        How sure the facts are: ``"high"``, ``"medium"`` or ``"low"``.
    """

    name: str
    ends: tuple[tuple[float, float], tuple[float, float]]
    landmasses: tuple[str, str]
    length_m: float
    foot: bool = True
    car: bool = True
    kind: BridgeKind = BridgeKind.BRIDGE
    confidence: str = "high"
    note: str = ""

    def __post_init__(self) -> None:
        if self.landmasses[0] == self.landmasses[1]:
            raise ValueError(f"bridge {self.name!r} joins {self.landmasses[0]!r} with itself")
        if self.length_m < 0:
            raise ValueError(f"bridge {self.name!r} is {self.length_m} m long")


@dataclass(frozen=True)
class Network:
    """A city's landmasses, bridges and lines; all three may be empty (then everything is one landmass)."""

    lines: tuple[Line, ...] = ()
    landmasses: tuple[Landmass, ...] = ()
    bridges: tuple[Bridge, ...] = ()

    def __post_init__(self) -> None:
        used = {end for bridge in self.bridges for end in bridge.landmasses}
        used |= {station.landmass for _, station in self.stations if station.landmass}
        unknown = used - set(self.landmass)
        if unknown:
            raise ValueError(f"no landmass {', '.join(sorted(unknown))} in the network")

    @cached_property
    def landmass(self) -> dict[str, Landmass]:
        """Landmasses by id."""
        return {land.id: land for land in self.landmasses}

    @cached_property
    def stations(self) -> tuple[tuple[str, Station], ...]:
        """Each station once, as (mode, station), in the order of the lines."""
        found: dict[tuple[str, str], Station] = {}
        for line in self.lines:
            for station in line.stations:
                found.setdefault((line.mode, station.name), station)
        return tuple((mode, station) for (mode, _), station in found.items())

    def known_points(self) -> Iterator[tuple[float, float, str]]:
        """Give (longitude, latitude, landmass) of every station and bridge end whose landmass is known."""
        for _, station in self.stations:
            if station.landmass:
                yield station.lon, station.lat, station.landmass
        for bridge in self.bridges:
            for (lon, lat), landmass in zip(bridge.ends, bridge.landmasses, strict=True):
                yield lon, lat, landmass

    def hops(self) -> Iterator[tuple[str, Station, Station]]:
        """Give (mode, station, next station) of each stretch once, however many lines run along it."""
        seen = set()
        for line in self.lines:
            for a, b in pairwise(line.stations):
                key = (line.mode, *sorted((a.name, b.name)))
                if key not in seen:
                    seen.add(key)
                    yield line.mode, a, b
