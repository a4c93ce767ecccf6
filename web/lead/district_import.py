"""Use case: real outlines of districts come into the store, and hotspots get the district that they lie in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.city import City, read_city
from geo.district import Districts, NoDistrictError
from geo.faults import printable
from geo.hotspot import Hotspot
from geo.outlines_file import OutlineKind, Outlines, read_outlines
from web.store.district_rows import areas_after, save_areas, stored_districts
from web.store.faults import StaleEditError
from web.store.place_rows import hotspot_of
from web.store.store import SYSTEM, Store, Work
from web.store.tables.places import HotspotRow

STEPS = 3
"""Steps that an import reports: city, file, store."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A hotspot that gets another district; ``before`` is "" where none was known."""

    id: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class DistrictsImported:
    """What an import did, or would do.

    Attributes
    ----------
    outlines
        What the file held.
    moved
        Hotspots that get another district than they had, or than their nearest neighbourhood has.
    outside
        Hotspots that lie in no outline of the day, with the district that they keep ("" for none).
    hotspots
        How many there are.
    earlier
        Outlines that stay for the days before.
    """

    outlines: Outlines
    moved: tuple[Moved, ...]
    outside: tuple[tuple[str, str], ...]
    hotspots: int
    earlier: int


def import_districts(
    store: Store,
    city_folder: Path,
    path: Path,
    *,
    kind: OutlineKind | None = None,
    name_field: str | None = None,
    valid_from: date | None = None,
    source: str = "",
    crs: str | int | None = None,
    layer: str | None = None,
    dry_run: bool = False,
    actor: str = SYSTEM,
    report: Callable[[int], None] = lambda _: None,
) -> DistrictsImported:
    """Put the outlines of a file in the place of those in the store, in one transaction.

    Parameters
    ----------
    kind, name_field, valid_from, crs, layer
        As in `geo.outlines_file.read_outlines`; with ``valid_from``, what is there stays for the days before.
    source
        Where the outlines come from, kept with each that does not say so itself; else the name of the file.
    dry_run
        Tell what would be done, and change nothing.
    report
        Called with the number of the step that is done, out of `STEPS`.

    Raises
    ------
    geo.faults.FileFaults
        The file, or one of the city's, has faults; nothing was changed.
    web.store.faults.StaleEditError
        Somebody else loaded other neighbourhoods meanwhile; nothing was changed.
    """
    city = read_city(city_folder)
    on = store.clock().astimezone(city.tz).date()
    with store.read() as session:
        known = known_districts(session, city)
    report(1)
    outlines = read_outlines(
        path,
        known=known,
        bounds=city.bounds,
        on=on,
        kind=kind,
        name_field=name_field,
        valid_from=valid_from,
        crs=crs,
        layer=layer,
        metric_epsg=city.metric_crs,
        local_epsg=city.local_crs,
    )
    named = (replace(area, source=area.source or source or printable(path.name[:200])) for area in outlines.areas)
    outlines = replace(outlines, areas=tuple(named))
    report(2)
    if dry_run:
        with store.read() as session:
            told, _ = _look(session, city, known, outlines, on=on, valid_from=valid_from)
    else:
        with store.write(actor) as work:
            told = _save(work, city, known, outlines, path=path, on=on, valid_from=valid_from)
    report(3)
    return told


def known_districts(session: Session, city: City) -> Districts:
    """Give the districts of the store; those of the city's folder where nothing was loaded yet."""
    stored = replace(stored_districts(session), metric_epsg=city.metric_crs)
    return stored if stored.neighbourhoods else replace(stored, neighbourhoods=city.districts.neighbourhoods)


def _look(
    session: Session, city: City, known: Districts, outlines: Outlines, *, on: date, valid_from: date | None
) -> tuple[DistrictsImported, dict[str, str]]:
    """Tell what an import does, and which hotspots (by id) are to be given which district."""
    if known_districts(session, city).neighbourhoods != known.neighbourhoods:
        raise StaleEditError("neighbourhood", "", expected=0, found=0, changed_at=None, changed_by="")
    after = replace(known, areas=areas_after(known.areas, outlines.areas, valid_from=valid_from))
    hotspots = [hotspot_of(row) for row in session.scalars(select(HotspotRow).order_by(HotspotRow.id))]
    moved, outside, given = [], [], {}
    for hotspot in hotspots:
        before = hotspot.district or _district(known, hotspot, on)
        outline = after.outline_at(hotspot.point.x, hotspot.point.y, on)
        if outline is None:
            outside.append((hotspot.id, before))
            continue
        if outline.name != before:
            moved.append(Moved(hotspot.id, before, outline.name))
        if outline.name != hotspot.district:
            given[hotspot.id] = outline.name
    earlier = len(after.areas) - len(outlines.areas)
    return DistrictsImported(outlines, tuple(moved), tuple(outside), len(hotspots), earlier), given


def _save(
    work: Work,
    city: City,
    known: Districts,
    outlines: Outlines,
    *,
    path: Path,
    on: date,
    valid_from: date | None,
) -> DistrictsImported:
    told, given = _look(work.session, city, known, outlines, on=on, valid_from=valid_from)
    save_areas(work, outlines.areas, valid_from=valid_from)
    for ident, district in given.items():
        work.edit(HotspotRow, ident, expected=None, changes={"district": district})
    work.note(
        "districts.imported",
        "districts",
        city.id,
        file=printable(path.name[:200]),
        digest=sha256(path.read_bytes()).hexdigest(),
        outlines=len(outlines.areas),
        left_out=outlines.left_out,
        moved=[moved.id for moved in told.moved],
        valid_from=valid_from.isoformat() if valid_from else "",
    )
    return told


def _district(districts: Districts, hotspot: Hotspot, on: date) -> str:
    try:
        return districts.at(hotspot.point.x, hotspot.point.y, on)
    except NoDistrictError:
        return ""
