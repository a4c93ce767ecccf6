"""The registers of a team's page: what each lists, and how its forms are read, saved and removed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from geo.city import City
from web.lead.place_fields import Fields
from web.lead.team_absences import (
    absence_items,
    read_days,
    remove_absence,
    remove_wish,
    save_absence,
    save_wish,
    wish_items,
)
from web.lead.team_item import Item
from web.lead.team_shifts import (
    base_items,
    read_base,
    read_shift,
    remove_base,
    remove_shift,
    save_base,
    save_shift,
    shift_items,
)
from web.lead.team_work import read_work, remove_work, save_work, work_items
from web.lead.team_workers import (
    WorkerNames,
    read_worker,
    remove_worker,
    save_worker,
    worker_items,
    worker_names,
    worker_skills,
)
from web.store.faults import NotThereError
from web.store.store import Store, Work
from web.store.tables.teams import TeamRow
from web.words import Words


@dataclass(frozen=True)
class TeamNow:
    """What the registers are read from: one moment of a team."""

    session: Session
    team: str
    city: City
    names: WorkerNames
    skills: list[str]
    words: Words
    now: datetime

    @property
    def today(self) -> date:
        """The day in the city."""
        return self.now.astimezone(self.city.tz).date()

    @property
    def bases(self) -> list[str]:
        """The ids of the bases."""
        return [item.id for item in base_items(self.session, self.team)]


@dataclass(frozen=True, slots=True)
class Register:
    """One register: what it lists, reads, saves and removes; ``ident`` is "" for a new entry."""

    items: Callable[[TeamNow], list[Item]]
    read: Callable[[Fields, TeamNow, str], object | None]
    save: Callable[[Work, str, str, Any, int], str]
    remove: Callable[[Work, str, str, int], None]


REGISTERS = {
    "workers": Register(
        lambda now: worker_items(now.session, now.team, now.words),
        lambda form, now, ident: read_worker(form, ident, skills=now.skills),
        save_worker,
        remove_worker,
    ),
    "absences": Register(
        lambda now: absence_items(now.session, now.team, now.words, now.names, now.today),
        lambda form, now, _: read_days(form, now.names),
        save_absence,
        remove_absence,
    ),
    "wishes": Register(
        lambda now: wish_items(now.session, now.team, now.words, now.names, now.today),
        lambda form, now, _: read_days(form, now.names),
        save_wish,
        remove_wish,
    ),
    "work": Register(
        lambda now: work_items(now.session, now.team, now.words, now.names, tz=now.city.tz, now=now.now),
        lambda form, now, _: read_work(form, now.names, tz=now.city.tz),
        save_work,
        remove_work,
    ),
    "shifts": Register(
        lambda now: shift_items(now.session, now.team, now.words),
        lambda form, now, ident: read_shift(form, ident, city=now.city, bases=now.bases, skills=now.skills),
        save_shift,
        remove_shift,
    ),
    "bases": Register(
        lambda now: base_items(now.session, now.team),
        lambda form, now, ident: read_base(form, ident, city=now.city),
        save_base,
        remove_base,
    ),
}
"""The registers by the word that their address has."""


def team_now(session: Session, team: str, city: City, words: Words, now: datetime) -> TeamNow:
    """Open a team's registers.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such team.
    """
    if session.get(TeamRow, team) is None:
        raise NotThereError("team", team)
    return TeamNow(session, team, city, worker_names(session, team), worker_skills(session, team), words, now)


def save_entry(
    store: Store, register: Register, team: str, ident: str, value: object, *, expected: int, actor: str
) -> str:
    """Save an entry, all of it or nothing; gives its id.

    Raises
    ------
    web.lead.team_item.TeamRuleError
        It breaks a rule of the team.
    web.store.faults.StaleEditError, web.store.faults.NotThereError
        Somebody else has changed or removed it.
    """
    with store.write(actor) as work:
        return register.save(work, team, ident, value, expected)


def remove_entry(store: Store, register: Register, team: str, ident: str, *, expected: int, actor: str) -> None:
    """Remove an entry.

    Raises
    ------
    web.lead.team_item.TeamRuleError
        Something hangs on it.
    web.store.faults.StaleEditError, web.store.faults.NotThereError
        Somebody else has changed or removed it.
    """
    with store.write(actor) as work:
        register.remove(work, team, ident, expected)
