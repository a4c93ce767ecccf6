"""What comes back from the forms of a week's set-up, read and checked: a shift, fixed work, an effort, the weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shapely.geometry import Point

from geo.hotspot import Hotspot
from geo.point_check import Bounds
from geo.travel.times import Mode
from geo.windows import DAY_MINUTES, wall_clock
from planner.weights import Weights
from web.lead.efforts import MOST_DAYS, Effort
from web.lead.place_point import PositionError, read_position
from web.lead.week_setup import MOST_PAIRS, ExtraShift
from web.security.personal_data import personal_data
from web.security.personal_data_use import Use, objections
from web.security.personal_data_words import found_texts
from web.words import N_, Words

DAY = N_("Choose a day.")
TIME = N_("Write a time of day, for instance 18.00.")
HOURS = N_("The shift must last from half an hour to a day. It may end on the next day.")
LAST = N_("The last day comes before the first, or more than two months after it.")
WEEKDAYS = N_("None of the chosen weekdays lies between the days.")
PAIRS = N_("Choose from 1 to 12 pairs.")
WHO = N_("Choose who it concerns.")
POLICE = N_("A shift with the police takes a pair: choose two.")
NAME = N_("Write what the pairs shall read, for instance Event at the square.")
MINUTES = N_("The visit must last from 5 to 480 minutes and fit into its hours.")
PLACE = N_("Choose a place, or write its position.")

LEAST_MIN = 30
"""A shift lasts at least so many minutes."""

POLICE_KIND = "police"
WORK_KINDS: Mapping[str, str] = {
    "meeting": N_("Meeting"),
    "course": N_("Course"),
    POLICE_KIND: N_("Shift with the police"),
    "other": N_("Something else"),
}
"""Kinds of fixed work that the form offers."""


class FormError(ValueError):
    """A form cannot be used; ``faults`` says why, by field, in the reader's words."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(faults)))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class ShiftForm:
    """A shift of its own, on the days on which it is."""

    like: ExtraShift
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class WorkForm:
    """Fixed work of some workers."""

    workers: tuple[str, ...]
    start: datetime
    end: datetime
    what: str


def read_shift(words: Words, form: Mapping[str, str], weekdays: Sequence[str], districts: Sequence[str]) -> ShiftForm:
    """Read the form of a shift.

    Raises
    ------
    FormError
        Fields cannot be used.
    """
    faults: dict[str, str] = {}
    first, last = _dates(words, form, faults)
    start, end = _hours(words, form, faults)
    pairs = _pairs(words, form, faults)
    chosen = {int(day) for day in weekdays if day in set("0123456")} or set(range(7))
    days: tuple[date, ...] = ()
    if first and last and "last" not in faults:
        every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        days = tuple(day for day in every if day.weekday() in chosen)
        if not days:
            faults["weekdays"] = words.text(WEEKDAYS)
    if start is not None and end is not None and end - start < LEAST_MIN:
        faults["end"] = words.text(HOURS)
    if faults or start is None or end is None or pairs is None:
        raise FormError(faults)
    mode = Mode(form["mode"]) if form.get("mode") in set(Mode) else Mode.TRANSIT
    like = ExtraShift("new", days[0], start, end, form.get("base", ""), mode, pairs, (), tuple(sorted(districts)))
    return ShiftForm(like, days)


def read_work(words: Words, form: Mapping[str, str], workers: Sequence[str], tz: ZoneInfo) -> WorkForm:
    """Read the form of fixed work.

    Raises
    ------
    FormError
        Fields cannot be used.
    """
    faults: dict[str, str] = {}
    day, kind = read_day(form.get("day", "")), form.get("kind", "meeting")
    start, end = _hours(words, form, faults)
    if not workers:
        faults["workers"] = words.text(WHO)
    elif kind == POLICE_KIND and len(workers) != 2:
        faults["workers"] = words.text(POLICE)
    if day is None:
        faults["day"] = words.text(DAY)
    told = _clean(words, form.get("what", ""), faults, "what")
    if faults or day is None or start is None or end is None:
        raise FormError(faults)
    name = words.text(WORK_KINDS.get(kind, WORK_KINDS["other"]))
    what = told if told and kind == "other" else f"{name}: {told}" if told else name
    return WorkForm(tuple(workers), wall_clock(day, start, tz), wall_clock(day, end, tz), what)


