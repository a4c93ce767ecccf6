"""The parts that pages and commands use, built in one place from the settings."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from geo.reference import city_folder
from web.maps.basemap import Basemap
from web.maps.city_maps import city_ways, schematic_ground
from web.maps.ways import Ways
from web.plans import StoredPlans
from web.security.keys import Keys, keys_at
from web.settings import Settings
from web.store.store import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """What is handed to pages and commands."""

    settings: Settings
    keys: Keys
    store: Store
    plans: StoredPlans
    basemap: Basemap
    city: Path

    @classmethod
    def of(cls, settings: Settings) -> "Parts":
        """Build the parts of one installation; its database is opened, not made."""
        city = settings.city or city_folder()
        keys = keys_at(settings.keys_file)
        store = Store(settings.database, audit_key=keys.audit_key)
        ground = schematic_ground(settings.home / "maps", city)
        return cls(settings, keys, store, StoredPlans(store), ground, city)

    def ways(self) -> Ways | None:
        """Give the ways between the city's places; None where they are not known."""
        return city_ways(self.city)


def parts() -> Parts:
    """Give the parts of the current application."""
    found: Parts = current_app.config["FALTPLAN"]
    return found
