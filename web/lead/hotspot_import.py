"""Use case: hotspots and their visit needs come into the store from files, merged by id with those that are there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.city import City, read_city
from geo.faults import Fault, FileFaults, printable
from geo.hotspot import Hotspot, VisitNeed
from geo.hotspot_merge import Change, Merged, merge_hotspots
from geo.hotspots_file import HotspotFile, read_hotspot_file
from geo.imports import STREETS_FILE, BrokenImportError, ImportKind, Imports
from geo.needs_file import read_needs
from geo.travel.off_network import OffNetwork, off_network
from geo.travel.street_graph import StreetGraph
from geo.travel.times import Place
from web.lead.district_import import known_districts
from web.lead.place_weeks import weeks_with_stops
from web.store.city_rows import stored_team_ids
from web.store.place_rows import hotspot_of, hotspot_values, need_of, need_values
from web.store.store import SYSTEM, Store, Work
from web.store.tables.places import HotspotRow, NeedRow

STEPS = 3
"""Steps that an import reports: city, file, store."""


@dataclass(frozen=True, slots=True)
class MergedNeeds:
    """The needs after a merge and what became of each; ``removed`` names those that go, also with their hotspot."""

    needs: tuple[VisitNeed, ...]
    added: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HotspotsImported:
    """What an import did, or would do.

    Attributes
    ----------
    city
        The city's id.
    named
        The hotspots of the file, as they are afterwards.
    weeks
        (team, ISO week) of shown or published plans that have stops, from today on, at hotspots that go.
    """

    city: str
    named: tuple[Hotspot, ...]
    hotspots: Merged
    needs: MergedNeeds
    weeks: tuple[tuple[str, str], ...] = ()


class WouldBeLostError(Exception):
    """An import would remove needs, or hotspots that are planned for; nothing was changed."""

    def __init__(self, told: HotspotsImported) -> None:
        super().__init__(f"{len(told.needs.removed)} needs and stops in {len(told.weeks)} weeks would be lost")
        self.told = told


class TakenIdsError(Exception):
    """A file uses ids of places or needs that whoever imports may not touch; nothing was changed."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(f"not yours: {', '.join(ids)}")
        self.ids = tuple(ids)


class NotAsAgreedError(Exception):
    """The store has changed since somebody agreed to what an import would do; nothing was changed."""

    def __init__(self, told: HotspotsImported) -> None:
        super().__init__("the import would do something else than what was agreed to")
        self.told = told


def import_hotspots(
    store: Store,
    city_folder: Path,
    path: Path | None,
    *,
    needs: Path | None = None,
    may_touch: Callable[[Hotspot], bool] = lambda _: True,
    agreed: HotspotsImported | None = None,
    replace_all: bool = False,
    lose: bool = False,
    crs: str | int | None = None,
    layer: str | None = None,
    dry_run: bool = False,
    actor: str = SYSTEM,
    report: Callable[[int], None] = lambda _: None,
) -> HotspotsImported:
    """Merge hotspots, and needs where a file of them is given, into the store, in one transaction.

    Parameters
    ----------
    path
        File of hotspots; None where needs alone are imported: every hotspot stays then.
    needs
        CSV of visit needs; they may be for any hotspot that is there afterwards.
    may_touch
        Which hotspots are changed, removed or given needs at all; the others are as if they were not there.
    agreed
        What a dry run told, where somebody has agreed to that and nothing else.
    replace_all
        Remove what the files do not have: hotspots with their needs, and needs where there is a file of them.
    lose
        Do so even where needs, or stops of coming days, are lost.
    crs, layer
        As in `geo.hotspots_file.read_hotspots`.
    dry_run
        Tell what would be done, and change nothing.
    report
        Called with the number of the step that is done, out of `STEPS`.

    Raises
    ------
    geo.faults.FileFaults
        One of the files, or of the city's, has faults; nothing was changed.
    TakenIdsError
        An id of a file is that of a hotspot or need that may not be touched.
    NotAsAgreedError
        Something else would be done than what was agreed to.
    WouldBeLostError
        Needs or coming stops would be lost, and nobody has said that they may.
    web.store.faults.StaleEditError
        Somebody else changed one of the hotspots or needs meanwhile; nothing was changed.
    """
    city = read_city(city_folder)
    on = store.clock().astimezone(city.tz).date()
    report(1)
    with store.read() as session:
        teams = stored_team_ids(session) or None
    faults: list[Fault] = []
    file = None
    try:
        if path is not None:
            file = read_hotspot_file(
                path,
                bounds=city.bounds,
                crs=crs,
                layer=layer,
                metric_epsg=city.metric_crs,
                local_epsg=city.local_crs,
                teams=teams,
                landmasses=tuple(city.network.landmass),
            )
    except FileFaults as found:
        faults += found.faults
    report(2)
    merge = _Merge(city, file, needs, teams, on=on, replace_all=replace_all, faults=faults, may_touch=may_touch)
    if dry_run:
        with store.read() as session:
            told = merge.look(session)
    else:
        with store.write(actor) as work:
            told = merge.look(work.session)
            if agreed is not None and told != agreed:
                raise NotAsAgreedError(told)
            if not lose and (told.needs.removed or told.weeks):
                raise WouldBeLostError(told)
            _save(work, told, city=city, files=[each for each in (path, needs) if each])
    report(3)
    return told


