"""Who is calling: a person with roles for teams and districts, without Flask."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may be; a role holds for one team, for one district, or for the whole installation."""

    LEAD = "lead"
    FIELD = "field"
    COORDINATOR = "coordinator"
    PARTNER = "partner"
    DISTRICT = "district"
    AUDITOR = "auditor"
    ADMIN = "admin"


TEAM_ROLES = frozenset({Role.LEAD, Role.FIELD, Role.COORDINATOR, Role.PARTNER})
"""Roles that are bound to teams; without one they hold for no team (default deny)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role, for one team or one district; both empty for the installation."""

    role: Role
    team: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in."""

    id: int
    name: str
    grants: tuple[Grant, ...] = ()

    @property
    def actor(self) -> str:
        """How the audit names the person."""
        return f"account:{self.id}"

    def has(self, roles: Iterable[Role]) -> bool:
        """Tell whether the person has one of the roles at all."""
        wanted = frozenset(roles)
        return any(grant.role in wanted for grant in self.grants)

    def may(self, roles: Iterable[Role], *, team: str) -> bool:
        """Tell whether the person has one of the roles for a team.

        Examples
        --------
        >>> lead = Person(1, "Ek", (Grant(Role.LEAD, team="eu-teamet"),))
        >>> lead.may({Role.LEAD}, team="eu-teamet"), lead.may({Role.LEAD}, team="nattjouren")
        (True, False)
        """
        wanted = frozenset(roles)
        return any(grant.role in wanted and grant.team == team for grant in self.grants)

    def teams(self, roles: Iterable[Role]) -> frozenset[str]:
        """Give the teams for which the person has one of the roles."""
        wanted = frozenset(roles)
        return frozenset(grant.team for grant in self.grants if grant.role in wanted and grant.team)
