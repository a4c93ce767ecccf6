"""Join tips that tell of the same, and part them again: one state and one effort, each with its own clocks."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.store.store import Store, Work
from web.store.tables.tips import Tip, TipState
from web.tips.steps import NEXT, move_tip
from web.tips.tip import Worry
from web.triage.likeness import OPEN
from web.triage.scope import Scope, seen_tip


class JoinError(ValueError):
    """Two tips cannot be joined; ``code`` says why. Nothing was changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def group_of(session: Session, tip: Tip) -> tuple[Tip, ...]:
    """Give all tips that are joined, the one that stands for them first."""
    first = tip if tip.parent_id is None else session.get(Tip, tip.parent_id) or tip
    rest = session.scalars(select(Tip).where(Tip.parent_id == first.id).order_by(Tip.received_at, Tip.id))
    return (first, *(one for one in rest if one.id != first.id))


def move_group(work: Work, tip: Tip, state: TipState, *, expected: int | None = None) -> None:
    """Bring a tip, and all that are joined with it, to a state: every reporter is told the same.

    Raises
    ------
    web.tips.steps.TipStepError
        That state does not follow for the tip itself.
    web.store.faults.StaleEditError
        Somebody else has changed the tip since.
    """
    members = group_of(work.session, tip)
    move_tip(work, tip, state, expected=expected)
    for one in members:
        if one.id != tip.id and state in NEXT[TipState(one.state)]:
            move_tip(work, one, state)


def join(store: Store, actor: str, scope: Scope, ident: str, other: str, *, expected: int) -> str:
    """Join two tips with all that are joined with them; gives the one that stands for them.

    That is the one of which an effort has been made, else the one that came first. There are no chains.

    Raises
    ------
    JoinError
        They are joined already, one is not open, both have become efforts, or one alone tells of a settlement: what
        is joined is seen by the same people and visited by the same team.
    web.store.faults.NotThereError
        One of them is not there, or not theirs to see.
    web.store.faults.StaleEditError
        Somebody else has changed the tip since.
    """
    with store.write(actor) as work:
        tip, second = (seen_tip(work.session, scope, one) for one in (ident, other))
        groups = [group_of(work.session, one) for one in (tip, second)]
        if groups[0][0].id == groups[1][0].id:
            raise JoinError("joined")
        if any(one.state not in OPEN for group in groups for one in group):
            raise JoinError("not_open")
        work.edit(Tip, tip.id, expected=expected, changes={})
        if len({one.worry == Worry.SETTLEMENT for group in groups for one in group}) > 1:
            raise JoinError("settlement")
        first, later = sorted(groups, key=lambda group: (group[0].effort_id is None, group[0].received_at, group[0].id))
        if later[0].effort_id is not None:
            raise JoinError("two_efforts")
        head = work.edit(Tip, first[0].id, expected=None, changes={})  # so that nobody joins it to another meanwhile
        for one in later:
            changes = {"parent_id": head.id, "effort_id": head.effort_id, "team_id": head.team_id}
            work.edit(Tip, one.id, expected=None, changes=changes)
            move_tip(work, one, TipState(head.state))
            work.note("tip.joined", "tip", one.id, team=head.team_id or "", to=head.id)
        return head.id


def part(store: Store, actor: str, scope: Scope, ident: str, *, expected: int) -> None:
    """Take a tip out of those that it is joined with; they are not held to be alike again.

    Raises
    ------
    JoinError
        It is joined with none, or is the one that stands for the others.
    """
    with store.write(actor) as work:
        tip = seen_tip(work.session, scope, ident)
        if tip.parent_id is None:
            raise JoinError("not_joined")
        head = tip.parent_id
        changes = {"parent_id": None, "effort_id": None, "unlike": sorted({*tip.unlike, head})}
        tip = work.edit(Tip, tip.id, expected=expected, changes=changes)
        if tip.state != TipState.RECEIVED and TipState.RECEIVED in NEXT[TipState(tip.state)]:
            move_tip(work, tip, TipState.RECEIVED)
        work.note("tip.parted", "tip", tip.id, team=tip.team_id or "", to=head)


def keep_apart(store: Store, actor: str, scope: Scope, ident: str, other: str, *, expected: int) -> None:
    """Say that two tips are about different things."""
    with store.write(actor) as work:
        tip, second = (seen_tip(work.session, scope, one) for one in (ident, other))
        work.edit(Tip, tip.id, expected=expected, changes={"unlike": sorted({*tip.unlike, second.id})})
        work.note("tip.unlike", "tip", tip.id, team=tip.team_id or "", to=second.id)
