"""A team's absences and wishes: whole days; why is never asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.worker import Absence, Wish
from web.lead.absence_actions import MOST_DAYS, end_absence, report_absence
from web.lead.place_fields import Fields
from web.lead.team_item import Item, TeamRuleError
from web.lead.team_workers import WorkerNames
from web.store.faults import NotThereError
from web.store.store import Work
from web.store.tables.teams import AbsenceRow, WishRow
from web.words import N_, Words

NO_WORKER = N_("Choose who.")
BACKWARDS = N_("The last day lies before the first.")
TOO_LONG = N_("That is more than a year. Divide it.")
MEETS = N_("%(name)s has another wish for some of these days. Change that one.")

FREE = {"free": N_("Would like to be free"), "work": N_("Would like to work")}


@dataclass(frozen=True, slots=True)
class Days:
    """Days of one worker; for a wish ``free`` says which way."""

    worker: str
    first: date
    last: date
    free: bool = True


def absence_items(session: Session, team: str, words: Words, names: WorkerNames, today: date) -> list[Item]:
    """List the absences by their first day, those that are over marked as past."""
    rows = session.scalars(select(AbsenceRow).where(AbsenceRow.team_id == team).order_by(AbsenceRow.first))
    return [_item(row, words, names, today, "") for row in rows]


def wish_items(session: Session, team: str, words: Words, names: WorkerNames, today: date) -> list[Item]:
    """List the wishes by their first day."""
    rows = session.scalars(select(WishRow).where(WishRow.team_id == team).order_by(WishRow.first))
    return [_item(row, words, names, today, "free" if row.free else "work") for row in rows]


def read_days(form: Fields, names: WorkerNames) -> Days | None:
    """Read who and which days; the last may be left out for one day. None where something is wrong."""
    worker = form.one_of("worker", list(names.by_id), "")
    if not worker:
        form.fault("worker", NO_WORKER)
    first = form.day("first")
    last = form.day("last") if form.raw("last") else first
    free = form.one_of("free", list(FREE), "free") == "free"
    if first is None or last is None or form.faults:
        return None
    if last < first:
        form.fault("last", BACKWARDS)
    elif (last - first).days >= MOST_DAYS:
        form.fault("last", TOO_LONG)
    return None if form.faults else Days(worker, first, last, free)


def save_absence(work: Work, team: str, ident: str, days: Days, expected: int) -> str:
    """Say that somebody is away (``ident`` is ""), or change the days of an absence."""
    if ident:
        Absence(days.first, days.last)
        _own(work, AbsenceRow, team, ident)
        values = {"worker_id": days.worker, "first": days.first, "last": days.last}
        work.edit(AbsenceRow, ident, expected=expected, changes=values)
        first, last = days.first.isoformat(), days.last.isoformat()
        work.note("absence.changed", "absence", ident, team=team, first=first, last=last)
    else:
        report_absence(work, team, days.worker, days.first, days.last)
    return ident


def remove_absence(work: Work, team: str, ident: str, expected: int) -> None:
    """Take an absence away."""
    _own(work, AbsenceRow, team, ident)
    row = work.edit(AbsenceRow, ident, expected=expected, changes={})
    end_absence(work, team, row.worker_id, row.first, row.last)


def save_wish(work: Work, team: str, ident: str, days: Days, expected: int) -> str:
    """Add a wish (``ident`` is ""), or change one.

    Raises
    ------
    TeamRuleError
        The worker has another wish for some of the days.
    """
    wish = Wish(days.first, days.last, days.free)
    others = work.session.scalars(
        select(WishRow).where(WishRow.team_id == team, WishRow.worker_id == days.worker, WishRow.id != ident)
    )
    if any(other.first <= wish.last and wish.first <= other.last for other in others):
        raise TeamRuleError("first", MEETS, name=days.worker)
    values = {"worker_id": days.worker, "first": wish.first, "last": wish.last, "free": wish.free}
    if ident:
        _own(work, WishRow, team, ident)
        work.edit(WishRow, ident, expected=expected, changes=values)
    else:
        ident = work.add(WishRow(id=str(uuid4()), team_id=team, **values)).id
    work.note("wish.saved", "wish", ident, team=team, first=wish.first.isoformat(), last=wish.last.isoformat())
    return ident


def remove_wish(work: Work, team: str, ident: str, expected: int) -> None:
    """Take a wish away."""
    _own(work, WishRow, team, ident)
    work.session.delete(work.edit(WishRow, ident, expected=expected, changes={}))
    work.note("wish.removed", "wish", ident, team=team)


def _own(work: Work, table: type[AbsenceRow] | type[WishRow], team: str, ident: str) -> None:
    row: Any = work.session.get(table, ident)
    if row is None or row.team_id != team:
        raise NotThereError(table.__tablename__, ident)


def _item(row: AbsenceRow | WishRow, words: Words, names: WorkerNames, today: date, free: str) -> Item:
    days = words.day(row.first) if row.first == row.last else f"{words.day(row.first)} – {words.day(row.last)}"
    year = f" {row.last.year}" if row.last.year != today.year else ""
    said = f"{days}{year}" + (f" · {words.text(FREE[free])}" if free else "")
    typed = {
        "worker": [row.worker_id],
        "first": [row.first.isoformat()],
        "last": [row.last.isoformat()],
        **({"free": [free]} if free else {}),
    }
    return Item(row.id, names.of(row.worker_id), said, typed, row.version, past=row.last < today)
