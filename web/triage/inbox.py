"""The inbox: the tips that somebody sees, by when they must be answered, sifted as they asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from web.store.tables.tips import Tip, TipSource, TipState
from web.triage.scope import Scope

MOST = 200
"""So many tips are listed at most; the filters reach the others."""


class Shown(StrEnum):
    """Which states are shown."""

    OPEN = "open"
    RECEIVED = "received"
    GOING = "going"
    BEEN_THERE = "been_there"
    PASSED_ON = "passed_on"
    CLOSED = "closed"
    ALL = "all"


class Age(StrEnum):
    """How long ago a tip came."""

    ANY = "any"
    DAY = "day"
    WEEK = "week"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is asked for of the inbox; empty texts ask for everything."""

    shown: Shown = Shown.OPEN
    district: str = ""
    source: str = ""
    age: Age = Age.ANY

    @property
    def is_usual(self) -> bool:
        """Whether nothing but the open tips was asked for."""
        return self == Sieve()


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many tips wait for a decision, and how many of them are late."""

    tips: int = 0
    late: int = 0


def tips_in_inbox(session: Session, scope: Scope, sieve: Sieve, *, now: datetime) -> tuple[Tip, ...]:
    """Give the tips that stand for themselves, those to be answered first at the top."""
    query = select(Tip).where(scope.clause(), Tip.parent_id.is_(None), *_asked(sieve, now))
    return tuple(session.scalars(query.order_by(Tip.due_at.is_(None), Tip.due_at, Tip.id).limit(MOST)))


def waiting(session: Session, scope: Scope, *, now: datetime) -> Waiting:
    """Count the tips that wait for a decision."""
    query = select(func.count(), func.count().filter(Tip.due_at < now)).select_from(Tip)
    tips, late = session.execute(
        query.where(scope.clause(), Tip.parent_id.is_(None), Tip.state == TipState.RECEIVED)
    ).one()
    return Waiting(tips, late)


def joined_counts(session: Session, ids: list[str]) -> dict[str, int]:
    """Count for each tip how many others are joined with it."""
    query = select(Tip.parent_id, func.count()).where(Tip.parent_id.in_(ids)).group_by(Tip.parent_id)
    return {str(parent): count for parent, count in session.execute(query)}


def districts_of(session: Session, scope: Scope) -> tuple[str, ...]:
    """Name the districts of the tips that somebody sees."""
    found = session.scalars(select(Tip.district).where(scope.clause(), Tip.district.is_not(None)).distinct())
    return tuple(sorted(str(name) for name in found))


def read_sieve(args: Any) -> Sieve:  # noqa: ANN401 - a mapping of texts
    """Read what was asked for in an address; what is unknown is left as usual."""
    source = str(args.get("source", ""))
    return Sieve(
        _one(Shown, args.get("state"), Shown.OPEN),
        str(args.get("district", ""))[:120],
        source if source in frozenset(TipSource) else "",
        _one(Age, args.get("age"), Age.ANY),
    )


def _one(kind: Any, value: object, usual: Any) -> Any:  # noqa: ANN401 - any of the enums here
    return kind(value) if value in frozenset(kind) else usual


def _asked(sieve: Sieve, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sieve.shown is Shown.OPEN:
        found.append(Tip.state.in_([TipState.RECEIVED, TipState.GOING]))
    elif sieve.shown is not Shown.ALL:
        found.append(Tip.state == str(sieve.shown))
    if sieve.district:
        found.append(Tip.district == sieve.district)
    if sieve.source:
        found.append(Tip.source == sieve.source)
    day, week = now - timedelta(days=1), now - timedelta(days=7)
    if sieve.age is Age.DAY:
        found.append(Tip.received_at >= day)
    elif sieve.age is Age.WEEK:
        found.append(Tip.received_at >= week)
    elif sieve.age is Age.OLDER:
        found.append(Tip.received_at < week)
    return found
