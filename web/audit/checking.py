"""Is the audit whole: the chain itself, that there is one at all, and that it goes on from a seal kept elsewhere."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from web.store.audit import verify
from web.store.store import Store
from web.store.tables.accounts import Account
from web.store.tables.audit import AuditCheckpoint, AuditEntry, AuditHead
from web.store.tables.plans import WeekPlanRow
from web.store.tables.teams import TeamRow

MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the audit does not hold; ``code`` is one of ``web.security.audit_words.FAULTS``."""

    code: str
    seq: int


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry and its seal, to be kept elsewhere."""

    seq: int
    seal: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found.

    Attributes
    ----------
    entries
        How many entries there are.
    removed
        How many were cut behind the checkpoint when their time was out.
    older_than_checkpoint
        The seal that was kept elsewhere is of an entry that was cut since; the sealed checkpoint stands for it.
    """

    faults: tuple[Fault, ...]
    entries: int
    head: Head | None
    removed: int
    older_than_checkpoint: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def check_audit(store: Store, *, expect: Head | None = None) -> Checked:
    """Try the whole audit.

    Parameters
    ----------
    expect
        A seal that was kept elsewhere: finds a database that was rolled back to an older state.
    """
    with store.read() as session:
        faults = tuple(islice(_faults(session, store.audit_key), MOST_FAULTS))
        head = head_of(session)
        checkpoint = session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.seq.desc())).first()
        entries = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        before = checkpoint.seq if checkpoint else 0
        older = expect is not None and expect.seq < before
        if expect is not None and not older:
            faults += tuple(_against(session, expect, checkpoint))
        return Checked(faults, entries, head, before, older)


def head_of(session: Session) -> Head | None:
    """Give the last entry and its seal; None where there is none."""
    row = session.get(AuditHead, 1)
    return Head(row.seq, row.mac) if row else None


def _faults(session: Session, key: bytes) -> Iterator[Fault]:
    for fault in verify(session, key):
        yield Fault(fault.code, fault.seq)
    if session.get(AuditHead, 1) is None and not session.scalar(select(exists().select_from(AuditEntry))):
        told = (select(exists().select_from(table)) for table in (Account, TeamRow, WeekPlanRow, AuditCheckpoint))
        if any(session.scalar(query) for query in told):
            yield Fault("gone", 0)


def _against(session: Session, expect: Head, checkpoint: AuditCheckpoint | None) -> Iterator[Fault]:
    if checkpoint is not None and checkpoint.seq == expect.seq:
        found: str | None = checkpoint.mac
    else:
        found = session.scalar(select(AuditEntry.mac).where(AuditEntry.seq == expect.seq))
    if found is None:
        yield Fault("rolled_back", expect.seq)
    elif not hmac.compare_digest(found, expect.seal):
        yield Fault("other_seal", expect.seq)
