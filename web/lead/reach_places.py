"""Who sets out, and what is to be reached: bases, pairs on duty, hotspots that may be seen, neighbourhoods."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from geo.district import NoDistrictError
from geo.hotspot import HotspotKind
from geo.reach import Start
from geo.reach_need import PlaceNeed, need_by_place
from geo.travel.times import Mode, Place
from planner.shift import Base
from planner.team import Team
from web.lead.reach_ground import ReachGround
from web.lead.reach_question import ALL_BASES, BASE, ON_DUTY, PLACE, Question


class UnknownOriginError(LookupError):
    """There is no such base or place, or who asks may not see it; ``known`` names the bases that there are."""

    def __init__(self, origin: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{origin!r} is not one of {', '.join(known)}")
        self.origin, self.known = origin, known


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody sets out from.

    Attributes
    ----------
    id
        As in `Question.origin`.
    team
        Name of the team; empty for a place.
    pairs
        Pairs on duty at the moment; 0 where that was not asked.
    """

    id: str
    name: str
    team: str
    start: Start
    pairs: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A hotspot, or a neighbourhood by one point (``kind`` is None), with what is agreed about it."""

    place: Place
    name: str
    kind: HotspotKind | None
    district: str
    need: PlaceNeed = field(default_factory=PlaceNeed)


def bases_of(ground: ReachGround) -> tuple[Origin, ...]:
    """Give every base of every team."""
    return tuple(_at_base(team, base, Mode.TRANSIT) for team in ground.teams for base in team.bases)


def origins_of(ground: ReachGround, question: Question, sees: frozenset[str]) -> tuple[Origin, ...]:
    """Give who sets out, in the mode that was asked for.

    Raises
    ------
    UnknownOriginError
        There is no such base or place, or none that these teams may see.
    """
    mode = question.mode or Mode.TRANSIT
    if question.origin == ON_DUTY:
        return tuple(_on_duty(ground, question))
    if question.origin.startswith(PLACE):
        ident = question.origin.removeprefix(PLACE)
        found = [
            Origin(
                question.origin, spot.name, "", Start(Place(spot.id, spot.point.x, spot.point.y, spot.landmass), mode)
            )
            for spot in ground.seen_by(sees)
            if spot.id == ident
        ]
    else:
        found = [
            _at_base(team, base, mode)
            for team in ground.teams
            for base in team.bases
            if question.origin in (ALL_BASES, f"{BASE}{team.id}/{base.id}")
        ]
    if not found and question.origin != ALL_BASES:
        raise UnknownOriginError(question.origin, tuple(base.id for base in bases_of(ground)))
    return tuple(found)


def spots_of(ground: ReachGround, question: Question, sees: frozenset[str]) -> tuple[Spot, ...]:
    """Give the hotspots that these teams may see, and the neighbourhoods of the date."""
    city, on = ground.city, question.when.date()
    young = frozenset(team.id for team in ground.teams if any("youth" in shift.skills for shift in team.templates))
    needs = need_by_place(city.needs, question.when, city.calendar, youth_teams=young)

    def district(lon: float, lat: float) -> str:
        try:
            return city.districts.at(lon, lat, on)
        except NoDistrictError:
            return ""

    hotspots = (
        Spot(
            Place(spot.id, spot.point.x, spot.point.y, spot.landmass),
            spot.name,
            spot.kind,
            spot.district or district(spot.point.x, spot.point.y),
            needs.get(spot.id, PlaceNeed()),
        )
        for spot in ground.seen_by(sees)
    )
    neighbourhoods = (
        Spot(Place(f"neighbourhood {n.name}", n.lon, n.lat, n.landmass), n.name, None, n.district)
        for n in city.districts.neighbourhoods
        if n.valid.holds(on)
    )
    return (*hotspots, *neighbourhoods)


def _on_duty(ground: ReachGround, question: Question) -> Iterator[Origin]:
    """Give the bases of the shifts that are under way, each once for each way to travel, with its pairs."""
    city, when = ground.city, question.when
    days = [city.calendar.day(when.date() - timedelta(days=back)) for back in (1, 0)]
    for team in ground.teams:
        pairs: dict[tuple[str, Mode], int] = {}
        for shift in team.shifts_in(days, city.tz):
            if shift.start.timestamp() <= when.timestamp() < shift.end.timestamp():
                key = (shift.base, question.mode or shift.mode)
                pairs[key] = pairs.get(key, 0) + shift.pairs
        for base in team.bases:
            for mode in Mode:
                if (base.id, mode) in pairs:
                    yield _at_base(team, base, mode, pairs[base.id, mode])


def _at_base(team: Team, base: Base, mode: Mode, pairs: int = 0) -> Origin:
    ident = f"{BASE}{team.id}/{base.id}"
    return Origin(ident, base.name, team.name, Start(Place(ident, base.lon, base.lat), mode), pairs)
