"""The form of a place: what was typed becomes a hotspot; what cannot be is told by its field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shapely.geometry import Point, Polygon

from geo.city import City
from geo.district import NoDistrictError
from geo.hotspot import LASTING_KINDS, Hotspot, HotspotKind, Position, Sensitivity, ServiceKind
from geo.place_error import PlaceError
from web.lead.place_access import Editor
from web.lead.place_fields import NO_CHOICE, TOO_LONG, Fields, Typed
from web.lead.place_hours import write_hours
from web.lead.place_point import PositionError, read_position, write_position
from web.lead.place_texts import OF_A_PLACE
from web.words import N_, Words

MOST_NAME, MOST_TEXT, MOST_PHONE = 200, 1000, 40

NOT_BY_YOU = N_("Choose at least one team that you lead. Otherwise you could not open the place again.")
SETTLEMENT_IS_APART = N_("A settlement is shown to named teams alone. Choose “Only the teams below”, and which.")
NO_PHONE = N_("Write a telephone number with figures, for instance 08-123 456 00.")
SAID = {
    "no_name": N_("Write what the place is called."),
    "no_teams": N_("Choose which teams may see the place."),
    "geometry": N_("The area is empty, or its edges cross each other. Draw it again."),
}
"""Why a place cannot be so, by the code of `geo.hotspot.PlaceError`."""


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """A form that was sent: what was typed, what is wrong with it, and the place where nothing is."""

    typed: Typed
    faults: Mapping[str, str]
    place: Hotspot | None = None


def place_typed(spot: Hotspot, words: Words) -> dict[str, list[str]]:
    """Give a place as its form shows it."""
    return {
        "name": [spot.name],
        "kind": [spot.kind.value],
        "at": [write_position(spot.geometry)],
        "position": [spot.position.value],
        "district": [spot.district or ""],
        "meet": [spot.meet],
        "sensitivity": [spot.sensitivity.value],
        "teams": list(spot.teams),
        "hours": [write_hours(words, spot.hours)],
        "phone": [spot.phone],
        "service": [spot.service.value if spot.service else ""],
    }


def read_place(
    typed: Typed, old: Hotspot | None, *, ident: str, city: City, on: date, teams: Sequence[str], editor: Editor,
    words: Words,
) -> PlaceForm:  # fmt: skip
    """Read the form of a new place, or of one that is there.

    Parameters
    ----------
    old
        The place as it is; None for a new one.
    city
        With the places and districts of the store; where no district is chosen, a place gets that of its point on
        the day ``on``.
    teams
        Every team that can be named.
    """
    form = Fields(typed, words, places=[spot.name for spot in city.hotspots])
    shape = _read_shape(form, old, city)
    kind = form.choice("kind", HotspotKind, HotspotKind.SQUARE)
    if kind not in LASTING_KINDS:
        form.fault("kind", NO_CHOICE)
    sensitivity = form.choice("sensitivity", Sensitivity, Sensitivity.TEAMS)
    if kind is HotspotKind.SETTLEMENT and sensitivity is Sensitivity.TEAMS:
        form.fault("sensitivity", SETTLEMENT_IS_APART)
    moved, hours = old is None or shape is not old.geometry, form.hours("hours")
    try:
        made = replace(
            old or Hotspot(ident, "-", kind, shape),
            name=_read_name(form),
            kind=kind,
            geometry=shape,
            landmass=None if moved or old is None else old.landmass,
            district=form.one_of("district", district_names(city), "") or _district_at(city, shape, on),
            sensitivity=sensitivity,
            teams=form.some_of("teams", teams) if sensitivity is Sensitivity.NAMED_TEAMS else (),
            position=form.choice("position", Position, Position.VERIFIED),
            meet=form.prose("meet", most=MOST_TEXT, but=OF_A_PLACE),
            hours=hours if hours.windows else None,
            phone=_read_phone(form),
            service=form.choice("service", ServiceKind, ServiceKind.OTHER) if form.raw("service") else None,
        )
    except PlaceError as error:
        form.fault(error.field, SAID[error.code])
        return PlaceForm(typed, form.faults)
    if not form.faults and not editor.may_edit(made):
        form.fault("teams", NOT_BY_YOU)
    return PlaceForm(typed, form.faults, None if form.faults else made)


def district_names(city: City) -> list[str]:
    """Name every district of the city, today's and those before, sorted."""
    known = {n.district for n in city.districts.neighbourhoods} | {area.name for area in city.districts.areas}
    return sorted(known | {spot.district for spot in city.hotspots if spot.district})


def _read_name(form: Fields) -> str:
    """Read a name as it is: many places are called after somebody."""
    name = " ".join(form.raw("name").split())
    if len(name) > MOST_NAME:
        form.fault("name", TOO_LONG, most=MOST_NAME)
    return name if name.isprintable() else ""


def _read_phone(form: Fields) -> str:
    """Read the number of the place itself, as people write it."""
    text = " ".join(form.raw("phone").split())
    if text and (len(text) > MOST_PHONE or not re.fullmatch(r"[+\d][\d ()/-]{2,}", text)):
        form.fault("phone", NO_PHONE)
        return ""
    return text


def _read_shape(form: Fields, old: Hotspot | None, city: City) -> Point | Polygon:
    """Read the position; what was not touched stays as exact as it is."""
    if old is not None and form.raw("at") == write_position(old.geometry):
        return old.geometry
    try:
        return read_position(form.raw("at"), city.bounds)
    except PositionError as error:
        form.fault("at", error.said, **error.values)
        return old.geometry if old else Point(city.center)


def _district_at(city: City, shape: Point | Polygon, on: date) -> str | None:
    at = shape if isinstance(shape, Point) else shape.representative_point()
    try:
        return city.districts.at(at.x, at.y, on)
    except NoDistrictError:
        return None
