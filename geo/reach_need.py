"""What places need in a week, for weighing reach: agreed visits and minutes, never anything about persons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from geo.calendar import Calendar, Day
from geo.hotspot import Daylight, VisitNeed


@dataclass(frozen=True, slots=True)
class PlaceNeed:
    """What is agreed about one place in the season of a date, all teams together.

    Attributes
    ----------
    visits
        Visits aimed at in a week.
    minutes
        Field minutes in a week: visits × minutes of a visit × pairs at once.
    weight
        Visits, each times its weight in planning.
    youth
        Those of the visits that are for children and young people.
    wanted_now
        Whether the moment lies in hours when a visit is wanted.
    """

    visits: int = 0
    minutes: int = 0
    weight: float = 0.0
    youth: int = 0
    wanted_now: bool = False

    def __add__(self, other: "PlaceNeed") -> "PlaceNeed":
        return PlaceNeed(
            self.visits + other.visits,
            self.minutes + other.minutes,
            self.weight + other.weight,
            self.youth + other.youth,
            self.wanted_now or other.wanted_now,
        )


def need_by_place(
    needs: Iterable[VisitNeed], when: datetime, calendar: Calendar, *, youth_teams: frozenset[str] = frozenset()
) -> dict[str, PlaceNeed]:
    """Add up the needs that are in season at a moment, by hotspot id.

    Parameters
    ----------
    when
        Aware, in the city's time zone.
    youth_teams
        Teams whose work is with young people: a need for them alone, or for the skill ``youth``, counts as youth.
    """
    day = calendar.day(when.date())
    found: dict[str, PlaceNeed] = {}
    for need in needs:
        if need.season != "all" and need.season not in day.seasons:
            continue
        young = "youth" in need.skills or (bool(need.teams) and youth_teams.issuperset(need.teams))
        one = PlaceNeed(
            need.target,
            need.target * need.minutes * need.pairs,
            need.target * need.weight,
            need.target if young else 0,
            wanted_now=need.target > 0 and wanted_at(need, when, calendar),
        )
        found[need.hotspot] = found.get(need.hotspot, PlaceNeed()) + one
    return found


def wanted_at(need: VisitNeed, when: datetime, calendar: Calendar) -> bool:
    """Tell whether a moment lies in the need's hours, and in the light that it asks for."""
    tz = ZoneInfo(calendar.timezone)
    days = [calendar.day(when.date() - timedelta(days=back)) for back in (0, 1)]
    if need.daylight is not Daylight.ANY and (need.daylight is Daylight.DAY) is not _is_light(days[0], when):
        return False
    return any(
        start <= when < end for day in days for start, end in need.windows.spans(day.date, tz, counts_as=day.counts_as)
    )


def _is_light(day: Day, when: datetime) -> bool:
    return day.sunrise is not None and day.sunset is not None and day.sunrise <= when < day.sunset
