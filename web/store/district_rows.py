"""Dated districts in the store: neighbourhoods by points, from the city's folder, and outlines that were imported."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import shapely
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from geo.district import DistrictArea, Districts, Neighbourhood, Validity
from web.store.store import Work
from web.store.tables.places import DistrictAreaRow, NeighbourhoodRow


def stored_districts(session: Session) -> Districts:
    """Read the dated districts: outlines where there are any, and the points of their neighbourhoods."""
    points = session.scalars(select(NeighbourhoodRow).order_by(NeighbourhoodRow.id))
    outlines = session.scalars(select(DistrictAreaRow).order_by(DistrictAreaRow.id))
    return Districts(tuple(_neighbourhood(row) for row in points), tuple(_area(row) for row in outlines))


def save_neighbourhoods(work: Work, neighbourhoods: Iterable[Neighbourhood]) -> None:
    """Put neighbourhoods in the place of those that are there.

    Outlines stay, but those of neighbourhoods get the districts and dates that their neighbourhoods have now.
    """
    before, after = stored_districts(work.session), tuple(neighbourhoods)
    if before.neighbourhoods == after:
        return
    work.session.execute(delete(NeighbourhoodRow))
    work.session.add_all(NeighbourhoodRow(**_neighbourhood_values(n)) for n in after)
    if before.areas:
        save_areas(work, regrouped(before.areas, after), valid_from=None)


def save_areas(work: Work, areas: Iterable[DistrictArea], *, valid_from: date | None) -> None:
    """Put outlines in the place of those that are there; what is the same is left alone.

    Parameters
    ----------
    valid_from
        What is there already stays for the days before; None: it goes altogether.
    """
    wanted = list(areas_after(stored_districts(work.session).areas, areas, valid_from=valid_from))
    left = [_key(area) for area in wanted]
    for row in work.session.scalars(select(DistrictAreaRow).order_by(DistrictAreaRow.id)):
        key = _key(_area(row))
        if key in left:
            left[left.index(key)] = None
        else:
            work.session.delete(row)
    work.session.flush()
    work.session.add_all(
        DistrictAreaRow(**_area_values(area)) for area, key in zip(wanted, left, strict=True) if key is not None
    )
    work.session.flush()


def areas_after(
    there: Iterable[DistrictArea], new: Iterable[DistrictArea], *, valid_from: date | None
) -> tuple[DistrictArea, ...]:
    """Give the outlines after an import: the earlier ones for the days before ``valid_from``, and the new ones."""
    before = Validity(end=valid_from)
    spans = [(area, area.valid.shared(before)) for area in there] if valid_from else []
    return (*(replace(area, valid=span) for area, span in spans if span), *new)


def regrouped(areas: Iterable[DistrictArea], neighbourhoods: Iterable[Neighbourhood]) -> tuple[DistrictArea, ...]:
    """Give outlines of neighbourhoods the districts of these ones; those that are not among them stay as they are."""
    by_part: dict[tuple[str, bytes], list[DistrictArea]] = {}
    by_name: dict[str, list[Neighbourhood]] = {}
    for area in areas:
        by_part.setdefault((area.part, area.area.wkb), []).append(area)
    for one in neighbourhoods:
        by_name.setdefault(one.name, []).append(one)
    found = []
    for (part, _), same in by_part.items():
        firsts, ends = [area.valid.first for area in same], [area.valid.end for area in same]
        whole = Validity(
            None if None in firsts else min(day for day in firsts if day),
            None if None in ends else max(day for day in ends if day),
        )
        spans = [(one.district, one.valid.shared(whole)) for one in by_name.get(part, [])]
        joined = [replace(same[0], name=district, valid=span) for district, span in spans if span]
        found += joined if part and joined else same
    return tuple(found)


def _key(area: DistrictArea) -> Any:  # noqa: ANN401 - anything that is equal for equal outlines
    return area.name, area.part, area.area.wkb, area.valid, area.source


def _neighbourhood_values(n: Neighbourhood) -> dict[str, object]:
    return {
        "name": n.name,
        "district": n.district,
        "lon": n.lon,
        "lat": n.lat,
        "landmass": n.landmass,
        "land_km2": n.land_km2,
        "first": n.valid.first,
        "end": n.valid.end,
        "source": n.source,
    }


def _neighbourhood(row: NeighbourhoodRow) -> Neighbourhood:
    return Neighbourhood(
        row.name, row.district, row.lon, row.lat, row.landmass, row.land_km2, Validity(row.first, row.end), row.source
    )


def _area_values(area: DistrictArea) -> dict[str, object]:
    return {
        "district": area.name,
        "part": area.part,
        "outline": area.area,
        "first": area.valid.first,
        "end": area.valid.end,
        "source": area.source,
    }


def _area(row: DistrictAreaRow) -> DistrictArea:
    outline: Any = shapely.set_srid(row.outline, 0)
    return DistrictArea(row.district, outline, Validity(row.first, row.end), row.part, row.source)
