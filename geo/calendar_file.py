"""Reading a city's calendar: seasons, and days that count as another weekday."""

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path

from geo.calendar import Calendar, Season, SpecialDay
from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.needs_file import ALL_YEAR
from geo.toml_file import TomlEntry, read_toml
from geo.windows import WEEKDAYS

KEYS = ("holiday_counts_as", "eve_counts_as", "seasons", "special_days")
SEASON_KEYS = ("name", "first", "last")
SPECIAL_DAY_KEYS = ("date", "name", "counts_as")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)


def read_calendar(path: Path, *, country: str, timezone: str, lon: float, lat: float) -> Calendar:
    """Read ``calendar.toml`` of a city whose country, time zone and centre (EPSG:4326) are known.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the file.
    """
    faults = FaultList(path.name)
    top = read_toml(path, faults)
    seasons: list[Season] = []
    special: dict[date, SpecialDay] = {}
    holiday, eve = 6, 5
    if top:
        top.only(KEYS)
        holiday, eve = _weekday(top, "holiday_counts_as", "su"), _weekday(top, "eve_counts_as", "sa")
        rows: dict[str, int] = {}
        seasons = [season for entry in top.tables("seasons") if (season := _read_season(entry, rows))]
        days = [day for entry in top.tables("special_days") if (day := _read_special_day(entry, rows))]
        special = {day.date: day for day in days}
    faults.raise_any()
    return Calendar(country, timezone, lon, lat, tuple(seasons), special, holiday, eve)


def _read_season(entry: TomlEntry, rows: dict[str, int]) -> Season | None:
    entry.only(SEASON_KEYS)
    name = entry.text("name")
    entry.unique(name, rows, "name")
    if name == ALL_YEAR:
        entry.fault(FaultCode.RESERVED_NAME, "name", value=name)
    first, last = _month_day(entry, "first"), _month_day(entry, "last")
    return Season(name, first, last) if entry.ok else None


def _read_special_day(entry: TomlEntry, rows: dict[str, int]) -> SpecialDay | None:
    entry.only(SPECIAL_DAY_KEYS)
    day = entry.day("date")
    if day:
        entry.unique(day.isoformat(), rows, "date")
    name, counts_as = entry.text("name"), _weekday(entry, "counts_as", None)
    return SpecialDay(day, name, counts_as) if day and entry.ok else None


def _weekday(entry: Entry, field: str, default: str | None) -> int:
    known: Collection[str] = WEEKDAYS
    value = entry.reference(field, known, default=default)
    return WEEKDAYS.index(value) if value in WEEKDAYS else 0


def _month_day(entry: Entry, field: str) -> tuple[int, int]:
    text = entry.text(field)
    match = _MONTH_DAY.fullmatch(text)
    try:
        if match:
            day = date(2024, int(match[1]), int(match[2]))
            return day.month, day.day
    except ValueError:
        pass
    if text:
        entry.fault(FaultCode.BAD_DATE, field, value=text[:80], example="11-01")
    return 1, 1
