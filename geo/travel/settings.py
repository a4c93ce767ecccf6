"""What a city states about travel: speeds, station and parking times, departure periods, headways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from geo.travel.times import Period


@dataclass(frozen=True, slots=True)
class TravelSettings:
    """The ``[travel]`` table of ``city.toml``: assumptions that the estimated travel times are made of.

    Attributes
    ----------
    walk_speed_kmh, detour
        Walking speed, and the factor from a straight line to a walked way inside one landmass.
    station_in_s, station_out_s
        Seconds from the street to the platform, and from the platform to the street.
    car_speed_kmh, car_detour, parking_s
        Average door-to-door speed in town, the factor from a straight line, and seconds to park and walk up.
    street_modes
        Modes that stop in the street, so that no time goes to stairs and platforms.
    transfer_m
        Up to this walk between two stations a traveller changes without coming up to the street.
    source
        Where these figures come from.
    periods
        Departure periods; together they cover the week exactly once.
    headways
        Minutes between departures by period id, keyed ``"metro"`` (a mode) or ``"metro 17"`` (a line).
        A period that a table leaves out has no service.
    """

    walk_speed_kmh: float = 4.8
    detour: float = 1.25
    station_in_s: int = 120
    station_out_s: int = 90
    car_speed_kmh: float = 20.0
    car_detour: float = 1.4
    parking_s: int = 240
    street_modes: tuple[str, ...] = ("tram", "bus")
    transfer_m: float = 250.0
    source: str = ""
    periods: tuple[Period, ...] = ()
    headways: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        frozen = {key: MappingProxyType(dict(table)) for key, table in self.headways.items()}
        object.__setattr__(self, "headways", MappingProxyType(frozen))

    def headway_min(self, mode: str, line: str, period: str) -> float | None:
        """Give the minutes between departures of one line in one period; None where it does not run.

        A table of the line itself (``"metro 17"``) stands in for the mode's whole table.

        Examples
        --------
        >>> settings = TravelSettings(headways={"metro": {"day": 10, "night": 30}, "metro 17": {"day": 5}})
        >>> [settings.headway_min("metro", line, "night") for line in ("13", "17")]
        [30, None]
        """
        table = self.headways.get(f"{mode} {line}", self.headways.get(mode, {}))
        return table.get(period)
