"""The last change of a week's set-up, kept in the session so that it can be taken back with one press."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from planner.weights import Weights
from web.lead.absence_actions import end_absence, report_absence
from web.lead.efforts import turn_effort
from web.lead.setup_actions import (
    add_commitment,
    put_back,
    remove_commitment,
    remove_shifts,
    restore_shift,
    set_pairs,
    set_weights,
)
from web.lead.week_setup import ExtraShift, WeekSetup, extra_shift, extra_values, stored_setup
from web.store.store import Work
from web.store.tables.efforts import EffortState
from web.store.tables.teams import CommitmentRow

Undo = Mapping[str, Any]
"""What takes a change back: ``do`` names how, the rest is what it needs."""


def undo_absence(worker: str, day: date, *, was_away: bool) -> Undo:
    """Give what takes back that somebody is away on a day, or is not."""
    return {"do": "absence", "worker": worker, "day": day.isoformat(), "away": was_away}


def undo_pairs(shift: str, pairs: int, usual: int) -> Undo:
    """Give what sets the pairs of a usual shift back."""
    return {"do": "pairs", "shift": shift, "pairs": pairs, "usual": usual}


def undo_own(shift: ExtraShift) -> Undo:
    """Give what puts a shift of the week alone back as it was."""
    return {"do": "own", "shift": extra_values(shift)}


def undo_added(shifts: list[str]) -> Undo:
    """Give what takes added shifts away."""
    return {"do": "added", "shifts": shifts}


def undo_weights(weights: Weights | None) -> Undo:
    """Give what sets the weights back."""
    return {"do": "weights", "weights": None if weights is None else asdict(weights)}


def undo_work_added(ident: str) -> Undo:
    """Give what takes added fixed work away."""
    return {"do": "work_added", "id": ident}


def undo_work_removed(row: CommitmentRow) -> Undo:
    """Give what puts fixed work back."""
    times = {"start": row.start.isoformat(), "end": row.end.isoformat()}
    return {"do": "work_removed", "id": row.id, "workers": list(row.workers), "what": row.what} | times


def undo_effort(ident: str, state: EffortState) -> Undo:
    """Give what turns an effort back."""
    return {"do": "effort", "id": ident, "state": str(state)}


def undo_copy(setup: WeekSetup) -> Undo:
    """Give what puts a whole set-up back."""
    weights = None if setup.weights is None else asdict(setup.weights)
    extra = [extra_values(one) for one in setup.extra]
    return {"do": "copy", "weights": weights, "shifts": dict(setup.shifts), "extra": extra}


def take_back(work: Work, team: str, week: str, undo: Undo) -> None:
    """Take the last change back.

    Raises
    ------
    web.store.faults.NotThereError
        What was changed is gone since.
    """
    seen = stored_setup(work.session, team, week).version
    match undo["do"]:
        case "absence":
            day = date.fromisoformat(undo["day"])
            (report_absence if undo["away"] else end_absence)(work, team, undo["worker"], day, day)
        case "pairs":
            set_pairs(work, team, week, undo["shift"], undo["pairs"], usual=undo["usual"], expected=seen)
        case "own":
            restore_shift(work, team, week, extra_shift(undo["shift"]))
        case "added":
            remove_shifts(work, team, undo["shifts"])
        case "weights":
            kept = undo["weights"]
            set_weights(work, team, week, None if kept is None else Weights(**kept), expected=seen)
        case "work_added":
            remove_commitment(work, team, undo["id"])
        case "work_removed":
            start, end = (datetime.fromisoformat(undo[name]) for name in ("start", "end"))
            add_commitment(work, team, undo["workers"], start, end, undo["what"], ident=undo["id"])
        case "effort":
            turn_effort(work, undo["id"], EffortState(undo["state"]))
        case "copy":
            weights = undo["weights"] and Weights(**undo["weights"])
            extra = tuple(extra_shift(one) for one in undo["extra"])
            put_back(work, team, week, WeekSetup(weights, undo["shifts"], extra), expected=seen)
