"""Use cases of setting up a week: pairs in a shift, shifts of its own, weights, fixed work, and last week's set-up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from planner.request import week_monday
from planner.weights import Weights
from planner.worker import BusyKind
from web.lead.absence_replan import week_of
from web.lead.week_setup import ExtraShift, WeekSetup, save_setup, stored_setup
from web.store.faults import NotThereError, StaleEditError
from web.store.store import Work
from web.store.tables.efforts import WeekSetupRow
from web.store.tables.teams import BaseRow, CommitmentRow, WorkerRow

MOST_DAYS = 62
"""A shift of its own may come back within so many days."""


def set_pairs(work: Work, team: str, week: str, shift: str, pairs: int, *, usual: int | None, expected: int) -> None:
    """Say how many pairs go out in a shift this week; 0 calls it off, or takes a shift of its own away.

    Parameters
    ----------
    usual
        Pairs of the usual shift; None for a shift of this week alone.
    expected
        Version of the set-up that the person saw; 0 where there was none.

    Raises
    ------
    ValueError
        There are more pairs than go out in one shift.
    web.store.faults.NotThereError
        The week has no such shift of its own.
    web.store.faults.StaleEditError
        Somebody else has changed the set-up since.
    """
    setup = _seen(work, team, week, expected)
    if usual is not None:
        kept = {ident: number for ident, number in setup.shifts.items() if ident != shift}
        save_setup(work, team, week, replace(setup, shifts=kept if pairs == usual else kept | {shift: pairs}))
        return
    if all(one.id != shift for one in setup.extra):
        raise NotThereError("shift", shift)
    extra = tuple(replace(one, pairs=max(pairs, 1)) if one.id == shift else one for one in setup.extra)
    save_setup(work, team, week, replace(setup, extra=tuple(one for one in extra if pairs or one.id != shift)))


def add_shifts(work: Work, team: str, week: str, like: ExtraShift, days: Sequence[date], *, expected: int) -> list[str]:
    """Add a shift on some days, which may lie in several weeks; gives the ids, each of its own.

    Raises
    ------
    ValueError
        No day is named, or they lie further apart than 62 days.
    web.store.faults.NotThereError
        The team has no such base.
    web.store.faults.StaleEditError
        Somebody else has changed the set-up of the week since.
    """
    if not days or (max(days) - min(days)).days >= MOST_DAYS:
        raise ValueError(f"a shift of its own is on one day or more, within {MOST_DAYS} days")
    if work.session.get(BaseRow, (team, like.base)) is None:
        raise NotThereError("base", like.base)
    _seen(work, team, week, expected)
    added = [replace(like, id=f"{day.isoformat()}-extra-{uuid4().hex[:8]}", date=day) for day in sorted(days)]
    for other in sorted({week_of(one.date) for one in added}):
        setup = stored_setup(work.session, team, other)
        own = tuple(one for one in added if week_of(one.date) == other)
        save_setup(work, team, other, replace(setup, extra=(*setup.extra, *own)))
    return [one.id for one in added]


def remove_shifts(work: Work, team: str, shifts: Sequence[str]) -> None:
    """Take shifts of weeks alone away again, in whichever week they are; what is gone already is no matter."""
    for other in sorted({week_of(date.fromisoformat(ident[:10])) for ident in shifts}):
        setup = stored_setup(work.session, team, other)
        extra = tuple(one for one in setup.extra if one.id not in shifts)
        save_setup(work, team, other, replace(setup, extra=extra))


def restore_shift(work: Work, team: str, week: str, shift: ExtraShift) -> None:
    """Put a shift of a week alone back, as it was; where it is there, it stays."""
    setup = stored_setup(work.session, team, week)
    others = tuple(one for one in setup.extra if one.id != shift.id)
    save_setup(work, team, week, replace(setup, extra=(*others, shift)))


def set_weights(work: Work, team: str, week: str, weights: Weights | None, *, expected: int) -> None:
    """Say what weighs more or less this week; None for what the team weighs.

    Raises
    ------
    web.store.faults.StaleEditError
        Somebody else has changed the set-up since.
    """
    save_setup(work, team, week, replace(_seen(work, team, week, expected), weights=weights))


def copy_last_week(work: Work, team: str, week: str, *, expected: int) -> WeekSetup:
    """Take over what was particular about the week before: pairs, shifts of its own and weights; gives what was there.

    Raises
    ------
    web.store.faults.NotThereError
        Nothing was particular about the week before.
    web.store.faults.StaleEditError
        Somebody else has changed the set-up since.
    """
    monday, was = week_monday(week), _seen(work, team, week, expected)
    before = stored_setup(work.session, team, week_of(monday - timedelta(days=7)))
    if not before.version:
        raise NotThereError("week_setup", f"{team}/{week_of(monday - timedelta(days=7))}")
    later = timedelta(days=7)
    made = WeekSetup(
        before.weights,
        {f"{date.fromisoformat(ident[:10]) + later}{ident[10:]}": pairs for ident, pairs in before.shifts.items()},
        tuple(
            replace(one, id=f"{one.date + later}-extra-{uuid4().hex[:8]}", date=one.date + later)
            for one in before.extra
        ),
        was.version,
    )
    save_setup(work, team, week, made)
    return was


def put_back(work: Work, team: str, week: str, setup: WeekSetup, *, expected: int) -> None:
    """Put a set-up back as it was before a change.

    Raises
    ------
    web.store.faults.StaleEditError
        Somebody else has changed it since that change.
    """
    save_setup(work, team, week, replace(setup, version=_seen(work, team, week, expected).version))


def add_commitment(
    work: Work, team: str, workers: Sequence[str], start: datetime, end: datetime, what: str, *, ident: str = ""
) -> str:
    """Keep fixed work of named workers; gives its id.

    Raises
    ------
    ValueError
        Nobody is named, or it ends before it begins or more than a day after.
    web.store.faults.NotThereError
        The team has no such worker.
    """
    if not workers or not 0 < end.timestamp() - start.timestamp() <= 86_400:
        raise ValueError("fixed work is somebody's, and lasts up to a day")
    for worker in workers:
        if work.session.get(WorkerRow, (team, worker)) is None:
            raise NotThereError("worker", worker)
    row = work.add(
        CommitmentRow(
            id=ident or str(uuid4()),
            team_id=team,
            workers=sorted(workers),
            start=start,
            end=end,
            kind=BusyKind.COMMITMENT,
            what=what.strip(),
        )
    )
    work.note("commitment.saved", "commitment", row.id, team=team)
    return row.id


def remove_commitment(work: Work, team: str, ident: str) -> CommitmentRow:
    """Take fixed work away; gives what it was.

    Raises
    ------
    web.store.faults.NotThereError
        The team has no such fixed work.
    """
    row = work.session.get(CommitmentRow, ident)
    if row is None or row.team_id != team or row.kind != BusyKind.COMMITMENT:
        raise NotThereError("commitment", ident)
    work.session.delete(row)
    work.note("commitment.removed", "commitment", ident, team=team)
    return row


def _seen(work: Work, team: str, week: str, expected: int) -> WeekSetup:
    """Read the set-up, and refuse where it is not the one that the person saw."""
    setup = stored_setup(work.session, team, week)
    if setup.version != expected:
        row = work.session.get(WeekSetupRow, (team, week))
        raise StaleEditError(
            "week_setup",
            f"{team}/{week}",
            expected=expected,
            found=setup.version,
            changed_at=row.changed_at if row else None,
            changed_by=row.changed_by if row else "",
        )
    return setup
