"""An account's rows of roles as grants, and back; without Flask."""

from collections.abc import Iterable

from web.security.person import Grant, Role
from web.store.tables.accounts import Membership


def grants_of(memberships: Iterable[Membership]) -> tuple[Grant, ...]:
    """Give an account's memberships as grants."""
    return tuple(Grant(Role(m.role), m.team_id, m.district) for m in memberships)


def memberships_of(grants: Iterable[Grant]) -> list[Membership]:
    """Give grants as new memberships of an account."""
    return [Membership(role=str(grant.role), team_id=grant.team, district=grant.district) for grant in grants]
