"""What kind of day a date is: holidays and eves, seasons, sunrise and sunset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from astral import Observer
from astral.sun import elevation, sun
from holidays.countries.sweden import Sweden


class DayKind(StrEnum):
    """An ordinary day, a de facto holiday (eve: Midsommarafton, julafton, nyårsafton), or a public holiday."""

    ORDINARY = "ordinary"
    EVE = "eve"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Day:
    """One date as the city sees it.

    Attributes
    ----------
    counts_as
        The weekday whose windows and shifts hold on this date, 0 for Monday.
    sunrise, sunset
        Aware times at the city's centre. Under the midnight sun the whole day is light, 00:00 to 24:00;
        in the polar night both are None.
    seasons
        Names of the seasons that the date lies in.
    """

    date: date
    kind: DayKind
    name: str
    counts_as: int
    sunrise: datetime | None
    sunset: datetime | None
    seasons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year by month and day, both ends included; it may run over New Year."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Tell whether the day lies in the season."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date that the city's own calendar names, and the weekday it counts as."""

    date: date
    name: str
    counts_as: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """A city's calendar.

    Attributes
    ----------
    country
        ISO 3166 code for the public holidays; those that the law does not list but everybody keeps
        (de facto: Midsommarafton, julafton, nyårsafton) are eves.
    lon, lat
        Where the sun is looked at, EPSG:4326.
    holiday_counts_as, eve_counts_as
        Weekday (0 Monday … 6 Sunday) whose windows and shifts hold on such days.
    """

    country: str
    timezone: str
    lon: float
    lat: float
    seasons: tuple[Season, ...] = ()
    special: Mapping[date, SpecialDay] = field(default_factory=dict)
    holiday_counts_as: int = 6
    eve_counts_as: int = 5

    def day(self, day: date) -> Day:
        """Describe one date."""
        kind, name, counts_as = DayKind.ORDINARY, "", day.weekday()
        public, eves = _holidays(self.country, day.year)
        if day in public:
            kind, name, counts_as = DayKind.HOLIDAY, public[day], self.holiday_counts_as
        elif day in eves:
            kind, name, counts_as = DayKind.EVE, eves[day], self.eve_counts_as
        if day in self.special:
            name, counts_as = self.special[day].name, self.special[day].counts_as
        rise, dusk = _sun(self.lat, self.lon, day, self.timezone)
        return Day(day, kind, name, counts_as, rise, dusk, frozenset(s.name for s in self.seasons if s.holds(day)))

    def week(self, monday: date) -> tuple[Day, ...]:
        """Describe the seven days that begin on a Monday."""
        return tuple(self.day(monday + timedelta(days=i)) for i in range(7))


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> tuple[dict[date, str], dict[date, str]]:
    known = holidays.country_holidays(country)
    language = known.default_language  # the country's own names, whatever the machine's language
    if country == "SE":
        # Swedish law makes every Sunday a public holiday; those are ordinary Sundays here.
        public = dict(Sweden(years=year, categories=("public",), language=language, include_sundays=False))
    else:
        public = dict(holidays.country_holidays(country, years=year, categories=("public",), language=language))
    if "de_facto" not in known.supported_categories:
        return public, {}
    eves = dict(holidays.country_holidays(country, years=year, categories=("de_facto",), language=language))
    return public, {day: name for day, name in eves.items() if day not in public}


@lru_cache(maxsize=2048)
def _sun(lat: float, lon: float, day: date, timezone: str) -> tuple[datetime | None, datetime | None]:
    tz = ZoneInfo(timezone)
    here = Observer(lat, lon)
    try:
        times = sun(here, date=day, tzinfo=UTC)
    except ValueError:  # the sun does not cross the horizon on this date
        midnight = datetime.combine(day, time(), tz)
        midday = datetime.combine(day, time(12), tz)
        if elevation(here, midday) > 0:
            return midnight, datetime.combine(day + timedelta(days=1), time(), tz)
        return None, None
    return times["sunrise"].astimezone(tz).replace(microsecond=0), times["sunset"].astimezone(tz).replace(microsecond=0)
