"""The states of a tip, and which may follow which: every change is a step that its reporter is shown."""

from collections.abc import Mapping
from uuid import uuid4

from web.store.store import Work
from web.store.tables.tips import Tip, TipState, TipStep

NEXT: Mapping[TipState, frozenset[TipState]] = {
    TipState.RECEIVED: frozenset({TipState.GOING, TipState.BEEN_THERE, TipState.PASSED_ON, TipState.CLOSED}),
    TipState.GOING: frozenset({TipState.RECEIVED, TipState.BEEN_THERE, TipState.PASSED_ON, TipState.CLOSED}),
    TipState.BEEN_THERE: frozenset({TipState.GOING, TipState.PASSED_ON, TipState.CLOSED}),
    TipState.PASSED_ON: frozenset({TipState.RECEIVED, TipState.GOING, TipState.CLOSED}),
    TipState.CLOSED: frozenset({TipState.RECEIVED, TipState.GOING}),
}
"""What may follow each state; a way back is for what was decided by mistake, and for what turned out otherwise."""

ENDED = frozenset({TipState.PASSED_ON, TipState.CLOSED})
"""States in which nothing is left to do here: the clock of the reporter's contact runs from then."""


class TipStepError(ValueError):
    """A tip cannot come to a state; nothing was changed."""

    def __init__(self, tip_id: str, state: TipState, wanted: TipState) -> None:
        super().__init__(f"tip {tip_id}: {wanted} does not follow {state}; choose one of {_listed(NEXT[state])}")
        self.tip_id, self.state, self.wanted = tip_id, state, wanted


def first_step(work: Work, tip: Tip) -> TipStep:
    """Write down that a new tip was received."""
    return _step(work, tip, TipState(tip.state))


def move_tip(work: Work, tip: Tip, state: TipState, *, expected: int | None = None) -> Tip:
    """Bring a tip to a state, with the step that its reporter is shown; the state that it has already changes nothing.

    Parameters
    ----------
    tip
        A row of the transaction.
    expected
        The version that the person saw; None where the program itself moves it.

    Raises
    ------
    TipStepError
        That state does not follow.
    web.store.faults.StaleEditError
        Somebody else has changed the tip since.
    """
    now = TipState(tip.state)
    if state is now:
        return tip
    if state not in NEXT[now]:
        raise TipStepError(tip.id, now, state)
    ended = (tip.closed_at or work.now) if state in ENDED else None
    moved = work.edit(Tip, tip.id, expected=expected, changes={"state": state, "closed_at": ended})
    _step(work, moved, state)
    work.note("tip.moved", "tip", tip.id, team=tip.team_id or "", state=str(state), was=str(now))
    return moved


def _step(work: Work, tip: Tip, state: TipState) -> TipStep:
    step = TipStep(id=str(uuid4()), tip_id=tip.id, at=work.now, state=state)
    work.session.add(step)
    return step


def _listed(states: frozenset[TipState]) -> str:
    return ", ".join(sorted(states))
