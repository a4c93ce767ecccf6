"""What was imported after a week was planned: the plan's travel times know nothing of it."""

from collections.abc import Iterable, Mapping

from geo.imports import Imported, ImportKind
from planner.request import Travel
from web.words import N_, Words

_SAID: Mapping[frozenset[ImportKind], str] = {
    frozenset({ImportKind.STREETS}): N_(
        "Streets have been imported since the week was planned. Plan again, and travel times follow them."
    ),
    frozenset({ImportKind.TIMETABLE}): N_(
        "A timetable has been imported since the week was planned. Plan again, and travel times follow it."
    ),
    frozenset(ImportKind): N_(
        "Streets and a timetable have been imported since the week was planned. "
        "Plan again, and travel times follow them."
    ),
}


def newer_travel(travel: Travel, in_use: Iterable[Imported | None], words: Words) -> str:
    """Say which imports that are in use now a plan was not made with; empty for none.

    Parameters
    ----------
    in_use
        The imports of the plan's city.
    """
    made_with = {(source.kind, source.version) for source in travel.sources}
    newer = {used.kind for used in in_use if used and (used.kind.value, used.sha256[:16]) not in made_with}
    return words.text(_SAID[frozenset(newer)]) if newer else ""
