"""Reading the ``[travel]`` table of ``city.toml``."""

from collections.abc import Mapping, Sequence

from geo.faults import FaultCode
from geo.toml_file import TomlEntry
from geo.travel.settings import TravelSettings
from geo.travel.times import Period
from geo.windows import DAY_MINUTES, WEEKDAYS

KEYS = (
    "walk_speed_kmh", "detour", "station_in_s", "station_out_s", "car_speed_kmh", "car_detour", "parking_s",
    "street_modes", "transfer_m", "source", "periods", "headways",
)  # fmt: skip
PERIOD_KEYS = ("id", "when")
_WEEK_MINUTES = 7 * DAY_MINUTES


def read_travel_settings(entry: TomlEntry) -> TravelSettings:
    """Read the table; what it leaves out has the default of `TravelSettings`.

    The periods must cover every minute of the week exactly once; each hole and each overlap is a fault.
    """
    entry.only(KEYS)
    plain = TravelSettings()
    periods = _read_periods(entry)
    return TravelSettings(
        walk_speed_kmh=entry.number("walk_speed_kmh", low=1, high=15, default=plain.walk_speed_kmh),
        detour=entry.number("detour", low=1, high=5, default=plain.detour),
        station_in_s=entry.whole("station_in_s", low=0, high=3600, default=plain.station_in_s),
        station_out_s=entry.whole("station_out_s", low=0, high=3600, default=plain.station_out_s),
        car_speed_kmh=entry.number("car_speed_kmh", low=1, high=130, default=plain.car_speed_kmh),
        car_detour=entry.number("car_detour", low=1, high=5, default=plain.car_detour),
        parking_s=entry.whole("parking_s", low=0, high=3600, default=plain.parking_s),
        street_modes=entry.words("street_modes") if entry.has("street_modes") else plain.street_modes,
        transfer_m=entry.number("transfer_m", low=0, high=2000, default=plain.transfer_m),
        source=entry.text("source", default="", most=2000),
        periods=periods,
        headways=_read_headways(entry, [period.id for period in periods]),
    )


def _read_periods(travel: TomlEntry) -> tuple[Period, ...]:
    rows: dict[str, int] = {}
    read: list[tuple[TomlEntry, Period]] = []
    entries = travel.tables("periods", required=True)
    for entry in entries:
        entry.only(PERIOD_KEYS)
        ident = entry.text("id", most=80)
        entry.unique(ident, rows)
        read.append((entry, Period(ident, entry.windows("when"))))
    if entries and all(entry.ok for entry in entries):
        _check_cover(travel, read)
    return tuple(period for _, period in read)


def _check_cover(travel: TomlEntry, read: Sequence[tuple[TomlEntry, Period]]) -> None:
    held = [-1] * _WEEK_MINUTES
    for place, (entry, period) in enumerate(read):
        doubled: dict[int, list[int]] = {}
        for window in period.when.windows:
            begin = window.weekday * DAY_MINUTES
            for minute in range(begin + window.start_min, begin + window.end_min):
                other = held[minute % _WEEK_MINUTES]
                if other >= 0:
                    doubled.setdefault(other, []).append(minute % _WEEK_MINUTES)
                held[minute % _WEEK_MINUTES] = place
        for other, minutes in doubled.items():
            entry.fault(FaultCode.PERIOD_OVERLAP, "when", one=read[other][1].id, other=period.id, when=_runs(minutes))
    holes = [minute for minute, place in enumerate(held) if place < 0]
    if holes:
        travel.fault(FaultCode.PERIOD_HOLE, "periods", when=_runs(holes))


def _runs(minutes: Sequence[int]) -> str:
    """Write minutes of the week as spans of whole days and hours, at most four of them."""
    runs: list[list[int]] = []
    for minute in sorted(minutes):
        if runs and minute == runs[-1][1]:
            runs[-1][1] = minute + 1
        else:
            runs.append([minute, minute + 1])
    shown = [f"{_moment(first)} - {_moment(end)}" for first, end in runs[:4]]
    return ", ".join(shown) + (", …" if len(runs) > 4 else "")


def _moment(minute: int) -> str:
    day, rest = divmod(minute % _WEEK_MINUTES, DAY_MINUTES)
    return f"{WEEKDAYS[day]} {rest // 60:02d}:{rest % 60:02d}"


def _read_headways(travel: TomlEntry, periods: Sequence[str]) -> Mapping[str, Mapping[str, float]]:
    top = travel.table("headways", required=False)
    read: dict[str, Mapping[str, float]] = {}
    for name in top.values if top else ():
        entry = top.table(name) if top else None
        if entry is None:
            continue
        for period in entry.values:
            if period not in periods:
                entry.reference_key(period, periods, what="period")
        read[name] = {p: entry.number(p, low=0.5, high=1440) for p in entry.values if p in periods}
    return read