def far_from_streets(imports: Imports, hotspots: Iterable[Hotspot]) -> tuple[OffNetwork, ...]:
    """Give the hotspots that lie too far from the imported streets, furthest first; none where none are imported.

    Raises
    ------
    geo.imports.BrokenImportError
        The streets that are in use cannot be read.
    """
    streets = imports.in_use(ImportKind.STREETS)
    if streets is None:
        return ()
    try:
        graph = StreetGraph.load(streets.file(STREETS_FILE))
    except (ValueError, KeyError, OSError) as error:
        raise BrokenImportError(f"{streets.folder}: {error}") from error
    return off_network(graph, [Place(h.id, h.point.x, h.point.y, h.landmass) for h in hotspots])


@dataclass(frozen=True)
class _Merge:
    """What is merged: a file that was read (None for none, or one with faults), and one of needs read against it."""

    city: City
    file: HotspotFile | None
    needs: Path | None
    teams: Sequence[str] | None
    on: date
    replace_all: bool
    faults: Sequence[Fault]
    may_touch: Callable[[Hotspot], bool]

    def look(self, session: Session) -> HotspotsImported:
        """Tell what the merge does to what the store holds."""
        every = [hotspot_of(row) for row in session.scalars(select(HotspotRow).order_by(HotspotRow.id))]
        there = [hotspot for hotspot in every if self.may_touch(hotspot)]
        hidden = {hotspot.id for hotspot in every} - {hotspot.id for hotspot in there}
        needed = [need_of(row) for row in session.scalars(select(NeedRow).order_by(NeedRow.id))]
        wanted = [need for need in needed if need.hotspot not in hidden]
        merged = None if self.faults else Merged(tuple(there), kept=tuple(hotspot.id for hotspot in there))
        if self.file is not None:
            districts = known_districts(session, self.city)
            merged = merge_hotspots(there, self.file, districts=districts, on=self.on, replace_all=self.replace_all)
        needs = self._needs(wanted, merged)
        if merged is None:
            raise FileFaults(self.faults)
        taken = (hidden & set(merged.added)) | ({n.id for n in needed if n.hotspot in hidden} & set(needs.added))
        if taken:
            raise TakenIdsError(sorted(taken))
        kept = set(merged.kept)
        named = tuple(hotspot for hotspot in merged.hotspots if hotspot.id not in kept)
        return HotspotsImported(self.city.id, named, merged, needs, weeks_with_stops(session, merged.removed, self.on))

    def _needs(self, there: Sequence[VisitNeed], merged: Merged | None) -> MergedNeeds:
        gone = set(merged.removed) if merged else set()
        staying = [need for need in there if need.hotspot not in gone]
        read: tuple[VisitNeed, ...] = ()
        if self.needs is not None:
            try:
                read = read_needs(
                    self.needs,
                    hotspots=merged.hotspots if merged else None,
                    seasons=self.city.calendar.seasons,
                    teams=self.teams,
                    kept=() if self.replace_all else staying,
                )
            except FileFaults as found:
                raise FileFaults([*self.faults, *found.faults]) from found
        named = {need.id for need in read}
        if self.needs is not None and self.replace_all:
            staying = [need for need in staying if need.id in named]
        return _merge_needs(there, staying, read)


def _merge_needs(there: Iterable[VisitNeed], staying: Iterable[VisitNeed], read: Iterable[VisitNeed]) -> MergedNeeds:
    before = {need.id: need for need in there}
    new = {need.id: need for need in read}
    after = {need.id: need for need in staying} | new
    changes = {ident: _fields(before[ident], new[ident]) for ident in sorted(new.keys() & before.keys())}
    return MergedNeeds(
        needs=tuple(after[ident] for ident in sorted(after)),
        added=tuple(sorted(new.keys() - before.keys())),
        changed=tuple(Change(ident, names) for ident, names in changes.items() if names),
        unchanged=tuple(ident for ident, names in changes.items() if not names),
        removed=tuple(sorted(before.keys() - after.keys())),
    )


def _fields(old: VisitNeed, new: VisitNeed) -> tuple[str, ...]:
    return tuple(f.name for f in fields(VisitNeed) if getattr(old, f.name) != getattr(new, f.name))


def _save(work: Work, told: HotspotsImported, *, city: City, files: Sequence[Path]) -> None:
    session = work.session
    for ident in told.needs.removed:
        session.delete(session.get_one(NeedRow, ident))
    session.flush()
    for ident in told.hotspots.removed:
        session.delete(session.get_one(HotspotRow, ident))
    _put(work, HotspotRow, {h.id: hotspot_values(h) for h in told.hotspots.hotspots}, told.hotspots)
    session.flush()
    _put(work, NeedRow, {n.id: need_values(n) for n in told.needs.needs}, told.needs)
    work.note(
        "hotspots.imported",
        "hotspots",
        city.id,
        file=printable(", ".join(file.name for file in files)[:200]),
        digest=sha256(b"".join(file.read_bytes() for file in files)).hexdigest(),
        added=len(told.hotspots.added),
        changed=[change.id for change in told.hotspots.changed],
        removed=list(told.hotspots.removed),
        needs_added=len(told.needs.added),
        needs_changed=[change.id for change in told.needs.changed],
        needs_removed=list(told.needs.removed),
    )


def _put(
    work: Work,
    table: type[HotspotRow] | type[NeedRow],
    values: Mapping[str, dict[str, object]],
    told: Merged | MergedNeeds,
) -> None:
    for ident in told.added:
        work.add(table(id=ident, **values[ident]))
    for change in told.changed:
        work.edit(table, change.id, expected=None, changes=values[change.id])
