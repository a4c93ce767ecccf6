"""Pairs that should have said that all is well: told on the pages of their leads and coordinators."""

from dataclasses import asdict, dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy.orm import Session

from web.appearance import appearance
from web.field.check_in import late_check_ins
from web.field.contact import contact_of
from web.parts import parts
from web.security.access import person
from web.security.person import Role
from web.store.faults import StoreError
from web.store.tables.accounts import Account
from web.store.tables.shifts_worked import CheckInRow

TOLD = (Role.LEAD, Role.COORDINATOR)
"""Who is told."""


@dataclass(frozen=True, slots=True)
class LatePair:
    """One pair that is late.

    Attributes
    ----------
    title, since
        Which pair, and since when and how long, in words.
    contact, phone
        Whom the team calls, as it wrote it, and the telephone in it.
    answered
        Who has taken it on, in words; empty where nobody has.
    """

    id: str
    team: str
    version: int
    title: str
    since: str
    contact: str
    phone: str
    answered: str

    def told(self) -> dict[str, object]:
        """Give it as JSON."""
        return asdict(self)


def add_late_pairs(app: Flask) -> None:
    """Let templates ask with ``late_pairs()`` and ``looks_after_pairs()``."""
    app.jinja_env.globals.update(late_pairs=late_pairs, looks_after_pairs=lambda: bool(_teams()))


def late_pairs() -> tuple[LatePair, ...]:
    """Give the late pairs of the teams that who is calling looks after, the longest overdue first."""
    teams = _teams()
    if not teams:
        return ()
    store = parts().store
    try:
        with store.read() as session:
            rows = late_check_ins(session, teams, store.clock())
            return tuple(_late(session, row) for row in rows)
    except StoreError:
        return ()  # the page that says so is drawn with this banner


def _teams() -> frozenset[str]:
    who = person()
    return who.teams(TOLD) if who else frozenset()


def _late(session: Session, row: CheckInRow) -> LatePair:
    words, tz = appearance().words, ZoneInfo(parts().city_settings().timezone)
    due, now = row.due_at.astimezone(tz), parts().store.clock().astimezone(tz)
    minutes = max(int((now.astimezone(UTC) - row.due_at).total_seconds() // 60), 0)
    told = words.clock(due) if due.date() == now.date() else f"{words.day(due)} {words.clock(due)}"
    contact = contact_of(session, row.team_id)
    return LatePair(
        id=row.id,
        team=row.team_id,
        version=row.version,
        title=words.text("Pair %(pair)s has not said that all is well", pair=row.pair),
        since=words.plural(
            "Expected at %(time)s, %(num)s minute ago.", "Expected at %(time)s, %(num)s minutes ago.", minutes,
            time=told,
        ),
        contact=contact.text,
        phone=contact.phone,
        answered=_answered(session, row),
    )  # fmt: skip


def _answered(session: Session, row: CheckInRow) -> str:
    who, words = row.answered_by or "", appearance().words
    if not who:
        return ""
    me = person()
    if me is not None and me.actor == who:
        return words.text("You call the pair.")
    number = who.partition(":")[2]
    account = session.get(Account, int(number)) if number.isdigit() else None
    name = account.name if account is not None and account.name else words.text("Somebody else")
    return words.text("%(who)s calls the pair.", who=name)
