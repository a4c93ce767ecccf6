"""What changed of a place or a need, as codes and figures for the audit: never a text that somebody wrote."""

from collections.abc import Mapping
from dataclasses import fields

from pyproj import Geod

from geo.hotspot import Hotspot, HotspotKind, VisitNeed

FREE = frozenset({"name", "meet", "source", "phone", "note"})
"""Fields whose text is not repeated: that they changed is all that is told."""

Changes = Mapping[str, object]
"""By field: ``[before, after]`` in codes and figures, or None where only that it changed is told."""

_EARTH = Geod(ellps="WGS84")


def place_changes(old: Hotspot, new: Hotspot) -> Changes:
    """Tell what changed of a place; how far it moved is told in metres, and nothing of where a settlement lies."""
    found = _changes(old, new)
    if "geometry" in found:
        del found["geometry"]
        settlement = HotspotKind.SETTLEMENT in (old.kind, new.kind)
        found["at"] = None if settlement else [0, _metres(old, new)]
    return found


def need_changes(old: VisitNeed, new: VisitNeed) -> Changes:
    """Tell what changed of a need."""
    return _changes(old, new)


def _changes(old: Hotspot | VisitNeed, new: Hotspot | VisitNeed) -> dict[str, object]:
    return {
        f.name: None if f.name in FREE or f.name == "geometry" else [_plain(before), _plain(after)]
        for f in fields(old)
        if (before := getattr(old, f.name)) != (after := getattr(new, f.name))
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple | frozenset):
        return sorted(map(str, value))
    return value if value is None or isinstance(value, int | float) else str(value)


def _metres(old: Hotspot, new: Hotspot) -> int:
    metres: float = _EARTH.inv(old.point.x, old.point.y, new.point.x, new.point.y)[2]
    return round(metres)
