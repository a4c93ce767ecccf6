"""Use cases of places: look at one, add, change and remove it; each is told in the audit by codes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.city import City, read_city
from geo.entry import slug_of
from geo.hotspot import Hotspot, VisitNeed
from web.lead.place_access import Editor, NotYoursError
from web.lead.place_changes import place_changes
from web.lead.place_weeks import weeks_with_stops
from web.store.city_rows import stored_city
from web.store.faults import NotThereError
from web.store.place_rows import hotspot_of, hotspot_values, need_of
from web.store.store import Store, Work
from web.store.tables.places import HotspotRow, NeedRow


@dataclass(frozen=True, slots=True)
class NeedNow:
    """A need as the store has it, with its version."""

    need: VisitNeed
    version: int


@dataclass(frozen=True, slots=True)
class PlaceNow:
    """A place as the store has it.

    Attributes
    ----------
    may_edit
        Whether who looks may edit it.
    needs
        In the order of their ids.
    weeks
        (team, ISO week) of shown or published plans that have stops here from today on.
    """

    place: Hotspot
    version: int
    changed_at: datetime
    may_edit: bool
    needs: tuple[NeedNow, ...]
    weeks: tuple[tuple[str, str], ...] = ()


def open_city(session: Session, folder: Path) -> City:
    """Give the city with the places and districts of the store."""
    return stored_city(session, read_city(folder))


def places_seen(session: Session, editor: Editor) -> tuple[Hotspot, ...]:
    """Give every place that somebody may see, by name."""
    spots = (hotspot_of(row) for row in session.scalars(select(HotspotRow)))
    return tuple(sorted((s for s in spots if editor.may_see(s)), key=lambda s: (s.name.casefold(), s.id)))


def needs_of(session: Session, spots: Iterable[Hotspot]) -> dict[str, list[VisitNeed]]:
    """Give the needs of places, by the place's id."""
    found: dict[str, list[VisitNeed]] = {spot.id: [] for spot in spots}
    for row in session.scalars(select(NeedRow).order_by(NeedRow.id)):
        if row.hotspot_id in found:
            found[row.hotspot_id].append(need_of(row))
    return found


def read_place_now(session: Session, ident: str, editor: Editor, *, today: date) -> PlaceNow:
    """Give one place with its needs.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such place, or it may not be seen: who asks cannot tell which.
    """
    row = session.get(HotspotRow, ident)
    if row is None or not editor.may_see(spot := hotspot_of(row)):
        raise NotThereError("hotspot", ident)
    needs = session.scalars(select(NeedRow).where(NeedRow.hotspot_id == ident).order_by(NeedRow.id))
    return PlaceNow(
        spot,
        row.version,
        row.changed_at,
        editor.may_edit(spot),
        tuple(NeedNow(need_of(need), need.version) for need in needs),
        weeks_with_stops(session, [ident], today),
    )


def add_place(store: Store, place: Hotspot, *, editor: Editor) -> str:
    """Add a place; gives its id, made from its name.

    Raises
    ------
    NotYoursError
        Who adds it could not edit it afterwards.
    """
    if not editor.may_edit(place):
        raise NotYoursError(place.id)
    with store.write(editor.actor) as work:
        taken = set(work.session.scalars(select(HotspotRow.id)))
        ident = free_id(slug_of(place.name), taken)
        work.add(HotspotRow(id=ident, **hotspot_values(replace(place, id=ident))))
        work.note("hotspot.added", "hotspot", ident, team=team_told(place, editor))
    return ident


def change_place(store: Store, place: Hotspot, *, expected: int, editor: Editor) -> bool:
    """Change a place; gives whether anything did.

    Raises
    ------
    NotYoursError
        Who changes it may not, or could not edit it afterwards.
    web.store.faults.NotThereError, web.store.faults.StaleEditError
        It is gone, or somebody else has changed it.
    """
    with store.read() as session:
        row = session.get(HotspotRow, place.id)
        if row is not None and hotspot_of(row) == place:
            return False
    with store.write(editor.actor) as work:
        old = editable(work, place.id, editor)
        if not editor.may_edit(place):
            raise NotYoursError(place.id)
        work.edit(HotspotRow, place.id, expected=expected, changes=hotspot_values(place))
        changes = dict(place_changes(old, place))
        work.note("hotspot.changed", "hotspot", place.id, team=team_told(place, editor), changes=changes)
    return True


def remove_place(store: Store, ident: str, *, expected: int, editor: Editor) -> int:
    """Remove a place with its needs; gives how many. Plans and visits that name it stay as they are.

    Raises
    ------
    NotYoursError
        Who removes it may not.
    web.store.faults.NotThereError, web.store.faults.StaleEditError
        It is gone, or somebody else has changed it.
    """
    with store.write(editor.actor) as work:
        old = editable(work, ident, editor)
        row = work.edit(HotspotRow, ident, expected=expected, changes={})
        needs = list(work.session.scalars(select(NeedRow).where(NeedRow.hotspot_id == ident)))
        for need in needs:
            work.session.delete(need)
        work.session.flush()
        work.session.delete(row)
        removed = sorted(need.id for need in needs)
        work.note("hotspot.removed", "hotspot", ident, team=team_told(old, editor), needs_removed=removed)
    return len(removed)


def editable(work: Work, ident: str, editor: Editor) -> Hotspot:
    """Give a place that somebody may edit.

    Raises
    ------
    NotYoursError
        They may look at it alone.
    web.store.faults.NotThereError
        There is none, or they may not see it.
    """
    row = work.session.get(HotspotRow, ident)
    if row is None or not editor.may_see(spot := hotspot_of(row)):
        raise NotThereError("hotspot", ident)
    if not editor.may_edit(spot):
        raise NotYoursError(ident)
    return spot


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """Give an id that is not taken, with a number after it where it must be.

    Examples
    --------
    >>> free_id("torget", {"torget", "torget-2"})
    'torget-3'
    """
    there = set(taken)
    numbered = (f"{wanted[:70].strip('-')}-{number}" for number in range(2, len(there) + 3))
    return next(ident for ident in (wanted, *numbered) if ident not in there)


def team_told(place: Hotspot, editor: Editor) -> str:
    """Give the team for which a place is kept apart; empty for a shared one."""
    return min(editor.leads & frozenset(place.teams), default="")