def read_effort(
    words: Words, form: Mapping[str, str], team: str, places: Mapping[str, Hotspot], bounds: Bounds
) -> Effort:
    """Read the form of an effort; ``places`` are those that the team may see, by id.

    Raises
    ------
    FormError
        Fields cannot be used.
    """
    faults: dict[str, str] = {}
    first, last = _dates(words, form, faults)
    start, end = _hours(words, form, faults)
    minutes = read_number(form.get("minutes", ""), least=5, most=480)
    pairs = _pairs(words, form, faults)
    known = {spot.name for spot in places.values()}
    name = _clean(words, form.get("name", ""), faults, "name", places=known)
    if not name and "name" not in faults:
        faults["name"] = words.text(NAME)
    spot = places.get(form.get("place", ""))
    point = spot.point if spot else _point(words, form, bounds, faults)
    if start is not None and end is not None and (minutes is None or minutes > end - start):
        faults["minutes"] = words.text(MINUTES)
    if faults or not (first and last and point and minutes and pairs) or start is None or end is None:
        raise FormError(faults)
    return Effort(
        name=name,
        lon=point.x,
        lat=point.y,
        teams=(team,),
        first=first,
        last=last,
        start_min=start,
        end_min=end,
        minutes=minutes,
        pairs=pairs,
        hotspot=spot.id if spot else None,
        urgent=form.get("urgent") == "yes",
    )


def _dates(words: Words, form: Mapping[str, str], faults: dict[str, str]) -> tuple[date | None, date | None]:
    """Read the first and the last day; without a last one it is that day alone."""
    first, last = read_day(form.get("first", "")), read_day(form.get("last", "") or form.get("first", ""))
    if first is None:
        faults["first"] = words.text(DAY)
    elif last is None or not 0 <= (last - first).days < MOST_DAYS:
        faults["last"] = words.text(LAST)
    return first, last


def _hours(words: Words, form: Mapping[str, str], faults: dict[str, str]) -> tuple[int | None, int | None]:
    """Read from when to when, in minutes from midnight; an end that is not after its beginning is on the next day."""
    start, end = read_minute(form.get("start", "")), read_minute(form.get("end", ""))
    for name, value in (("start", start), ("end", end)):
        if value is None:
            faults[name] = words.text(TIME)
    return start, end + DAY_MINUTES if start is not None and end is not None and end <= start else end


def _pairs(words: Words, form: Mapping[str, str], faults: dict[str, str]) -> int | None:
    pairs = read_number(form.get("pairs", ""), least=1, most=MOST_PAIRS)
    if pairs is None:
        faults["pairs"] = words.text(PAIRS)
    return pairs


def read_weights(form: Mapping[str, str]) -> Weights:
    """Read the weights: one of the levels for each goal; what is not one of them stays as it was sent before."""
    given = {}
    for term, usual in Weights().by_term().items():
        try:
            value = float(form.get(term, ""))
        except ValueError:
            value = usual
        given[term] = value
    return Weights(**given)


def read_day(text: str) -> date | None:
    """Read a date as ``2026-12-04``; None where it is none."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def read_minute(text: str) -> int | None:
    """Read a time of day in minutes; None where it is none.

    Examples
    --------
    >>> read_minute("18:30"), read_minute("18.30"), read_minute("half past six")
    (1110, 1110, None)
    """
    hour, _, minute = text.strip().replace(".", ":").partition(":")
    if not (hour.isdecimal() and (minute or "0").isdecimal() and len(hour) <= 2 and len(minute) in {0, 2}):
        return None
    found = int(hour) * 60 + int(minute or 0)
    return found if int(hour) < 24 and int(minute or 0) < 60 else None


def read_number(text: str, *, least: int, most: int) -> int | None:
    """Read a whole number; None where it is none, or not from least to most."""
    value = text.strip()
    return int(value) if value.isdecimal() and len(value) < 6 and least <= int(value) <= most else None


def _clean(
    words: Words, text: str, faults: dict[str, str], field: str, *, places: "set[str] | frozenset[str]" = frozenset()
) -> str:
    """Give a text without its blanks, or a fault where it holds personal data."""
    told = " ".join(text.split())[:200]
    found = objections(personal_data(told, places=tuple(places)), Use.NOTE)
    if found:
        faults[field] = found_texts(words, told, found, use=Use.NOTE)[0]
    return told


def _point(words: Words, form: Mapping[str, str], bounds: Bounds, faults: dict[str, str]) -> Point | None:
    text = form.get("position", "").strip()
    if not text:
        faults["place"] = words.text(PLACE)
        return None
    try:
        found = read_position(text, bounds)
    except PositionError as error:
        faults["position"] = words.text(error.said, **error.values)
        return None
    return found if isinstance(found, Point) else found.centroid
