"""The store: transactions that read, and transactions that write together with their audit."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from web.store.audit import Note, append
from web.store.engine import LOCK_WAIT_S, WRITES, is_sqlite, open_engine
from web.store.faults import NotThereError, StaleEditError, StoreError, StoreFault, store_error
from web.store.tables.table import Edited, Table
from web.store.times import utc_now

Row = TypeVar("Row", bound=Table)
EditedRow = TypeVar("EditedRow", bound=Edited)

SYSTEM = "system"
"""The actor of what the program does by itself."""


class UnauditedWriteError(RuntimeError):
    """A transaction wrote and did not say who changed what: a mistake of the program; nothing is written."""


@dataclass
class Work:
    """One transaction that writes.

    Attributes
    ----------
    actor
        Who does it, as in ``Note.actor``.
    now
        The moment that everything in the transaction carries.
    """

    session: Session
    actor: str
    now: datetime
    notes: list[Note] = field(default_factory=list)

    def note(self, action: str, kind: str, object_id: object, *, team: str = "", **detail: Any) -> None:  # noqa: ANN401
        """Say what was done; it is written into the audit with the transaction."""
        self.notes.append(Note(self.actor, action, kind, str(object_id), team, detail))

    def add(self, row: Row) -> Row:
        """Add a new row; what people edit is stamped with who and when."""
        if issubclass(type(row), Edited):
            row.changed_at, row.changed_by = self.now, self.actor  # type: ignore[attr-defined]
        self.session.add(row)
        return row

    def edit(
        self, table: type[EditedRow], key: object, *, expected: int | None, changes: Mapping[str, object]
    ) -> EditedRow:
        """Change a row that people edit.

        Parameters
        ----------
        key
            Its primary key.
        expected
            The version that the person saw; None where the program itself changes it.

        Raises
        ------
        NotThereError
            There is no such row.
        StaleEditError
            Somebody else has changed it since.
        """
        row = self.session.get(table, key)
        if row is None:
            raise NotThereError(_name(table), key)
        if expected is not None and row.version != expected:
            raise StaleEditError(
                _name(table),
                str(key),
                expected=expected,
                found=row.version,
                changed_at=row.changed_at,
                changed_by=row.changed_by,
            )
        for name, value in changes.items():
            setattr(row, name, value)
        row.changed_at, row.changed_by = self.now, self.actor
        return row


class Store:
    """The database of one installation.

    Parameters
    ----------
    url
        See `web.store.engine.open_engine`.
    audit_key
        What seals the audit; it must not lie in the database.
    clock
        Gives the time.
    """

    def __init__(self, url: str, *, audit_key: bytes, clock: Callable[[], datetime] = utc_now) -> None:
        self.url = url
        self.engine: Engine = open_engine(url)
        self.audit_key = audit_key
        self.clock = clock
        self._writing = self.engine.execution_options(**{WRITES: True})
        self._one_writer = Lock() if is_sqlite(url) else None
        self._reading: ContextVar[Session | None] = ContextVar("reading", default=None)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Begin a transaction that reads; what it gives stays usable after its end.

        Within another one it is the same transaction, so that a page that reads in many places shows one moment.

        Raises
        ------
        web.store.faults.StoreError
            The database refuses.
        """
        outer = self._reading.get()
        if outer is not None:
            yield outer
            return
        with _told(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            token = self._reading.set(session)
            try:
                yield session
            finally:
                self._reading.reset(token)

    @contextmanager
    def write(self, actor: str) -> Iterator[Work]:
        """Begin a transaction that writes: all of it and its audit, or nothing.

        Raises
        ------
        web.store.faults.StoreError
            The database refuses; nothing was written.
        web.store.faults.StaleEditError
            Somebody else changed a row meanwhile; nothing was written.
        UnauditedWriteError
            Rows were changed and nothing was noted.
        """
        with _told(), self._turn(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            work = Work(session, actor, self.clock())
            yield work
            session.flush()
            if work.notes:
                append(session, self.audit_key, work.notes, work.now)
            else:
                raise UnauditedWriteError(f"{actor} wrote and noted nothing")
            session.flush()
            with _unsure():
                session.commit()

    @contextmanager
    def housekeeping(self) -> Iterator[Session]:
        """Begin a transaction that writes what nobody need be told of: progress, tries to sign in, counters."""
        with _told(), self._turn(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session
            session.flush()
            with _unsure():
                session.commit()

    def note(self, actor: str, action: str, kind: str, object_id: object, *, team: str = "", **detail: Any) -> None:  # noqa: ANN401
        """Write one line into the audit that goes with no change, as that somebody saw a page."""
        with self.write(actor) as work:
            work.note(action, kind, object_id, team=team, **detail)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let writers of this process on SQLite stand in line, where SQLite would let them sleep and try again."""
        if self._one_writer is None:
            yield
            return
        if not self._one_writer.acquire(timeout=LOCK_WAIT_S):
            raise StoreError(StoreFault.BUSY, "other writers of this process took too long")
        try:
            yield
        finally:
            self._one_writer.release()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def _told() -> Iterator[None]:
    """Put what the database refuses into our own errors."""
    try:
        yield
    except StaleDataError as error:
        raise StaleEditError("row", "", expected=0, found=0, changed_at=None, changed_by="") from error
    except PoolTimeout as error:
        raise StoreError(StoreFault.BUSY, "no connection became free") from error
    except DBAPIError as error:
        known = store_error(error)
        if known is None:
            raise
        raise known from error


@contextmanager
def _unsure() -> Iterator[None]:
    """Tell of a database that went away during COMMIT: it may have saved, and its answer was lost."""
    try:
        yield
    except DBAPIError as error:
        known = store_error(error)
        if known is not None and known.fault is StoreFault.GONE:
            raise StoreError(StoreFault.UNSURE, known.detail) from error
        raise


def _name(table: type[object]) -> str:
    return str(getattr(table, "__tablename__", table.__name__))
