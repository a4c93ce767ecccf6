"""What reach is reckoned on: a city with its teams and travel times, kept for as long as nothing of it changes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from geo.city import City, read_city
from geo.hotspot import Hotspot
from geo.imports import ImportKind, Imports
from geo.reach_outline import Land, drawn_land
from geo.travel.of_city import city_travel
from geo.travel.times import TravelTimes
from planner.team import Team
from planner.team_file import read_teams
from web.store.city_rows import stored_city, stored_team


@dataclass(frozen=True)
class ReachGround:
    """A city, its teams and its imports; two with the same version are the same.

    Attributes
    ----------
    version
        Hash of all that an answer may depend on.
    """

    version: str
    city: City = field(compare=False)
    teams: tuple[Team, ...] = field(compare=False)
    imports: Imports | None = field(compare=False, default=None)

    @cached_property
    def travel(self) -> TravelTimes:
        """The travel times: streets and timetable where they are imported, else the estimate."""
        return city_travel(self.city, self.imports)

    @cached_property
    def land(self) -> Land:
        """The land as maps draw it."""
        return drawn_land(self.city)

    def seen_by(self, teams: frozenset[str]) -> tuple[Hotspot, ...]:
        """Give the hotspots that any of these teams may see; nobody's eyes see none.

        The empty name stands for somebody of no team: they see what every team may see.
        """
        return tuple(spot for spot in self.city.hotspots if any(spot.may_be_seen_by(team) for team in teams))


def ground_of_folder(folder: Path, imports: Imports | None = None) -> ReachGround:
    """Give the ground of a city folder.

    Raises
    ------
    geo.faults.FileFaults
        A file has faults.
    """
    city = read_city(folder)
    return _ground(city, read_teams(city), imports)


def ground_of_store(session: Session, folder: Path, imports: Imports | None = None) -> ReachGround:
    """Give the ground of the places and teams in the store.

    Raises
    ------
    geo.faults.FileFaults
        A file of the city's folder has faults.
    geo.imports.BrokenImportError
        An import cannot be read.
    """
    city = stored_city(session, read_city(folder))
    return _ground(city, [stored_team(session, team, city.tz) for team in city.team_ids], imports)


def _ground(city: City, teams: Sequence[Team], imports: Imports | None) -> ReachGround:
    in_use = [made for kind in ImportKind if imports and (made := imports.in_use(kind))]
    spots = [
        (h.id, h.name, h.kind, h.geometry.wkb_hex, h.landmass, h.district, h.sensitivity, h.teams)
        for h in city.hotspots
    ]
    parts = (
        city.folder, city.timezone, city.bounds, city.metric_crs, city.calendar, city.travel, city.network, city.chains,
        city.districts.neighbourhoods, city.needs, spots, [made.version for made in in_use],
        [(team.id, team.name, team.bases, team.templates) for team in teams],
    )  # fmt: skip
    version = hashlib.sha256(repr(parts).encode()).hexdigest()
    return _kept(ReachGround(version, city, tuple(teams), imports))


@lru_cache(maxsize=4)
def _kept(ground: ReachGround) -> ReachGround:
    """Give the first one of that version, which has its travel times and its land already."""
    return ground
