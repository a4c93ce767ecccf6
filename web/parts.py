"""The parts that pages and commands use, built in one place from the settings."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from geo.reference import city_folder
from web.maps.basemap import Basemap
from web.maps.city_maps import city_ways, schematic_ground
from web.maps.ways import Ways
from web.plans import PlanFolder
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """What is handed to pages and commands."""

    settings: Settings
    plans: PlanFolder
    basemap: Basemap
    city: Path

    @classmethod
    def of(cls, settings: Settings) -> "Parts":
        """Build the parts of one installation."""
        city = settings.city or city_folder()
        return cls(settings, PlanFolder(settings.plans), schematic_ground(settings.home / "maps", city), city)

    def ways(self) -> Ways | None:
        """Give the ways between the city's places; None where they are not known."""
        return city_ways(self.city)


def parts() -> Parts:
    """Give the parts of the current application."""
    found: Parts = current_app.config["FALTPLAN"]
    return found
