"""Which places of a list are shown: by kind, district, name, and those without needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.hotspot import Hotspot, HotspotKind, VisitNeed


@dataclass(frozen=True, slots=True)
class PlacesFilter:
    """What is asked for; empty for everything."""

    kind: str = ""
    district: str = ""
    name: str = ""
    without_needs: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether everything is asked for."""
        return self == PlacesFilter()

    def chosen(self, spots: Iterable[Hotspot], needs: Mapping[str, Sequence[VisitNeed]]) -> tuple[Hotspot, ...]:
        """Give the places that are asked for, in their order."""
        return tuple(spot for spot in spots if self._has(spot, needs.get(spot.id, ())))

    def _has(self, spot: Hotspot, needs: Sequence[VisitNeed]) -> bool:
        return (
            (not self.kind or spot.kind == self.kind)
            and (not self.district or spot.district == self.district)
            and (not self.name or self.name.casefold() in f"{spot.name} {spot.id}".casefold())
            and not (self.without_needs and needs)
        )


def read_filter(given: Mapping[str, str]) -> PlacesFilter:
    """Read the filter from an address; what is not known is left out."""
    kind = given.get("kind", "")
    return PlacesFilter(
        kind=kind if kind in set(HotspotKind) else "",
        district=given.get("district", "").strip()[:120],
        name=given.get("name", "").strip()[:120],
        without_needs=given.get("needs") == "none",
    )
