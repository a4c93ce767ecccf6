"""What a logged visit means for the effort that it answers: it is done, and its tips' reporters are told so."""

from sqlalchemy import func, select

from web.lead.efforts import turn_effort
from web.store.store import Work
from web.store.tables.efforts import EffortRow, EffortState
from web.store.tables.tips import Tip, TipState
from web.store.tables.visits import Outcome, VisitRow
from web.tips.steps import move_tip

BEEN_THERE = frozenset({Outcome.DONE, Outcome.NOBODY})
"""Outcomes of a pair that was at the place; whether it met somebody is told to nobody."""


def effort_was_visited(work: Work, effort: str, outcome: str) -> None:
    """Say that an effort is done and bring its tips to "been there", where a pair was at the place."""
    if outcome in BEEN_THERE:
        _turn(work, effort, was=EffortState.OPEN, now=EffortState.DONE)
        _move(work, effort, was=frozenset({TipState.RECEIVED, TipState.GOING}), now=TipState.BEEN_THERE)


def effort_visit_taken_back(work: Work, effort: str) -> None:
    """Open an effort again and bring its tips back to "going", where no other visit of it is kept."""
    work.session.flush()
    others = select(func.count()).select_from(VisitRow)
    if not work.session.scalar(others.where(VisitRow.effort_id == effort, VisitRow.outcome.in_(BEEN_THERE))):
        _turn(work, effort, was=EffortState.DONE, now=EffortState.OPEN)
        _move(work, effort, was=frozenset({TipState.BEEN_THERE}), now=TipState.GOING)


def _turn(work: Work, effort: str, *, was: EffortState, now: EffortState) -> None:
    row = work.session.get(EffortRow, effort)
    if row is not None and row.state == was:
        turn_effort(work, effort, now)


def _move(work: Work, effort: str, *, was: frozenset[TipState], now: TipState) -> None:
    for tip in work.session.scalars(select(Tip).where(Tip.effort_id == effort, Tip.state.in_(was))).all():
        move_tip(work, tip, now)
