"""Use case: what a file of places or needs would do to what somebody may edit, told first and done when they agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from geo.hotspot import Hotspot, HotspotKind, Sensitivity, VisitNeed
from web.lead.hotspot_import import HotspotsImported, NotAsAgreedError, import_hotspots
from web.lead.place_access import Editor
from web.lead.place_texts import OF_A_PLACE, text_faults
from web.store.store import Store
from web.words import N_, Words

OUT_OF_REACH = N_("Place %(id)s: you could not open it afterwards. Name a team that you lead, or let all teams see it.")
SETTLEMENT = N_("Place %(id)s is a settlement: write “named_teams” in the column sensitivity, and which teams.")
PERSONAL = N_("%(what)s %(id)s, %(field)s: %(said)s")


class RefusedError(Exception):
    """A file holds what may not be kept, or not by whoever reads it in; ``said`` says each, in the reader's words."""

    def __init__(self, said: list[str]) -> None:
        super().__init__("; ".join(said))
        self.said = said


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read in: files of places and of needs, and whether what they lack is removed."""

    places: Path | None
    needs: Path | None
    replace_all: bool


def preview_import(store: Store, city: Path, wanted: Wanted, *, editor: Editor, words: Words) -> HotspotsImported:
    """Tell what an import would do, and change nothing.

    Raises
    ------
    geo.faults.FileFaults
        A file has faults.
    RefusedError
        It holds personal data, or places that the editor could not edit afterwards.
    web.lead.hotspot_import.TakenIdsError
        It uses an id that is not the editor's to use.
    """
    told = import_hotspots(
        store,
        city,
        wanted.places,
        needs=wanted.needs,
        replace_all=wanted.replace_all,
        may_touch=editor.may_edit,
        dry_run=True,
    )
    said = [*_places_refused(told, editor, words), *_needs_refused(told, words)]
    if said:
        raise RefusedError(said)
    return told


def do_import(
    store: Store, city: Path, wanted: Wanted, *, agreed: str, editor: Editor, words: Words
) -> HotspotsImported:
    """Do what somebody has agreed to, all of it or nothing; ``agreed`` is the `fingerprint` of what they were told.

    Raises
    ------
    web.lead.hotspot_import.NotAsAgreedError
        Something else would be done now.
    geo.faults.FileFaults, RefusedError, web.lead.hotspot_import.TakenIdsError
        As in `preview_import`.
    """
    told = preview_import(store, city, wanted, editor=editor, words=words)
    if fingerprint(told) != agreed:
        raise NotAsAgreedError(told)
    return import_hotspots(
        store,
        city,
        wanted.places,
        needs=wanted.needs,
        replace_all=wanted.replace_all,
        may_touch=editor.may_edit,
        agreed=told,
        lose=True,
        actor=editor.actor,
    )


def fingerprint(told: HotspotsImported) -> str:
    """Give the SHA-256 of what an import would do."""
    return sha256(repr(told).encode()).hexdigest()


def _places_refused(told: HotspotsImported, editor: Editor, words: Words) -> Iterator[str]:
    names = [spot.name for spot in told.hotspots.hotspots]
    new = {*told.hotspots.added, *(change.id for change in told.hotspots.changed)}
    for spot in told.hotspots.hotspots:
        if spot.id not in new:
            continue
        if spot.kind is HotspotKind.SETTLEMENT and spot.sensitivity is Sensitivity.TEAMS:
            yield words.text(SETTLEMENT, id=spot.id)
        elif not editor.may_edit(spot):
            yield words.text(OUT_OF_REACH, id=spot.id)
        yield from _texts_refused(spot, names, words)


def _texts_refused(spot: Hotspot, names: list[str], words: Words) -> Iterator[str]:
    for said in text_faults(words, spot.meet, places=names, but=OF_A_PLACE):
        yield words.text(PERSONAL, what=words.text("Place"), id=spot.id, field="meet", said=said)


def _needs_refused(told: HotspotsImported, words: Words) -> Iterator[str]:
    names = [spot.name for spot in told.hotspots.hotspots]
    new = {*told.needs.added, *(change.id for change in told.needs.changed)}
    wanted: list[VisitNeed] = [need for need in told.needs.needs if need.id in new]
    for need in wanted:
        for said in text_faults(words, need.note, places=names):
            yield words.text(PERSONAL, what=words.text("Need"), id=need.id, field="note", said=said)
