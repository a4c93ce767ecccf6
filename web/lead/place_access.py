"""Who sees a place and who may edit it: default deny for settlements and for places of named teams."""

from dataclasses import dataclass

from geo.hotspot import Hotspot, HotspotKind, Sensitivity


class NotYoursError(PermissionError):
    """A place may be looked at and not edited; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Who works with places.

    Attributes
    ----------
    actor
        As the audit names them.
    sees
        Teams whose places they see.
    leads
        Teams that they lead.
    partners
        Those of them that are another organisation's: its leads see what is shared, and keep their own places alone.
    """

    actor: str
    sees: frozenset[str]
    leads: frozenset[str]
    partners: frozenset[str] = frozenset()

    def may_see(self, spot: Hotspot) -> bool:
        """Tell whether they may see a place: a shared one with any team, else with one of the teams that it names."""
        return bool(self.sees & frozenset(spot.teams)) if _is_kept_apart(spot) else bool(self.sees)

    def may_edit(self, spot: Hotspot) -> bool:
        """Tell whether they may edit a place: a shared one as a lead of the city's, else of a team it names."""
        if _is_kept_apart(spot):
            return bool(self.leads & frozenset(spot.teams))
        return bool(self.leads - self.partners)


def _is_kept_apart(spot: Hotspot) -> bool:
    return spot.sensitivity is Sensitivity.NAMED_TEAMS or spot.kind is HotspotKind.SETTLEMENT
