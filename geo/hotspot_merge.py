"""Merging a file of hotspots into those that are there: added, changed, unchanged, removed, by id."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import shapely

from geo.district import Districts, NoDistrictError
from geo.hotspot import Hotspot
from geo.hotspots_file import HotspotFile

SAME_PLACE_DEG = 1e-7
"""Coordinates that differ by less (about 1 cm) are the same: they were projected there and back."""

FIELDS = (
    "name", "kind", "landmass", "district", "sensitivity", "teams", "position", "meet", "source", "hours", "phone",
    "service",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A hotspot or need that is there already, and the fields that become others, as files call them."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The hotspots after a merge, in the order of their ids, and what became of each.

    Attributes
    ----------
    unchanged
        Ids that the file has as they are.
    kept
        Ids that the file has not and that stay.
    located
        Ids whose district was found from their place.
    """

    hotspots: tuple[Hotspot, ...]
    added: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    located: tuple[str, ...] = ()


def merge_hotspots(
    there: Iterable[Hotspot], file: HotspotFile, *, districts: Districts, on: date, replace_all: bool = False
) -> Merged:
    """Merge a file into the hotspots that are there.

    Parameters
    ----------
    districts, on
        Where a hotspot that is new or has moved has no district in the file, it gets that of its point on the day.
    replace_all
        Remove what the file has not.

    Notes
    -----
    A column that the file lacks leaves what is there; an empty cell of ``meet``, ``source``, ``hours``, ``phone`` or
    ``service`` empties it. Who may see a
    hotspot is never widened by leaving something out: without a ``sensitivity`` of its own, a hotspot keeps the one
    that it has, with its teams. Of a hotspot that has moved, landmass and district are found anew unless the file says
    them.
    """
    before = {hotspot.id: hotspot for hotspot in there}
    after, located = dict(before), []
    for hotspot in file.hotspots:
        old = before.get(hotspot.id)
        made = hotspot if old is None else _joined(old, hotspot, file)
        if made.district is None and (old is None or made.geometry is not old.geometry):
            made = _located(made, districts, on)
            located += [made.id] if made.district else []
        after[made.id] = made
    named = {hotspot.id for hotspot in file.hotspots}
    changes = {ident: _changes(before[ident], after[ident]) for ident in sorted(named & before.keys())}
    rest = tuple(sorted(before.keys() - named))
    return Merged(
        hotspots=tuple(after[ident] for ident in sorted(after) if not replace_all or ident in named),
        added=tuple(sorted(named - before.keys())),
        changed=tuple(Change(ident, fields) for ident, fields in changes.items() if fields),
        unchanged=tuple(ident for ident, fields in changes.items() if not fields),
        removed=rest if replace_all else (),
        kept=() if replace_all else rest,
        located=tuple(sorted(located)),
    )


def _joined(old: Hotspot, new: Hotspot, file: HotspotFile) -> Hotspot:
    """Give a hotspot as the file says it, with what the file does not say as it was."""
    given = file.given[new.id]
    moved = not _same_place(old, new)
    says = "sensitivity" in given
    return replace(
        new,
        geometry=new.geometry if moved else old.geometry,
        landmass=new.landmass if moved or "landmass" in given else old.landmass,
        district=new.district if moved or "district" in given else old.district,
        sensitivity=new.sensitivity if says else old.sensitivity,
        teams=new.teams if says else old.teams,
        position=new.position if "position" in given else old.position,
        meet=new.meet if "meet" in file.columns else old.meet,
        source=new.source if "source" in file.columns else old.source,
        hours=new.hours if "hours" in file.columns else old.hours,
        phone=new.phone if "phone" in file.columns else old.phone,
        service=new.service if "service" in file.columns else old.service,
    )


def _located(hotspot: Hotspot, districts: Districts, on: date) -> Hotspot:
    try:
        return replace(hotspot, district=districts.at(hotspot.point.x, hotspot.point.y, on))
    except NoDistrictError:
        return hotspot


def _same_place(one: Hotspot, other: Hotspot) -> bool:
    """Tell whether two geometries are the same, wherever a ring begins and whichever way it turns."""
    return bool(shapely.equals_exact(one.geometry, other.geometry, SAME_PLACE_DEG, normalize=True))


def _changes(old: Hotspot, new: Hotspot) -> tuple[str, ...]:
    fields = [name for name in FIELDS if getattr(old, name) != getattr(new, name)]
    return tuple(fields if new.geometry is old.geometry else ["geometry", *fields])
