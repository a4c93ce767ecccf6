"""Porto Alegre as a city to measure on: its streets and two feeds, imported into a folder."""

from datetime import date
from pathlib import Path

from geo.import_streets import import_streets
from geo.import_timetable import import_timetable
from geo.imports import Imported, ImportKind, Imports
from geo.travel.settings import TravelSettings
from geo.travel.times import Period
from geo.windows import WeekWindows

AS_OF = date(2019, 5, 6)
"""A Monday in the feeds, which ended in 2019."""

CITY_CRS = 32722
"""EPSG: UTM zone 22 south."""

SETTINGS = TravelSettings(
    periods=tuple(
        Period(ident, WeekWindows.parse(when))
        for ident, when in (
            ("weekday_day", "mo-fr 05:00-19:00"),
            ("weekday_evening", "mo-th 19:00-01:00"),
            ("weekday_night", "mo-fr 01:00-05:00"),
            ("weekend_day", "sa-su 05:00-19:00"),
            ("weekend_evening", "fr-su 19:00-01:00"),
            ("weekend_night", "sa-su 01:00-05:00"),
        )
    )
)


def import_all(data: Path, folder: Path) -> dict[ImportKind, Imported]:
    """Import the extract and both feeds of the test data."""
    imports = Imports(folder)
    import_streets(data / "osm" / "porto_alegre.osm.pbf", imports, AS_OF)
    feeds = [data / "gtfs" / f"{name}.zip" for name in ("poa_eptc", "poa_trensurb")]
    import_timetable(feeds, imports, as_of=AS_OF, today=AS_OF)
    return imported(folder)


def imported(folder: Path) -> dict[ImportKind, Imported]:
    """Give what was imported into a folder."""
    made = {kind: Imports(folder).in_use(kind) for kind in ImportKind}
    return {kind: found for kind, found in made.items() if found}
