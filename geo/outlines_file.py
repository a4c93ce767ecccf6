"""Reading real outlines of districts, or of the neighbourhoods that make them up, with every fault at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from shapely.geometry import MultiPolygon, Polygon

from geo.crs import SWEREF99_TM
from geo.district import DistrictArea, Districts, Validity
from geo.district_file import note_overlaps, read_validity
from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.feature_file import Wanted, read_features
from geo.nearest import nearest_hint
from geo.outline_overlaps import note_outlines_over_each_other
from geo.place_names import KnownNames, fold_name
from geo.point_check import Bounds

EXTENSIONS = (".geojson", ".json", ".gpkg")
USUAL_NAME_FIELDS = (
    "name", "namn", "stadsdel", "stadsdelsnamn", "neighbourhood", "neighborhood", "stadsdelsomrade", "stadsdelsnamnd",
    "district", "sdo namn", "sdn namn", "omradesnamn", "omrade", "area",
)  # fmt: skip
"""Columns that usually hold names, small letters without accents, the likeliest first."""


class OutlineKind(StrEnum):
    """What the outlines of a file are: whole districts, or neighbourhoods that are joined to them by name."""

    DISTRICTS = "districts"
    NEIGHBOURHOODS = "neighbourhoods"


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name that the city does not know, with its row and the known name that looks most like it ("" for none)."""

    row: int
    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class Outlines:
    """What a file of outlines held.

    Attributes
    ----------
    name_field
        The column that the names were read from.
    count
        Outlines in the file; ``areas`` may be more, one for each time in which a neighbourhood had a district.
    respelled
        (as the file writes it, as the city does) where they differ by more than small and capital letters.
    unknown
        Neighbourhoods that no district is known for, which are left out; or districts that are new to the city.
    ended
        Names that are not valid on any date that was asked for, and left out.
    lacking
        Known names of the day that the file has not.
    """

    kind: OutlineKind
    name_field: str
    count: int
    areas: tuple[DistrictArea, ...]
    respelled: tuple[tuple[str, str], ...] = ()
    unknown: tuple[UnknownName, ...] = ()
    ended: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def left_out(self) -> int:
        """How many outlines of the file did not come in."""
        return len(self.ended) + (len(self.unknown) if self.kind is OutlineKind.NEIGHBOURHOODS else 0)


@dataclass(frozen=True, slots=True)
class _Named:
    """One outline that was read: its name in the file and as the city writes it ("" for unknown)."""

    entry: Entry
    written: str
    known: str
    area: MultiPolygon
    valid: Validity
    dated: bool
    source: str

    @property
    def name(self) -> str:
        return self.known or self.written


def read_outlines(
    path: Path,
    *,
    known: Districts,
    bounds: Bounds | None,
    on: date,
    kind: OutlineKind | None = None,
    name_field: str | None = None,
    valid_from: date | None = None,
    crs: str | int | None = None,
    layer: str | None = None,
    metric_epsg: int = SWEREF99_TM,
    local_epsg: int | None = None,
) -> Outlines:
    """Read outlines from GeoJSON or GeoPackage; columns may be any, and ``valid_from`` and ``valid_to`` are dates.

    Parameters
    ----------
    known
        The city's neighbourhoods and their districts. An outline of a neighbourhood gets each district that the
        neighbourhood belonged to, for that time; an outline of a known district without dates holds for as long as
        that district has had the neighbourhoods of ``on``.
    bounds
        West, south, east, north in EPSG:4326, in which every outline lies as a whole; None for anywhere.
    on
        The day whose names are looked for when telling what the file lacks.
    kind
        What the outlines are; None: what more of the names are names of.
    name_field
        The column with the names; None: the likeliest of ``USUAL_NAME_FIELDS``, in letters of any size.
    valid_from
        Nothing is given for earlier dates.
    crs, layer, metric_epsg, local_epsg
        As in `geo.feature_file.read_features`.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the file; nothing is read in part.
    """
    faults = FaultList(path.name)
    wanted = Wanted((), (), geometries=("Polygon", "MultiPolygon"), bounds=bounds, others=True, extensions=EXTENSIONS)
    features = read_features(path, faults, wanted, crs=crs, layer=layer, metric_epsg=metric_epsg, local_epsg=local_epsg)
    field = _name_field([entry for entry, _ in features], name_field, faults)
    names = {
        OutlineKind.NEIGHBOURHOODS: KnownNames(n.name for n in known.neighbourhoods),
        OutlineKind.DISTRICTS: KnownNames(n.district for n in known.neighbourhoods),
    }
    written = [entry.text(field, most=120) if field else "" for entry, _ in features]
    chosen = kind or _likelier_kind([name for name in written if name], names)
    read = []
    for (entry, shape), name in zip(features, written, strict=True):
        valid, dated = read_validity(entry), entry.has("valid_from") or entry.has("valid_to")
        source = entry.text("source", default="", most=1000)
        if entry.ok and field and isinstance(shape, Polygon | MultiPolygon):
            area = shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
            read.append(_Named(entry, name, names[chosen].find(name), area, valid, dated, source))
    unknown = _unknown(read, names[chosen], chosen, field, faults)
    _note_clashes(read, field, metric_epsg)
    faults.raise_any()
    areas, ended = _dated_areas(read, chosen, known, on=on, valid_from=valid_from)
    respelled = tuple((r.written, r.known) for r in read if r.known and r.written.casefold() != r.known.casefold())
    return Outlines(
        kind=chosen,
        name_field=field,
        count=len(read),
        areas=areas,
        respelled=respelled,
        unknown=unknown,
        ended=ended,
        lacking=_lacking(read, chosen, known, on),
    )


