"""Names of roles, and of what they hold for."""

from collections.abc import Mapping

from web.security.person import Grant, Role
from web.words import N_, Words

ROLES = {
    Role.LEAD: N_("Team lead"),
    Role.FIELD: N_("Field worker"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.PARTNER: N_("Partner"),
    Role.DISTRICT: N_("City district"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMIN: N_("Looks after accounts"),
}


def role_text(words: Words, role: Role) -> str:
    """Name a role."""
    return words.text(ROLES[role])


def grant_text(words: Words, grant: Grant, teams: Mapping[str, str]) -> str:
    """Name a role and what it holds for; ``teams`` has the teams' names.

    Examples
    --------
    >>> from web.words import translator
    >>> grant_text(translator("en"), Grant(Role.LEAD, team="eu-teamet"), {"eu-teamet": "EU-teamet"})
    'Team lead, EU-teamet'
    """
    bound = teams.get(grant.team, grant.team) or grant.district
    return f"{role_text(words, grant.role)}, {bound}" if bound else role_text(words, grant.role)
