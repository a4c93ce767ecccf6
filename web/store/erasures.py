"""What is forgotten by hand before its time, remembered by number alone, so that a restored backup forgets it again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.store.faults import NotThereError
from web.store.store import Work
from web.store.tables.retention import Erasure
from web.store.tables.tips import ReporterContact

CONTACT = "reporter_contact"
"""The contact of a tip's reporter, by the tip's id."""


@dataclass(frozen=True, slots=True)
class Erased:
    """One thing that was forgotten by hand."""

    kind: str
    object_id: str
    at: datetime


def forget_contact(work: Work, tip: str) -> None:
    """Forget how to reach the reporter of a tip, for good.

    Raises
    ------
    web.store.faults.NotThereError
        The tip has no contact.
    """
    row = work.session.get(ReporterContact, tip)
    if row is None:
        raise NotThereError(CONTACT, tip)
    work.session.delete(row)
    work.session.merge(Erasure(kind=CONTACT, object_id=tip, at=work.now))
    work.note("contact.forgotten", "tip", tip)


def erased_by_hand(session: Session) -> tuple[Erased, ...]:
    """Give everything that was forgotten by hand."""
    rows = session.scalars(select(Erasure).order_by(Erasure.kind, Erasure.object_id))
    return tuple(Erased(row.kind, row.object_id, row.at) for row in rows)


def erase_again(session: Session, erased: Iterable[Erased]) -> int:
    """Forget again what the database before a restore had forgotten; gives how many things had come back."""
    again = 0
    for one in erased:
        again += _AGAIN[one.kind](session, one.object_id) if one.kind in _AGAIN else 0
        session.merge(Erasure(kind=one.kind, object_id=one.object_id, at=one.at))
    session.flush()
    return again


def _contact_again(session: Session, tip: str) -> int:
    row = session.get(ReporterContact, tip)
    if row is None:
        return 0
    session.delete(row)
    return 1


_AGAIN: Mapping[str, Callable[[Session, str], int]] = {CONTACT: _contact_again}
