"""The audit chain: append-only entries, each sealed with a key that is not in the database.

An entry's seal is ``HMAC-SHA256(key, previous seal || canonical entry)`` (FIPS 198-1), so that no entry can be changed,
put in, taken out or moved without the key. The head row holds the last seal, sealed itself, so that a tail that was cut
off is found. After B. Schneier and J. Kelsey, "Secure Audit Logs to Support Computer Forensics" (1999).
"""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from web.store.tables.audit import AuditCheckpoint, AuditEntry, AuditHead

GENESIS = "0" * 64
"""The seal before the first entry."""

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be written into the audit: codes, ids and counts alone; never what a person said.

    Attributes
    ----------
    actor
        ``account:7``, ``job:plan``, ``system`` or ``anyone``.
    action
        What was done, as ``visit.logged``.
    kind, object_id
        To what.
    team
        Whose it is; empty where it is no team's.
    """

    actor: str
    action: str
    kind: str
    object_id: str
    team: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where the chain does not hold: ``code`` is ``changed``, ``missing``, ``tail`` or ``checkpoint``."""

    code: str
    seq: int


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Write a JSON value in the one way that is sealed and hashed: sorted keys, no spaces.

    Examples
    --------
    >>> canonical({"b": 1, "a": "å"})
    '{"a":"å","b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Give the SHA-256 of a JSON value's canonical text."""
    return content_hash_of(canonical(value))


def content_hash_of(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def append(session: Session, key: bytes, notes: Sequence[Note], now: datetime) -> None:
    """Write notes at the end of the chain, in the session's transaction; others wait until it ends."""
    head = session.execute(select(AuditHead).where(AuditHead.id == 1).with_for_update()).scalar_one_or_none()
    if head is None:
        head = AuditHead(id=1, seq=0, mac=GENESIS, at=now, seal=_seal_head(key, 0, GENESIS))
        session.add(head)
    for note in notes:
        entry = AuditEntry(
            seq=head.seq + 1,
            at=now,
            actor=note.actor,
            action=note.action,
            kind=note.kind,
            object_id=note.object_id,
            team=note.team,
            detail=canonical(dict(note.detail)),
        )
        entry.mac = _mac(key, head.mac, entry)
        session.add(entry)
        head.seq, head.mac, head.at = entry.seq, entry.mac, now
    head.seal = _seal_head(key, head.seq, head.mac)


def verify(session: Session, key: bytes) -> Iterator[ChainFault]:
    """Try the whole chain from the latest checkpoint; yields where it does not hold, in order."""
    checkpoints = session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.seq.desc())).all()
    for other in checkpoints[1:]:  # a cut leaves one alone
        yield ChainFault("checkpoint", other.seq)
    checkpoint = checkpoints[0] if checkpoints else None
    seq, mac, at = 0, GENESIS, None
    if checkpoint is not None:
        if not hmac.compare_digest(checkpoint.seal, _seal_checkpoint(key, checkpoint)):
            yield ChainFault("checkpoint", checkpoint.seq)
        seq, mac = checkpoint.seq, checkpoint.mac
    rows = select(*AuditEntry.__table__.columns).order_by(AuditEntry.seq).execution_options(yield_per=_BATCH)
    for entry in session.execute(rows):
        at = entry.at
        if entry.seq != seq + 1:
            yield ChainFault("missing", seq + 1)
        elif not hmac.compare_digest(entry.mac, _mac(key, mac, entry)):
            yield ChainFault("changed", entry.seq)
            at = None  # what the head says of it is told once too
        seq, mac = entry.seq, entry.mac  # go on from what stands there, so that each fault is told once
    head = session.get(AuditHead, 1)
    if head is None:
        if seq:
            yield ChainFault("tail", seq + 1)
    elif (head.seq, head.mac, head.at) != (seq, mac, at or head.at) or not hmac.compare_digest(
        head.seal, _seal_head(key, head.seq, head.mac)
    ):
        yield ChainFault("tail", max(seq, head.seq))


def cut(session: Session, key: bytes, *, before: datetime, now: datetime) -> int:
    """Remove entries older than a moment behind a sealed checkpoint; gives how many.

    The newest entry always stays, so that the chain never ends in nothing.
    """
    head = session.execute(select(AuditHead).where(AuditHead.id == 1).with_for_update()).scalar_one_or_none()
    last = _last_expired(session, head, before)
    entry = session.get(AuditEntry, last)
    if entry is None:
        return 0
    removed = session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.seq <= last)) or 0
    checkpoint = AuditCheckpoint(seq=last, mac=entry.mac, removed=removed, cut_at=now)
    checkpoint.seal = _seal_checkpoint(key, checkpoint)
    session.execute(delete(AuditEntry).where(AuditEntry.seq <= last))
    session.execute(delete(AuditCheckpoint))
    session.add(checkpoint)
    return removed


def expired(session: Session, *, before: datetime) -> tuple[int, datetime | None]:
    """Count the entries that `cut` would remove, and give the moment of the oldest."""
    last = _last_expired(session, session.get(AuditHead, 1), before)
    count, oldest = session.execute(
        select(func.count(), func.min(AuditEntry.at)).select_from(AuditEntry).where(AuditEntry.seq <= last)
    ).one()
    return count, oldest


def _last_expired(session: Session, head: AuditHead | None, before: datetime) -> int:
    """Give the last entry of those that stand before the first one that is kept; 0 where there is none."""
    if head is None:
        return 0
    kept = session.scalar(select(func.min(AuditEntry.seq)).where(AuditEntry.at >= before))
    return min((kept if kept is not None else head.seq) - 1, head.seq - 1)


def _mac(key: bytes, previous: str, entry: Any) -> str:  # noqa: ANN401 - an entry, or its columns
    told = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "kind": entry.kind,
        "object_id": entry.object_id,
        "team": entry.team,
        "detail": entry.detail,
    }
    return _hmac(key, f"entry\0{previous}\0{canonical(told)}")


def _seal_head(key: bytes, seq: int, mac: str) -> str:
    return _hmac(key, f"head\0{seq}\0{mac}")


def _seal_checkpoint(key: bytes, checkpoint: AuditCheckpoint) -> str:
    at = checkpoint.cut_at.astimezone(UTC).isoformat(timespec="microseconds")
    return _hmac(key, f"checkpoint\0{checkpoint.seq}\0{checkpoint.mac}\0{checkpoint.removed}\0{at}")


def _hmac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()
