"""What is known of a database that a restore replaces, and why it would not be replaced."""

from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from web.store.engine import sqlite_file
from web.store.erasures import Erased, erased_by_hand
from web.store.faults import StoreError
from web.store.sealed_file import Sealed
from web.store.settle import Settled
from web.store.store import Store
from web.store.tables.audit import AuditHead


class RestoreFault(StrEnum):
    """Why a backup is not restored; nothing was changed."""

    OTHER_BACKEND = "other_backend"
    IN_USE = "in_use"


class RestoreError(Exception):
    """A backup is not restored; ``fault`` says why. Nothing was changed."""

    def __init__(self, fault: RestoreFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault, self.detail = fault, detail


@dataclass(frozen=True, slots=True)
class Replaced:
    """What is known of the database that makes room; ``readable`` is false where it could not be asked."""

    readable: bool = False
    erased: tuple[Erased, ...] = ()
    seq: int = 0
    mac: str = ""
    at: datetime | None = None


def look_at(url: str, key: bytes) -> Replaced:
    """Ask the database that makes room what it has forgotten by hand, and where its audit ends."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return Replaced(readable=True)
    with closing(Store(url, audit_key=key)) as store, suppress(StoreError, DBAPIError, OSError):
        with store.read() as session:
            head = session.scalars(select(AuditHead)).one_or_none()
            erased = erased_by_hand(session)
        if head is None:
            return Replaced(readable=True, erased=erased)
        return Replaced(readable=True, erased=erased, seq=head.seq, mac=head.mac, at=head.at)
    return Replaced()


def told_of(sealed: Sealed, replaced: Replaced, settled: Settled) -> dict[str, Any]:
    """Give what the audit keeps of a restore: from where, over what, and what was done."""
    return {
        "digest": sealed.digest,
        "made_at": sealed.facts["made_at"],
        "replaced_seq": replaced.seq,
        "replaced_seal": replaced.mac,
        "jobs": settled.jobs,
        "erased_again": settled.erased_again,
    }
