"""Restore a backup: all is verified first, the old database is kept, what was to be forgotten stays forgotten."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from web.store.audit import ChainFault, verify
from web.store.engine import is_sqlite
from web.store.faults import StoreError, StoreFault
from web.store.migrate import revisions
from web.store.replaced import Replaced, RestoreError, RestoreFault, look_at
from web.store.restore_postgresql import restore_postgresql
from web.store.restore_sqlite import restore_sqlite
from web.store.retention import LONGEST_GAP, Due, WrongClockError, erase
from web.store.sealed_file import Sealed, verify_sealed
from web.store.settle import Settled
from web.store.store import SYSTEM, Store
from web.store.times import utc_now

_BEHIND = timedelta(minutes=10)
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done.

    Attributes
    ----------
    aside
        The file of the database that was replaced; None on PostgreSQL, or where there was none.
    erased
        What was due to be forgotten and is.
    chain
        Where the restored audit does not hold.
    """

    sealed: Sealed
    replaced: Replaced
    settled: Settled
    aside: Path | None
    erased: tuple[Due, ...]
    chain: tuple[ChainFault, ...]


def restore(
    url: str,
    path: Path,
    *,
    key: bytes,
    now: datetime | None = None,
    backups: Path | None = None,
    without_seal: bool = False,
    clock_is_right: bool = False,
    actor: str = SYSTEM,
) -> Restored:
    """Put a backup in the place of a database.

    Parameters
    ----------
    key
        The audit's key.
    backups
        The folder of backups, whose old files are cleared as `web.store.retention.erase` does.
    without_seal
        Accept a backup that was sealed with another key.
    clock_is_right
        Go on although the clock lies far from everything that is known.

    Raises
    ------
    web.store.sealed_file.SealedFileError
        The file is not what was written; every part that differs is named.
    RestoreError
        It belongs to another kind of database, or a server is using this one.
    web.store.retention.WrongClockError
        The clock lies far from that of the backup and of the database.
    web.store.faults.StoreError
        The database refuses, or the backup was made by a newer version.
    OSError
        A file cannot be written; the database is as it was.
    """
    moment = now or utc_now()
    sealed = verify_sealed(path, key, without_seal=without_seal)
    if (sealed.facts["backend"] == "sqlite") != is_sqlite(url):
        raise RestoreError(RestoreFault.OTHER_BACKEND, sealed.facts["backend"])
    if sealed.facts["revision"] not in revisions():
        raise StoreError(StoreFault.NEW_SCHEMA, str(sealed.facts["revision"]))
    replaced = look_at(url, key)
    if not clock_is_right:
        _check_clock(moment, made_at=datetime.fromisoformat(sealed.facts["made_at"]), replaced=replaced)
    put_back = restore_sqlite if is_sqlite(url) else restore_postgresql
    settled, aside = put_back(url, sealed, replaced, key=key, now=moment, actor=actor)
    with closing(Store(url, audit_key=key, clock=lambda: moment)) as store:
        erased = erase(store, now=moment, backups=backups, clock_is_right=True, actor=actor)
        with store.read() as session:
            chain = tuple(islice(verify(session, key), _MOST_FAULTS))
    return Restored(sealed, replaced, settled, aside, erased, chain)


def _check_clock(now: datetime, *, made_at: datetime, replaced: Replaced) -> None:
    known: Sequence[datetime] = [made_at, *([replaced.at] if replaced.at else [])]
    newest = max(known)
    if newest - now > _BEHIND or now - newest > LONGEST_GAP:
        raise WrongClockError(newest, now)
