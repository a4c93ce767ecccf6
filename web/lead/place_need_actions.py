"""Use cases of a place's visit needs: add, change and remove; each is told in the audit by codes."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.calendar import Season
from geo.hotspot import Hotspot, VisitNeed
from geo.needs_file import overlapping
from web.lead.place_access import Editor
from web.lead.place_actions import editable, free_id, team_told
from web.lead.place_changes import need_changes
from web.store.faults import NotThereError
from web.store.place_rows import need_of, need_values
from web.store.store import Store, Work
from web.store.tables.places import NeedRow


class OverlappingNeedError(ValueError):
    """Another need of the place has the same team, season and hours, so that a stop could be for either."""

    def __init__(self, other: VisitNeed) -> None:
        super().__init__(f"the need overlaps {other.id!r}")
        self.other = other


def add_need(store: Store, need: VisitNeed, *, editor: Editor, seasons: Sequence[Season]) -> str:
    """Add a need to a place; gives its id, made from the place's.

    Raises
    ------
    OverlappingNeedError
        Another need has its hours.
    web.lead.place_access.NotYoursError, web.store.faults.NotThereError
        As in `web.lead.place_actions.editable`.
    """
    with store.write(editor.actor) as work:
        spot = editable(work, need.hotspot, editor)
        ident = free_id(f"{need.hotspot[:60].strip('-')}-1", work.session.scalars(select(NeedRow.id)))
        made = replace(need, id=ident)
        _refuse_overlap(work.session, made, seasons)
        work.add(NeedRow(id=ident, **need_values(made)))
        _note(work, "need.added", spot, editor, ident)
    return ident


def change_need(store: Store, need: VisitNeed, *, expected: int, editor: Editor, seasons: Sequence[Season]) -> bool:
    """Change a need; gives whether anything did.

    Raises
    ------
    OverlappingNeedError
        Another need has its hours.
    web.store.faults.StaleEditError
        Somebody else has changed it.
    web.lead.place_access.NotYoursError, web.store.faults.NotThereError
        As in `web.lead.place_actions.editable`.
    """
    with store.read() as session:
        if _need(session, need.hotspot, need.id) == need:
            return False
    with store.write(editor.actor) as work:
        spot = editable(work, need.hotspot, editor)
        old = _need(work.session, need.hotspot, need.id)
        work.edit(NeedRow, need.id, expected=expected, changes=need_values(need))
        _refuse_overlap(work.session, need, seasons)
        _note(work, "need.changed", spot, editor, need.id, changes=dict(need_changes(old, need)))
    return True


def remove_need(store: Store, place: str, ident: str, *, expected: int, editor: Editor) -> None:
    """Remove a need.

    Raises
    ------
    web.store.faults.StaleEditError
        Somebody else has changed it.
    web.lead.place_access.NotYoursError, web.store.faults.NotThereError
        As in `web.lead.place_actions.editable`.
    """
    with store.write(editor.actor) as work:
        spot = editable(work, place, editor)
        _need(work.session, place, ident)
        row = work.edit(NeedRow, ident, expected=expected, changes={})
        work.session.delete(row)
        _note(work, "need.removed", spot, editor, ident)


def _need(session: Session, place: str, ident: str) -> VisitNeed:
    row = session.get(NeedRow, ident)
    if row is None or row.hotspot_id != place:
        raise NotThereError("need", ident)
    return need_of(row)


def _refuse_overlap(session: Session, need: VisitNeed, seasons: Sequence[Season]) -> None:
    with session.no_autoflush:
        rows = session.scalars(select(NeedRow).where(NeedRow.hotspot_id == need.hotspot, NeedRow.id != need.id))
        found = overlapping(need, [need_of(row) for row in rows], seasons)
    if found:
        raise OverlappingNeedError(found[0])


def _note(work: Work, action: str, spot: Hotspot, editor: Editor, need: str, **detail: object) -> None:
    """Tell it of the place, so that its history is found by its id."""
    work.note(action, "hotspot", spot.id, team=team_told(spot, editor), need=need, **detail)
