"""What the preview of an import shows: each place and need that is new, changed, moved or removed, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.hotspot import Hotspot
from geo.hotspot_merge import Change
from web.lead.hotspot_import import HotspotsImported
from web.lead.place_words import FIELDS, kind_words
from web.maps.places_map import PlaceMark
from web.words import N_, Words

STATES = {
    "new": ("add", "+", N_("New")),
    "changed": ("chg", "~", N_("Changed")),
    "moved": ("chg", "→", N_("Moved")),
    "removed": ("del", "−", N_("Removed")),
}
"""Class, sign and word of what becomes of a place or need."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the preview; ``key`` names the place on the map, empty for a need."""

    state: str
    css: str
    sign: str
    word: str
    name: str
    said: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ImportShown:
    """The whole preview."""

    places: tuple[Line, ...]
    needs: tuple[Line, ...]
    marks: tuple[PlaceMark, ...]
    unchanged: int
    kept: int
    loses: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would be done."""
        return not self.places and not self.needs


def import_shown(words: Words, told: HotspotsImported, before: Mapping[str, Hotspot]) -> ImportShown:
    """Put what an import would do into words.

    Parameters
    ----------
    before
        The places as they are now, by id: those that go are shown where they lie.
    """
    after = {spot.id: spot for spot in told.hotspots.hotspots}
    states: list[tuple[str, Hotspot, str]] = [
        *(("new", after[ident], "") for ident in told.hotspots.added),
        *((_state(change), after[change.id], _fields(words, change)) for change in told.hotspots.changed),
        *(("removed", before[ident], "") for ident in told.hotspots.removed if ident in before),
    ]
    kept = [spot for ident, spot in after.items() if ident not in {spot.id for _, spot, _ in states}]
    needs = [
        *(_line(words, "new", ident, "") for ident in told.needs.added),
        *(_line(words, "changed", change.id, _fields(words, change)) for change in told.needs.changed),
        *(_line(words, "removed", ident, "") for ident in told.needs.removed),
    ]
    return ImportShown(
        places=tuple(
            _line(words, state, spot.name, said or kind_words(words, spot), f"place:{spot.id}")
            for state, spot, said in states
        ),
        needs=tuple(needs),
        marks=(
            *(
                PlaceMark(spot, (words.text(STATES[state][2]), *([said] if said else [])), state)
                for state, spot, said in states
            ),
            *(PlaceMark(spot, (kind_words(words, spot),)) for spot in kept),
        ),
        unchanged=len(told.hotspots.unchanged) + len(told.needs.unchanged),
        kept=len(told.hotspots.kept),
        loses=bool(told.needs.removed or told.hotspots.removed),
    )


def _line(words: Words, state: str, name: str, said: str, key: str = "") -> Line:
    css, sign, word = STATES[state]
    return Line(state, css, sign, words.text(word), name, said, key)


def _state(change: Change) -> str:
    return "moved" if "geometry" in change.fields else "changed"


def _fields(words: Words, change: Change) -> str:
    return ", ".join(_named(words, change.fields))


def _named(words: Words, names: Iterable[str]) -> list[str]:
    known = {**FIELDS, "geometry": FIELDS["at"]}
    return [words.text(known[name]) if name in known else name for name in names]