def _name_field(entries: Sequence[Entry], asked: str | None, faults: FaultList) -> str:
    """Choose the column of names; "" with a fault noted where it is not clear, or where there are no entries."""
    columns = list(dict.fromkeys(name for entry in entries for name in entry.values))
    if not entries:
        return ""
    if asked is not None:
        if asked not in columns:
            faults.add(FaultCode.MISSING_COLUMN, row=None, field=asked[:80], **nearest_hint(asked, columns))
        return asked if asked in columns else ""
    by_fold = {fold_name(column): column for column in reversed(columns)}
    found = next((by_fold[usual] for usual in USUAL_NAME_FIELDS if usual in by_fold), "")
    if not found:
        faults.add(FaultCode.NO_NAME_COLUMN, columns=", ".join(columns)[:200] or "–")
    return found


def _likelier_kind(written: Sequence[str], names: dict[OutlineKind, KnownNames]) -> OutlineKind:
    hits = {kind: sum(bool(known.find(name)) for name in written) for kind, known in names.items()}
    more = hits[OutlineKind.NEIGHBOURHOODS] > hits[OutlineKind.DISTRICTS]
    return OutlineKind.NEIGHBOURHOODS if more else OutlineKind.DISTRICTS


def _unknown(
    read: Sequence[_Named], names: KnownNames, kind: OutlineKind, field: str, faults: FaultList
) -> tuple[UnknownName, ...]:
    """Give the names that are not known; where most neighbourhoods are not, the file is not what it is taken for."""
    found = [UnknownName(r.entry.row or 0, r.written, names.nearest(r.written)) for r in read if not r.known]
    if kind is OutlineKind.NEIGHBOURHOODS and len(found) * 2 > len(read):
        for one in found:
            hint = {"nearest": one.nearest} if one.nearest else {}
            faults.add(
                FaultCode.UNKNOWN_REFERENCE, row=one.row, field=field, what="neighbourhood", value=one.name[:80], **hint
            )
    return tuple(found)


def _note_clashes(read: Sequence[_Named], field: str, metric_epsg: int) -> None:
    """Note names that are valid twice at a time, and outlines of one time that lie over each other."""
    entries = [r.entry for r in read]
    note_overlaps(entries, [(r.name, r.valid) for r in read], field)
    note_outlines_over_each_other(
        entries, [(r.name, r.valid) for r in read], [r.area for r in read], metric_epsg=metric_epsg
    )


def _dated_areas(
    read: Sequence[_Named], kind: OutlineKind, known: Districts, *, on: date, valid_from: date | None
) -> tuple[tuple[DistrictArea, ...], tuple[str, ...]]:
    """Give every outline with its district and dates, and the names that hold on none of them."""
    areas, ended = [], []
    asked = Validity(first=valid_from)
    for one in read:
        if kind is OutlineKind.NEIGHBOURHOODS:
            times = [(n.district, one.valid.shared(n.valid)) for n in known.neighbourhoods if n.name == one.known]
        elif one.dated or valid_from:
            times = [(one.name, one.valid)]
        else:
            times = [(one.name, _same_parts(known, one.name, on))]
        spans = [(district, asked.shared(valid)) for district, valid in times if valid]
        part = one.known if kind is OutlineKind.NEIGHBOURHOODS else ""
        held = [DistrictArea(district, one.area, valid, part, one.source) for district, valid in spans if valid]
        areas += held
        if not held and (one.known or kind is OutlineKind.DISTRICTS):
            ended.append(one.name)
    return tuple(areas), tuple(ended)


def _same_parts(known: Districts, district: str, on: date) -> Validity:
    """Give the time around a day (or the last time) in which a district had the same neighbourhoods."""
    spans = [n.valid for n in known.neighbourhoods if n.district == district]
    days = sorted({day for span in spans for day in (span.first, span.end) if day})
    if spans and not any(span.holds(on) for span in spans):
        ends = [span.end for span in spans if span.end and span.end <= on]
        firsts = [span.first for span in spans if span.first]
        on = max(ends) - timedelta(days=1) if ends else min(firsts)
    return Validity(
        max((day for day in days if day <= on), default=None), min((d for d in days if d > on), default=None)
    )


def _lacking(read: Sequence[_Named], kind: OutlineKind, known: Districts, on: date) -> tuple[str, ...]:
    there = [n for n in known.neighbourhoods if n.valid.holds(on)]
    names = {n.name if kind is OutlineKind.NEIGHBOURHOODS else n.district for n in there}
    return tuple(sorted(names - {one.name for one in read}))
