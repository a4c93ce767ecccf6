"""Where a map finds the streets of a city's import, and whom it must name for them."""

from dataclasses import dataclass

from markupsafe import Markup, escape

from web.words import Words

LIBRARY = "vendor/protomaps-leaflet/protomaps-leaflet.js"
"""What draws vector tiles, under ``static``; a page asks for it when its routes are drawn."""

_COPYRIGHT = Markup('<a href="https://www.openstreetmap.org/copyright" rel="noreferrer">{}</a>')
OPENSTREETMAP = "© OpenStreetMap"
"""Whom every map names, since the coordinates of places come from there."""


@dataclass(frozen=True, slots=True)
class StreetGround:
    """The streets, waters, parks and buildings that a map draws over its schematic ground.

    Attributes
    ----------
    painter
        Address of `LIBRARY`, which reads and paints the tiles.
    ground, buildings
        Addresses of the files of tiles (see ``geo.basemap``); ``buildings`` is empty where the import has none.
    attribution
        Who is named on every map that shows them, as ``"© OpenStreetMap contributors (ODbL)"``.
    """

    painter: str
    ground: str
    buildings: str
    attribution: str


def said_of_ground(words: Words, streets: StreetGround | None) -> str:
    """Say how true the map's ground is, as markup."""
    if streets:
        return str(escape(words.text("Imported streets, otherwise a schematic map")))
    return str(escape(words.text("Schematic map · shores approximate")))


def attribution(streets: StreetGround | None) -> str:
    """Name whom the map's places and streets come from, as markup.

    Examples
    --------
    >>> print(attribution(None))
    <a href="https://www.openstreetmap.org/copyright" rel="noreferrer">© OpenStreetMap</a>
    """
    said = streets.attribution if streets else ""
    if said and "OpenStreetMap" not in said:
        return escape(said) + " · " + _COPYRIGHT.format(OPENSTREETMAP)
    return _COPYRIGHT.format(said or OPENSTREETMAP)
