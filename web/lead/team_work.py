"""A team's fixed work: commitments, and shifts that were worked outside the planned weeks; rest is kept around both."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.team import FixedWork
from planner.worker import Busy, BusyKind
from web.lead.place_fields import Fields
from web.lead.team_item import Item, TeamRuleError
from web.lead.team_workers import WorkerNames
from web.store.faults import NotThereError
from web.store.store import Work
from web.store.tables.teams import CommitmentRow
from web.words import N_, Words

MOST_H = 24

KINDS = {
    BusyKind.COMMITMENT: N_("Commitment: meeting, course, police group"),
    BusyKind.SHIFT: N_("Shift that was worked or is fixed"),
}
NOBODY = N_("Choose who takes part.")
BACKWARDS = N_("It ends before it begins.")
TOO_LONG = N_("That is more than 24 hours. Divide it.")
OVERLAPS = N_("%(name)s has other fixed work at that time.")


def work_items(
    session: Session, team: str, words: Words, names: WorkerNames, *, tz: ZoneInfo, now: datetime
) -> list[Item]:
    """List the fixed work by its beginning, what is over marked as past."""
    rows = session.scalars(
        select(CommitmentRow).where(CommitmentRow.team_id == team).order_by(CommitmentRow.start, CommitmentRow.id)
    )
    return [_item(row, words, names, tz, now) for row in rows]


def read_work(form: Fields, names: WorkerNames, *, tz: ZoneInfo) -> FixedWork | None:
    """Read fixed work in the city's time; None where something is wrong."""
    workers = form.some_of("workers", list(names.by_id))
    if not workers:
        form.fault("workers", NOBODY)
    start, end = form.moment("start", tz), form.moment("end", tz)
    kind = form.choice("kind", BusyKind, BusyKind.COMMITMENT)
    what = form.prose("what", most=200)
    if start is None or end is None or form.faults:
        return None
    if end.timestamp() <= start.timestamp():
        form.fault("end", BACKWARDS)
    elif end - start > timedelta(hours=MOST_H):
        form.fault("end", TOO_LONG)
    if form.faults:
        return None
    Busy(start, end, kind, what)
    return FixedWork(workers, start, end, kind, what)


def save_work(work: Work, team: str, ident: str, fixed: FixedWork, expected: int) -> str:
    """Add fixed work (``ident`` is ""), or change it.

    Raises
    ------
    TeamRuleError
        Somebody would be at two places at once.
    """
    others = work.session.scalars(select(CommitmentRow).where(CommitmentRow.team_id == team, CommitmentRow.id != ident))
    for other in others:
        both = set(other.workers) & set(fixed.workers)
        if both and other.start < fixed.end and fixed.start < other.end:
            raise TeamRuleError("start", OVERLAPS, name=min(both))
    values = {
        "workers": list(fixed.workers),
        "start": fixed.start,
        "end": fixed.end,
        "kind": fixed.kind.value,
        "what": fixed.what,
    }
    if ident:
        _own(work, team, ident)
        work.edit(CommitmentRow, ident, expected=expected, changes=values)
    else:
        ident = work.add(CommitmentRow(id=str(uuid4()), team_id=team, **values)).id
    work.note("commitment.saved", "commitment", ident, team=team)
    return ident


def remove_work(work: Work, team: str, ident: str, expected: int) -> None:
    """Take fixed work away."""
    _own(work, team, ident)
    work.session.delete(work.edit(CommitmentRow, ident, expected=expected, changes={}))
    work.note("commitment.removed", "commitment", ident, team=team)


def _own(work: Work, team: str, ident: str) -> None:
    row = work.session.get(CommitmentRow, ident)
    if row is None or row.team_id != team:
        raise NotThereError("commitment", ident)


def _item(row: CommitmentRow, words: Words, names: WorkerNames, tz: ZoneInfo, now: datetime) -> Item:
    start, end = row.start.astimezone(tz), row.end.astimezone(tz)
    kind = BusyKind(row.kind)
    year = f" {start.year}" if start.year != now.astimezone(tz).year else ""
    title = row.what or words.text(N_("Commitment") if kind is BusyKind.COMMITMENT else N_("Shift worked"))
    said = (
        f"{words.day(start.date())}{year} {words.span(start, end)} · {words.listed([names.of(w) for w in row.workers])}"
    )
    typed = {
        "workers": list(row.workers),
        "start": [start.strftime("%Y-%m-%dT%H:%M")],
        "end": [end.strftime("%Y-%m-%dT%H:%M")],
        "kind": [row.kind],
        "what": [row.what],
    }
    return Item(row.id, title, said, typed, row.version, past=row.end < now)
