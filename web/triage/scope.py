"""Who sees which tips: leads and coordinators, by the team that has a tip, and by district until one has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from geo.district import NoDistrictError
from planner.team import TeamKind
from web.security.person import Person, Role
from web.store.district_rows import stored_districts
from web.store.faults import NotThereError
from web.store.tables.teams import BaseRow, TeamRow
from web.store.tables.tips import Tip
from web.tips.tip import Worry

SEE_TIPS = (Role.LEAD, Role.COORDINATOR)
"""Roles that see tips; pairs see what a tip has become in their route, and nobody else sees one at all."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody sees of tips.

    Attributes
    ----------
    teams
        Their teams that may have tips: the city's and districts', no partner's.
    takers
        Every team that may have a tip. A tip of another team, as a partner's that told it, is nobody's yet.
    whole_city
        One of their teams is the city's: they see tips that nobody has yet.
    districts
        Where their districts' teams set out: they see tips there that nobody has yet.
    settlements
        They see tips of settlements that nobody has yet.
    """

    teams: frozenset[str] = frozenset()
    takers: frozenset[str] = frozenset()
    whole_city: bool = False
    districts: frozenset[str] = frozenset()
    settlements: bool = False

    def sees(self, tip: Tip) -> bool:
        """Tell whether they see a tip."""
        if tip.team_id in self.takers:
            return tip.team_id in self.teams
        if tip.worry == Worry.SETTLEMENT:
            return self.settlements
        return self.whole_city or tip.district in self.districts

    def clause(self) -> ColumnElement[bool]:
        """Give the same as a condition of a query."""
        mine: Any = Tip.team_id.in_(self.teams)
        free = or_(Tip.team_id.is_(None), Tip.team_id.not_in(self.takers))
        there: Any = true() if self.whole_city else Tip.district.in_(self.districts)
        ordinary = and_(Tip.worry != Worry.SETTLEMENT, there)
        seen = or_(ordinary, Tip.worry == Worry.SETTLEMENT) if self.settlements else ordinary
        return or_(mine, and_(free, seen))


def scope_of(session: Session, person: Person, *, on: date, settlement_team: str) -> Scope:
    """Give what somebody sees of tips.

    Parameters
    ----------
    on
        The day for which districts are looked up.
    settlement_team
        The team that alone is told of settlements; where there is none, every team of the city is.
    """
    kinds = {row.id: row.kind for row in session.execute(select(TeamRow.id, TeamRow.kind))}
    takers = frozenset(ident for ident, kind in kinds.items() if kind != TeamKind.PARTNER)
    teams = person.teams(SEE_TIPS) & takers
    whole_city = any(kinds[team] == TeamKind.CITY for team in teams)
    local = {team for team in teams if kinds[team] == TeamKind.DISTRICT}
    return Scope(
        teams=teams,
        takers=takers,
        whole_city=whole_city,
        districts=_districts_of(session, local, on) if local and not whole_city else frozenset(),
        settlements=settlement_team in teams if settlement_team in takers else whole_city,
    )


def seen_tip(session: Session, scope: Scope, ident: str) -> Tip:
    """Give a tip that somebody sees.

    Raises
    ------
    web.store.faults.NotThereError
        There is none, or it is not theirs to see (default deny).
    """
    tip = session.get(Tip, ident)
    if tip is None or not scope.sees(tip):
        raise NotThereError("tip", ident)
    return tip


def _districts_of(session: Session, teams: Iterable[str], on: date) -> frozenset[str]:
    """Give the districts in which teams have their bases."""
    districts, found = stored_districts(session), set()
    for base in session.scalars(select(BaseRow).where(BaseRow.team_id.in_(list(teams)))):
        try:
            found.add(districts.at(base.lon, base.lat, on))
        except NoDistrictError:
            continue
    return frozenset(found)
