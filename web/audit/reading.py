"""Entries of the audit by filter, page by page, with the names that go with their numbers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from web.store.store import Store
from web.store.tables.accounts import Account
from web.store.tables.audit import AuditEntry

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are asked for; empty means all.

    Attributes
    ----------
    actor
        An account's number, or an actor as it stands in the audit; ``job:`` stands for every job.
    action
        A code, as ``plan.seen``; ``plan.`` stands for every action on plans.
    first, last
        Days in the city's time zone, both included.
    """

    kind: str = ""
    object_id: str = ""
    actor: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None

    def told(self) -> dict[str, str]:
        """Give what is asked for, as the audit of the audit keeps it."""
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is shown."""

    seq: int
    at: datetime
    actor: str
    name: str
    action: str
    kind: str
    object_id: str
    team: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, the newest first; ``older`` and ``newer`` are where the next pages begin, None for none."""

    entries: tuple[Entry, ...]
    older: int | None
    newer: int | None


def read_page(
    store: Store, wanted: Filter, *, tz: ZoneInfo, before: int | None = None, after: int | None = None
) -> Page:
    """Give the entries before or after one, the newest first."""
    query = _query(wanted, tz)
    with store.read() as session:
        if after is not None:
            rows = session.scalars(query.where(AuditEntry.seq > after).order_by(AuditEntry.seq).limit(PAGE + 1)).all()
            more, rows = len(rows) > PAGE, list(reversed(rows[:PAGE]))
            newer, older = (rows[0].seq if more and rows else None), (rows[-1].seq if rows else None)
        else:
            if before is not None:
                query = query.where(AuditEntry.seq < before)
            found = session.scalars(query.order_by(AuditEntry.seq.desc()).limit(PAGE + 1)).all()
            rows = list(found[:PAGE])
            older = rows[-1].seq if len(found) > PAGE else None
            newer = rows[0].seq if before is not None and rows else None
        return Page(tuple(_entries(session, rows)), older, newer)


def read_all(store: Store, wanted: Filter, *, tz: ZoneInfo, most: int) -> tuple[Entry, ...]:
    """Give the newest entries of a filter, as many as ``most``, the oldest of them first."""
    with store.read() as session:
        rows = session.scalars(_query(wanted, tz).order_by(AuditEntry.seq.desc()).limit(most)).all()
        return tuple(_entries(session, list(reversed(rows))))


def _query(wanted: Filter, tz: ZoneInfo) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if wanted.kind:
        query = query.where(AuditEntry.kind == wanted.kind)
    if wanted.object_id:
        query = query.where(AuditEntry.object_id == wanted.object_id)
    query = _by(query, AuditEntry.actor, f"account:{wanted.actor}" if wanted.actor.isdigit() else wanted.actor, ":")
    query = _by(query, AuditEntry.action, wanted.action, ".")
    if wanted.first:
        query = query.where(AuditEntry.at >= datetime.combine(wanted.first, time(), tz))
    if wanted.last:
        query = query.where(AuditEntry.at < datetime.combine(wanted.last + timedelta(days=1), time(), tz))
    return query


def _by(query: Select[AuditEntry], column: Any, wanted: str, end: str) -> Select[AuditEntry]:  # noqa: ANN401
    if not wanted:
        return query
    return query.where(column.startswith(wanted, autoescape=True) if wanted.endswith(end) else column == wanted)


def _entries(session: Session, rows: Iterable[AuditEntry]) -> Iterator[Entry]:
    rows = list(rows)
    ids = {
        int(number)
        for row in rows
        for number in [row.actor.removeprefix("account:")]
        if number.isdecimal() and len(number) < 10
    }
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    names = {f"account:{row.id}": row.name for row in found}
    for row in rows:
        yield Entry(
            row.seq, row.at, row.actor, names.get(row.actor, ""), row.action, row.kind, row.object_id, row.team,
            _detail(row.detail),
        )  # fmt: skip


def _detail(text: str) -> Mapping[str, object]:
    """Read the detail; one that somebody has harmed is shown as it stands."""
    try:
        found = json.loads(text)
    except ValueError:
        return {"?": text}
    return found if isinstance(found, dict) else {"?": text}
