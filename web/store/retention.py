"""Erase what is due on every clock: told beforehand by a dry run, done in small transactions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.store.audit import cut, expired
from web.store.backup_files import backup_files
from web.store.clocks import Category, Clocks, Step, stored_clocks, write_missing_clocks
from web.store.engine import sqlite_file
from web.store.forgetting import ROW_STEPS
from web.store.plan_steps import PLAN_STEPS
from web.store.store import SYSTEM, Store, Work
from web.store.tables.audit import AuditEntry

ACCEPTED = "clock.accepted"
"""The audit's action of somebody who says that the clock is right (``web.store.clock``)."""

RAN = "retention.ran"
"""The audit's action of a run that came to its end."""

LONGEST_GAP = timedelta(days=31)
"""A jump of the clock that is larger than this is taken for a wrong clock until somebody says that it is right."""

_BEHIND = timedelta(minutes=10)
_BATCH = 500
_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Due:
    """What a step takes: how much, and from when the oldest of it counts."""

    category: Category
    step: Step
    count: int
    oldest: datetime | None


class WrongClockError(Exception):
    """The clock has jumped, so nothing was erased: ``known`` is the moment before the jump, ``now`` the one after."""

    def __init__(self, known: datetime, now: datetime) -> None:
        super().__init__(f"the clock says {now:%Y-%m-%d %H:%M}, the audit {known:%Y-%m-%d %H:%M} (UTC)")
        self.known, self.now = known, now


class ErasureCancelledError(Exception):
    """A run was asked to stop; what was erased before stays erased, the next run does the rest."""


class _Taken(Protocol):
    """A step that can be counted and taken."""

    @property
    def category(self) -> Category: ...
    @property
    def step(self) -> Step: ...
    def due(self, session: Session, clocks: Clocks, now: datetime) -> tuple[int, datetime | None]: ...
    def take(self, work: Work, clocks: Clocks, now: datetime, *, most: int) -> int: ...


@dataclass(frozen=True, slots=True)
class _AuditStep:
    """Entries of the audit, cut at a sealed checkpoint."""

    key: bytes
    category: Category = Category.AUDIT
    step: Step = Step.GONE

    def due(self, session: Session, clocks: Clocks, now: datetime) -> tuple[int, datetime | None]:
        return expired(session, before=now - clocks.after(self.category, self.step))

    def take(self, work: Work, clocks: Clocks, now: datetime, *, most: int) -> int:  # noqa: ARG002 - one cut takes all
        before = now - clocks.after(self.category, self.step)
        return cut(work.session, self.key, before=before, now=work.now)


@dataclass(frozen=True, slots=True)
class _BackupStep:
    """Files of backups, and databases that a restore has put aside."""

    files: Callable[[], tuple[tuple[Path, datetime], ...]]
    category: Category = Category.BACKUP
    step: Step = Step.GONE

    def due(self, session: Session, clocks: Clocks, now: datetime) -> tuple[int, datetime | None]:  # noqa: ARG002
        old = self._old(clocks, now)
        return len(old), min((made for _, made in old), default=None)

    def take(self, work: Work, clocks: Clocks, now: datetime, *, most: int) -> int:  # noqa: ARG002
        old = self._old(clocks, now)[:most]
        for path, _ in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _old(self, clocks: Clocks, now: datetime) -> list[tuple[Path, datetime]]:
        latest = now - clocks.after(self.category, self.step)
        return [(path, made) for path, made in self.files() if made <= latest]


def erase(
    store: Store,
    *,
    now: datetime | None = None,
    dry_run: bool = False,
    backups: Path | None = None,
    clock_is_right: bool = False,
    actor: str = SYSTEM,
    report: Callable[[Due], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Due, ...]:
    """Take every step whose clock has run out.

    Each few hundred rows are one transaction with their count in the audit. A run that is interrupted has forgotten
    what it has forgotten; the next one does the rest.

    Parameters
    ----------
    now
        The moment; None for the store's clock.
    dry_run
        Tell what is due, and change nothing.
    backups
        The folder of backups; None leaves files alone.
    clock_is_right
        Go on although the clock has jumped.
    report
        Is told of each step that is done.
    cancelled
        Asked between transactions.

    Returns
    -------
    tuple of Due
        What was due and is gone (in a dry run: is due), steps with nothing left out.

    Raises
    ------
    WrongClockError
        The clock has jumped since the last run, or goes behind the audit; nothing was erased.
    ErasureCancelledError
        ``cancelled`` said so.
    web.store.faults.StoreError
        The database refuses; what was done before is kept.
    """
    moment = now or store.clock()
    if not clock_is_right:
        with store.read() as session:
            check_clock(session, moment)
    steps = _steps(store, backups)
    with store.read() as session:
        clocks = stored_clocks(session)
        due = [(step, *step.due(session, clocks, moment)) for step in steps]
    found = tuple(Due(step.category, step.step, count, oldest) for step, count, oldest in due if count)
    if dry_run:
        return found
    taken = []
    for step, count, oldest in due:
        done = _take(store, step, clocks, moment, actor=actor, cancelled=cancelled) if count else 0
        if done:
            taken.append(Due(step.category, step.step, done, oldest))
            if report:
                report(taken[-1])
    with store.write(actor) as work:
        write_missing_clocks(work)
        work.note(RAN, "retention", "all", taken={f"{d.category}.{d.step}": d.count for d in taken})
    if taken:
        _scrub(store)
    return tuple(taken)


def check_clock(session: Session, now: datetime) -> None:
    """Compare the clock with the moments of the audit's entries since the last run, or since it was said to be right.

    Raises
    ------
    WrongClockError
        Between two of them, or between the newest and now, lie more than ``LONGEST_GAP``; or now lies before it.
    """
    last = session.scalar(
        select(AuditEntry.seq).where(AuditEntry.action.in_((RAN, ACCEPTED))).order_by(AuditEntry.seq.desc()).limit(1)
    )
    query = select(AuditEntry.at).where(AuditEntry.seq >= (last or 0)).order_by(AuditEntry.seq.desc())
    later = now
    for at in session.scalars(query.limit(_LOOKED_AT)):
        if at - later > _BEHIND and later is now:
            raise WrongClockError(at, now)
        if later - at > LONGEST_GAP:
            raise WrongClockError(at, later)
        later = at


def _steps(store: Store, backups: Path | None) -> list[_Taken]:
    steps: list[_Taken] = [_AuditStep(store.audit_key), *ROW_STEPS, *PLAN_STEPS]
    if backups is not None:
        steps.append(_BackupStep(lambda: backup_files(backups, sqlite_file(store.url))))
    return steps


def _take(
    store: Store, step: _Taken, clocks: Clocks, now: datetime, *, actor: str, cancelled: Callable[[], bool]
) -> int:
    total = 0
    while True:
        if cancelled():
            raise ErasureCancelledError
        with store.write(actor) as work:
            done = step.take(work, clocks, now, most=_BATCH)
            work.note("retention.erased", str(step.category), str(step.step), count=done)
        total += done
        if done < _BATCH or step.category is Category.AUDIT:
            return total


def _scrub(store: Store) -> None:
    """Move what SQLite still has in its log into the file, so that the log keeps no copy of what is gone."""
    if sqlite_file(store.url) is None:
        return
    with store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
