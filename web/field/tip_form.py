"""The form in which a pair tells of what it sees, and the tip that it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from web.client_texts import is_storable
from web.store.place_rows import hotspot_of
from web.store.tables.places import HotspotRow
from web.store.tables.tips import TipSource
from web.tips.tip import Asked, TipError, TipReport, Worry

ON_MAP = "map"
"""Choice of a point on the map, where else the id of a place stands."""
PLACE = "place"
"""Choice of a suggested place, where else a worry stands."""
ASKED_THERE = (Asked.NO, Asked.YES, Asked.DECLINED)
"""What a pair that was there can say of whether it asked."""


@dataclass(frozen=True, slots=True)
class TipForm:
    """What stands in the form: texts as they were typed."""

    id: str
    place: str = ""
    lon: str = ""
    lat: str = ""
    about: str = ""
    asked: str = ""
    find: str = ""
    details: str = ""
    confirmed: bool = False


def typed_tip(form: Mapping[str, str]) -> TipForm:
    """Take what was sent, whatever it is."""
    texts = {name: form.get(name, "") for name in ("id", "place", "lon", "lat", "about", "asked", "find", "details")}
    return TipForm(**texts, confirmed=form.get("confirmed") == "1")


def sent_details(form: TipForm, suggested: str) -> str:
    """Give the details as they are kept: those of a suggested place begin with what they are."""
    details = form.details.replace("\r\n", "\n").strip()
    return f"{suggested} {details}".strip() if form.about == PLACE else details


def tip_report(
    form: TipForm, places: Mapping[str, HotspotRow], *, suggested: str, names: Iterable[str] = ()
) -> TipReport:
    """Give the tip.

    Parameters
    ----------
    places
        Those that the team may see, by id.
    suggested
        What the tip of a suggested place begins with.
    names
        Of places, which are never taken for a person's.

    Raises
    ------
    web.tips.tip.TipError
        A part is missing or wrong.
    """
    for name in ("details", "find"):
        if not is_storable(getattr(form, name)):
            raise TipError(name, "no_text")
    place = form.about == PLACE
    try:
        worry = Worry.OTHER if place else Worry(form.about)
    except ValueError as error:
        raise TipError("about", "missing") from error
    lon, lat = _point(form, places)
    return TipReport(
        form.id,
        lon,
        lat,
        worry,
        sent_details(form, suggested),
        Asked(form.asked) if form.asked in ASKED_THERE and not place else Asked.UNKNOWN,
        source=TipSource.FIELD,
        find=form.find.replace("\r\n", "\n").strip(),
        confirmed=form.confirmed,
        places=tuple(names),
    )


def _point(form: TipForm, places: Mapping[str, HotspotRow]) -> tuple[float | None, float | None]:
    if form.place == ON_MAP:
        try:
            return float(form.lon), float(form.lat)
        except ValueError as error:
            raise TipError("place", "missing") from error
    spot = places.get(form.place)
    if spot is None:
        if form.place:
            raise TipError("place", "missing")
        return None, None
    point = hotspot_of(spot).point
    return round(point.x, 6), round(point.y, 6)
