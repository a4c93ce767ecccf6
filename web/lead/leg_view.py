"""A leg in words: by which line, how long, how far, in which parts, and whether and why that is estimated."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from geo.travel.ground import OFF_NETWORK_M
from geo.travel.times import Mode, PathPart
from planner.leg_travel import leg_departure, leg_ends, leg_travel
from planner.plan import Leg, Route, WeekPlan
from web.code_words import leg_word, line_word
from web.lead.guesses import Guess, Guesses
from web.maps.ways import Way, Ways
from web.words import Words

BESIDE_S = 30
"""A way shorter than this is no way to speak of."""

WALK, CAR = "walk", "car"


@dataclass(frozen=True, slots=True)
class LegView:
    """A leg of a route.

    Attributes
    ----------
    key
        Names it on map, timeline and list.
    mode
        ``"walk"``, ``"car"``, or the mode of its first line, for its symbol.
    title
        Where it leads.
    text
        How, how long and how far: ``T-bana 17, 13 min, 2,4 km``.
    parts
        The same in parts, or between which stops where it is one ride; empty for one walk, and where the minutes of
        its parts are not the plan's.
    estimated
        Whether any of it is a guess by the plan's own travel times.
    notes
        Why it is estimated, and what is to be known of its line on the map.
    shown
        Whether it is on the map: its places may be seen, and differ.
    way
        Its parts on the map; empty for a straight line, since the way is not known.
    minutes
        Of each part of ``way``; they add up to the leg's. Empty where they are not known.
    """

    key: str
    mode: str
    title: str
    text: str
    parts: str
    estimated: bool
    notes: tuple[str, ...]
    shown: bool
    way: Way = ()
    minutes: tuple[int, ...] = ()

    def spoken(self, words: Words) -> str:
        """Say it in one sentence."""
        return words.text("%(way)s, estimated", way=self.text) if self.estimated else self.text


class LegMaker:
    """Puts the legs of one plan into words; what is the same for all of them is worked out once.

    Parameters
    ----------
    names
        Of the hotspots, as the team may read them.
    """

    def __init__(self, plan: WeekPlan, words: Words, names: Mapping[str, str], ways: Ways | None) -> None:
        self.plan, self.words, self.names, self.ways = plan, words, names, ways
        self.guesses = Guesses(plan.request.travel)

    def view(self, number: int, route: Route, index: int) -> LegView:
        """Put one leg of the plan's nth route into words."""
        leg, (start, end) = route.legs[index], leg_ends(route, index)
        seen = self._seen(start) and self._seen(end)
        way = self._way(route, index) if seen else ()
        minutes = part_minutes(way, leg.seconds)
        guess = self._guess(route, index)
        return LegView(
            key=f"r{number}l{index}",
            mode=_mode(leg),
            title=self._title(route, index),
            text=self._text(leg),
            parts=self._parts(way, minutes) if minutes else "",
            estimated=guess is not Guess.NONE and leg.seconds >= BESIDE_S,
            notes=self._notes(guess, (start, end), way, minutes) if seen and leg.seconds >= BESIDE_S else (),
            shown=seen and self._at(start) != self._at(end),
            way=way,
            minutes=minutes,
        )

    def _way(self, route: Route, index: int) -> Way:
        leg, request = route.legs[index], self.plan.request
        if self.ways is None or not request.travel.periods:
            return ()
        period = request.period_at(leg_departure(request, route, index))
        found = self.ways.way(request, *leg_ends(route, index), mode=leg.mode, period=period) or ()
        rides = any(part.line for part in found)
        # Where the data has changed so much that the leg is travelled otherwise, its way is no longer known.
        return found if rides == (leg.line is not None) else ()

    def _guess(self, route: Route, index: int) -> Guess:
        travel = leg_travel(self.plan.request, route, index)
        if travel is None:
            return Guess.ALL if self.plan.request.travel.estimated else Guess.NONE
        return self.guesses.of(travel)

    def _text(self, leg: Leg) -> str:
        if leg.seconds < BESIDE_S:
            return self.words.text("Right beside")
        said = ", ".join((leg_word(self.words, leg), self.words.minutes(leg.seconds), self.words.metres(leg.metres)))
        return said[:1].upper() + said[1:]

    def _title(self, route: Route, index: int) -> str:
        if index == len(route.stops):
            return self.words.text("Back to the base")
        return self.words.text("To %(place)s", place=self.names[route.stops[index].hotspot])

    def _parts(self, way: Way, minutes: tuple[int, ...]) -> str:
        if len(way) == 1:
            stops = {"start": way[0].start, "end": way[0].end}
            return self.words.text("From %(start)s to %(end)s", **stops) if all(stops.values()) else ""
        after = [*way[1:], None]
        said = ", ".join(
            self._part(part, length, following)
            for part, length, following in zip(way, minutes, after, strict=True)
            if length or part.line
        )
        return said[:1].upper() + said[1:]

    def _part(self, part: PathPart, minutes: int, following: PathPart | None) -> str:
        words, length = self.words, self.words.minutes(minutes * 60)
        if part.line:
            line = line_word(words, part.line, begins=False)
            if part.end:
                return words.text("%(line)s to %(station)s %(minutes)s", line=line, station=part.end, minutes=length)
            return words.text("%(line)s %(minutes)s", line=line, minutes=length)
        if part.mode == CAR:
            return words.text("drive %(minutes)s", minutes=length)
        if following and following.start:
            return words.text("walk %(minutes)s to %(station)s", minutes=length, station=following.start)
        return words.text("walk %(minutes)s", minutes=length)

    def _notes(self, guess: Guess, ends: tuple[str, str], way: Way, minutes: tuple[int, ...]) -> tuple[str, ...]:
        words, notes = self.words, []
        if guess is Guess.OFF_NETWORK:
            far = [end for end in ends if end in self.guesses.off_network]
            place = self._name(far[0]) if len(far) == 1 else words.text("one of the places")
            said = words.text(
                "%(place)s lies more than %(metres)s m from the streets",
                place=place,
                metres=words.number(OFF_NETWORK_M),
            )
            notes.append(said[:1].upper() + said[1:])
        if guess is Guess.NO_WAY:
            notes.append(words.text("No way along the streets leads there"))
        if guess is Guess.NO_TIMETABLE:
            notes.append(words.text("Usual intervals between departures, no timetable"))
        if way and not minutes:
            notes.append(words.text("The way is drawn from newer data than the plan's minutes"))
        if not way and guess is Guess.NONE:
            notes.append(words.text("Drawn straight, since the way is not known"))
        return tuple(notes)

    def _name(self, place: str) -> str:
        base = self.plan.request.base.get(place)
        return self.words.text("Base %(name)s", name=base.name) if base else self.names[place]

    def _seen(self, place: str) -> bool:
        spot = self.plan.request.hotspot.get(place)
        return place in self.plan.request.base or (spot is not None and spot.may_be_seen_by(self.plan.team))

    def _at(self, place: str) -> tuple[float, float]:
        base = self.plan.request.base.get(place)
        if base:
            return base.lon, base.lat
        point = self.plan.request.hotspot[place].point
        return point.x, point.y


def part_minutes(way: Way, leg_s: int) -> tuple[int, ...]:
    """Share out the whole minutes of a leg, upwards, to the parts of its way; empty where those take another time.

    Examples
    --------
    >>> part = [PathPart("walk", "", ((18.0, 59.3), (18.1, 59.3)), s, estimated=False) for s in (200, 346, 180)]
    >>> part_minutes(tuple(part), 726), part_minutes(tuple(part), 700)
    ((4, 6, 3), ())
    """
    until = [-(-second // 60) for second in accumulate((part.seconds for part in way), initial=0)]
    if not way or sum(part.seconds for part in way) != leg_s:
        return ()
    return tuple(b - a for a, b in pairwise(until))


def _mode(leg: Leg) -> str:
    if leg.line:
        return leg.line.partition(" ")[0]
    return CAR if leg.mode is Mode.CAR else WALK
