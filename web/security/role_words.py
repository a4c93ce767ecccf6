"""Names of roles, and of what they hold for."""

from collections.abc import Mapping, Sequence

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


def grant_texts(words: Words, grants: Sequence[Grant], teams: Mapping[str, str]) -> list[str]:
    """Name roles and what each holds for, one text a role; ``teams`` has the teams' names.

    Examples
    --------
    >>> from web.words import translator
    >>> grants = Grant(Role.LEAD, team="a"), Grant(Role.AUDITOR), Grant(Role.LEAD, team="b")
    >>> grant_texts(translator("en"), grants, {"a": "EU-teamet", "b": "Nattjouren"})
    ['Team lead: EU-teamet, Nattjouren', 'Auditor']
    """
    bound: dict[Role, list[str]] = {}
    for grant in grants:
        bound.setdefault(grant.role, []).append(teams.get(grant.team, grant.team) or grant.district)
    return [
        f"{role_text(words, role)}: {', '.join(sorted(names))}" if any(names) else role_text(words, role)
        for role, names in bound.items()
    ]
