"""What is decided about a tip that asks for no visit of ours: passed on, closed, handed over, kept open, reopened."""

from datetime import datetime, timedelta

from web.security.personal_data import Found, personal_data
from web.store.store import Store, Work
from web.store.tables.tips import Tip, TipState
from web.tips.deadlines import due_at
from web.tips.steps import ENDED
from web.tips.tip import Asked, Worry
from web.triage.joining import group_of, move_group
from web.triage.scope import Scope, seen_tip
from web.triage.words import CloseReason, Office, WaitReason

MOST_OFFICE = 80
"""Most characters of which office it was."""

LATEST = timedelta(days=14)
"""A tip is kept open for so long at a time."""


class DecisionError(ValueError):
    """A decision cannot be kept: ``field`` and ``code`` say why; ``found`` is personal data. Nothing was changed."""

    def __init__(self, field: str, code: str, found: tuple[Found, ...] = ()) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.found = field, code, found


def close_tip(
    store: Store, actor: str, scope: Scope, ident: str, *, team: str, reason: CloseReason, expected: int
) -> None:
    """Close a tip and all that are joined with it; the team that decides has it from then on.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such tip, or it is not theirs to see.
    web.store.faults.StaleEditError
        Somebody else has changed the tip since.
    """
    with store.write(actor) as work:
        tip = take(work, scope, ident, team=team, expected=expected)
        for one in group_of(work.session, tip):
            work.edit(Tip, one.id, expected=None, changes={"reason": reason, "team_id": team})
        move_group(work, tip, TipState.CLOSED)
        work.note("tip.closed", "tip", tip.id, team=team, reason=str(reason))


def pass_on(
    store: Store, actor: str, scope: Scope, ident: str, *, team: str, office: Office, which: str, expected: int
) -> None:
    """Write down that a tip was passed on to an office.

    Parameters
    ----------
    which
        Which one it was, in words, as ``Farsta``; empty where that is plain.

    Raises
    ------
    DecisionError
        ``which`` is too long or holds personal data.
    """
    words = " ".join(which.split())
    check_text("which", words, most=MOST_OFFICE)
    with store.write(actor) as work:
        tip = take(work, scope, ident, team=team, expected=expected)
        for one in group_of(work.session, tip):
            passed_to = f"{office}: {words}" if words else str(office)
            work.edit(Tip, one.id, expected=None, changes={"passed_to": passed_to, "team_id": team})
        move_group(work, tip, TipState.PASSED_ON)
        work.note("tip.passed_on", "tip", tip.id, team=team, to=str(office))


def hand_over(
    store: Store,
    actor: str,
    scope: Scope,
    ident: str,
    *,
    to: str,
    settlement: bool,
    settlement_team: str,
    expected: int,
) -> None:
    """Hand a tip, and all that are joined with it, to another team, which alone sees them from then on.

    Parameters
    ----------
    settlement
        People live there: it goes to the team for settlements, whatever ``to`` says.
    settlement_team
        That team; empty where there is none.

    Raises
    ------
    DecisionError
        No such team may have tips, or a settlement would come to another team than its own.
    """
    with store.write(actor) as work:
        tip = seen_tip(work.session, scope, ident)
        own = settlement_team if settlement_team in scope.takers else ""
        team = own if settlement and own else to
        if team not in scope.takers:
            raise DecisionError("to", "unknown_team")
        if own and tip.worry == Worry.SETTLEMENT and not settlement and team != own:
            raise DecisionError("to", "settlement")
        work.edit(Tip, tip.id, expected=expected, changes={})
        for one in group_of(work.session, tip):
            changes: dict[str, object] = {"team_id": team}
            if settlement:
                changes |= {"worry": Worry.SETTLEMENT}
            work.edit(Tip, one.id, expected=None, changes=changes)
        work.note("tip.handed", "tip", tip.id, team=team, settlement=settlement)


def no_settlement(store: Store, actor: str, scope: Scope, ident: str, *, expected: int) -> None:
    """Say that nobody lives at the place: the tip is one of somebody who sleeps outside, and nobody's yet."""
    with store.write(actor) as work:
        tip = seen_tip(work.session, scope, ident)
        changes = {"worry": Worry.SLEEPS_OUTSIDE, "team_id": None}
        tip = work.edit(Tip, tip.id, expected=expected, changes=changes)
        for one in group_of(work.session, tip):
            work.edit(Tip, one.id, expected=None, changes=changes)
        work.note("tip.no_settlement", "tip", tip.id)


def keep_open(
    store: Store, actor: str, scope: Scope, ident: str, *, team: str, until: datetime, reason: WaitReason, expected: int
) -> None:
    """Do nothing yet, and say by when it is looked at again.

    Raises
    ------
    DecisionError
        That is past, or further away than ``LATEST``.
    """
    with store.write(actor) as work:
        if not work.now < until <= work.now + LATEST:
            raise DecisionError("until", "out_of_range")
        tip = take(work, scope, ident, team=team, expected=expected)
        work.edit(Tip, tip.id, expected=None, changes={"due_at": until, "reason": reason})
        work.note("tip.kept_open", "tip", tip.id, team=team, reason=str(reason))


def reopen(store: Store, actor: str, scope: Scope, ident: str, *, expected: int) -> None:
    """Take back that a tip, with all that are joined with it, was closed or passed on; it is to be decided anew."""
    with store.write(actor) as work:
        tip = seen_tip(work.session, scope, ident)
        if tip.state not in ENDED:
            raise DecisionError("state", "not_ended")
        due = max(due_at(Worry(tip.worry), Asked(tip.asked), tip.received_at), work.now + timedelta(hours=4))
        tip = work.edit(Tip, tip.id, expected=expected, changes={"due_at": due})
        for one in group_of(work.session, tip):
            work.edit(Tip, one.id, expected=None, changes={"reason": "", "passed_to": ""})
        move_group(work, tip, TipState.RECEIVED)
        work.note("tip.reopened", "tip", tip.id, team=tip.team_id or "")


def take(work: Work, scope: Scope, ident: str, *, team: str, expected: int) -> Tip:
    """Give a tip that somebody decides about for one of their teams, which has it from then on.

    Raises
    ------
    DecisionError
        The team is none of theirs.
    """
    tip = seen_tip(work.session, scope, ident)
    if team not in scope.teams:
        raise DecisionError("team", "not_yours")
    return work.edit(Tip, tip.id, expected=expected, changes={"team_id": team})


def check_text(field: str, text: str, *, most: int, places: tuple[str, ...] = ()) -> None:
    """Refuse words that are too long or may tell who somebody is.

    Raises
    ------
    DecisionError
        They are, or do.
    """
    if len(text) > most:
        raise DecisionError(field, "too_long")
    found = personal_data(text, places=places)
    if found:
        raise DecisionError(field, "personal_data", found)
