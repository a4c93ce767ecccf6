"""The parts that pages and commands use, built in one place from the settings."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app

from geo.city_settings import CitySettings, read_city_settings
from geo.faults import FaultList, FileFaults
from geo.reference import city_folder
from web.jobs.jobs import Jobs
from web.plans import StoredPlans
from web.security.keys import Keys, keys_at
from web.settings import Settings
from web.store.store import Store

if TYPE_CHECKING:
    from web.field.drawn_route import DrawnRoutes
    from web.lead.drawn import DrawnWeeks
    from web.lead.setup_travel import KeptTables
    from web.maps.basemap import Basemap
    from web.maps.ways import Ways


@dataclass(frozen=True)
class Parts:
    """What is handed to pages and commands; what draws is loaded where it is asked for."""

    settings: Settings
    keys: Keys
    store: Store
    plans: StoredPlans
    jobs: Jobs
    city: Path

    @classmethod
    def of(cls, settings: Settings) -> "Parts":
        """Build the parts of one installation; its database is opened, not made."""
        keys = keys_at(settings.keys_file)
        store = Store(settings.database, audit_key=keys.audit_key)
        return cls(settings, keys, store, StoredPlans(store), Jobs(store), settings.city or city_folder())

    @cached_property
    def drawn(self) -> "DrawnWeeks":
        """The weeks that were drawn lately."""
        from web.lead.drawn import DrawnWeeks

        return DrawnWeeks()

    @cached_property
    def drawn_routes(self) -> "DrawnRoutes":
        """The routes of pairs that were drawn lately."""
        from web.field.drawn_route import DrawnRoutes

        return DrawnRoutes()

    @cached_property
    def basemap(self) -> "Basemap":
        """The schematic base map of the city."""
        from web.maps.city_maps import schematic_ground

        return schematic_ground(self.settings.home / "maps", self.city)

    @cached_property
    def public_basemap(self) -> "Basemap":
        """The base map that anybody may see, of which nothing is drawn from the teams' places."""
        from web.maps.city_maps import public_ground

        return public_ground(self.settings.home / "maps", self.city)

    @cached_property
    def travel_tables(self) -> "KeptTables":
        """The travel times that pages have asked for lately."""
        from web.lead.setup_travel import KeptTables

        return KeptTables()

    def city_settings(self) -> CitySettings:
        """Give what the city's own file says."""
        return _city_settings(self.city / "city.toml")

    def ways(self) -> "Ways | None":
        """Give the ways between the city's places; None where they are not known."""
        from web.maps.city_maps import city_ways

        settings = self.settings
        return city_ways(self.city, settings.home / "imports", walk=settings.engine_walk, car=settings.engine_car)


@lru_cache(maxsize=4)
def _city_settings(file: Path) -> CitySettings:
    faults = FaultList(file.name)
    settings = read_city_settings(file, faults)
    if faults:
        raise FileFaults(faults.faults)
    return settings


def parts() -> Parts:
    """Give the parts of the current application."""
    found: Parts = current_app.config["FALTPLAN"]
    return found
