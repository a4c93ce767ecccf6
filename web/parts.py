"""The parts that pages use, built in one place from the settings."""

import json
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from web.maps.basemap import EMPTY, Basemap
from web.plans import PlanFolder
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """What is handed to the pages."""

    settings: Settings
    plans: PlanFolder
    basemap: Basemap

    @classmethod
    def of(cls, settings: Settings) -> "Parts":
        """Build the parts of one application."""
        return cls(
            settings,
            PlanFolder(settings.plans),
            Basemap(settings.home / "maps", settings.city or Path(), lambda _: json.loads(EMPTY)),
        )


def parts() -> Parts:
    """Give the parts of the current application."""
    found: Parts = current_app.config["FALTPLAN"]
    return found
