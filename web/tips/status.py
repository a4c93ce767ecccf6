"""Use cases of a code: how far a tip has come, and forgetting the contact that was left with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.store.erasures import forget_contact
from web.store.faults import NotThereError
from web.store.store import Store
from web.store.tables.tips import ReporterContact, Tip, TipSource, TipState, TipStep
from web.tips.actions import tip_by_code
from web.tips.intake import REPORTER
from web.tips.limits import Counted, TipLimits
from web.tips.tip import tip_code

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Come:
    """A state that a tip has come to, and when."""

    state: TipState
    at: datetime


@dataclass(frozen=True, slots=True)
class TipStatus:
    """What its reporter is told of a tip: how far it has come, never whether somebody was found."""

    steps: tuple[Come, ...]
    has_contact: bool

    @property
    def state(self) -> TipState:
        """How far it has come."""
        return self.steps[-1].state


class GuessError(Exception):
    """Too many codes that were none; ``wait_s`` says for how long."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"wait {wait_s} s")
        self.wait_s = wait_s


def code_to_show(store: Store, ident: str, *, key: bytes) -> str | None:
    """Give the code of a tip that was just left; None for the police, who may tell and read nothing back."""
    with store.read() as session:
        tip = session.get(Tip, ident)
    return None if tip is not None and tip.source == TipSource.POLICE else tip_code(key, ident)


def status_of(store: Store, code: str, *, key: bytes, address: str) -> TipStatus | None:
    """Tell how far the tip of a code has come; None where there is none.

    Raises
    ------
    GuessError
        Too many codes that were none came from there.
    """
    tip = _found(store, code, key=key, address=address)
    if tip is None:
        return None
    with store.read() as session:
        return TipStatus(_steps(session, tip), session.get(ReporterContact, tip.id) is not None)


def forget_contact_of(store: Store, code: str, *, key: bytes, address: str) -> TipStatus | None:
    """Forget the contact that was left with the tip of a code, at once; gives its status, None where there is none.

    Raises
    ------
    GuessError
        Too many codes that were none came from there.
    """
    tip = _found(store, code, key=key, address=address)
    if tip is None:
        return None
    try:
        with store.write(REPORTER) as work:
            forget_contact(work, tip.id)
    except NotThereError:
        pass  # it was forgotten already
    with store.read() as session:
        return TipStatus(_steps(session, tip), has_contact=False)


def _found(store: Store, code: str, *, key: bytes, address: str) -> Tip | None:
    limits = TipLimits(store, key)
    wait_s = limits.take(Counted.GUESS, address)
    if wait_s:
        raise GuessError(wait_s)
    tip = tip_by_code(store, code, key=key)
    if tip is None or tip.source == TipSource.POLICE:
        return None
    limits.give_back(Counted.GUESS, address)
    return tip


def _steps(session: Session, tip: Tip) -> tuple[Come, ...]:
    """Give the steps of a tip; one that tells of the same as another has that one's, from when it came itself."""
    first, came = _first_of(session, tip), Come(TipState.RECEIVED, tip.received_at)
    rows = session.scalars(select(TipStep).where(TipStep.tip_id == first.id).order_by(TipStep.at, TipStep.id)).all()
    steps = [came]
    for row in rows:
        state = TipState(row.state)
        if state is not steps[-1].state:
            steps.append(Come(state, max(row.at, tip.received_at)))
    if steps[-1].state != first.state:
        steps.append(Come(TipState(first.state), max(first.changed_at, tip.received_at)))
    return tuple(steps)


def _first_of(session: Session, tip: Tip) -> Tip:
    for _ in range(_DEEPEST):
        parent = session.get(Tip, tip.parent_id) if tip.parent_id else None
        if parent is None:
            return tip
        tip = parent
    return tip
