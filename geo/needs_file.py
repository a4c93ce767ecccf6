"""Reading visit needs from CSV, every fault at once."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

from geo.calendar import Season
from geo.entry import Entry, neat
from geo.faults import FaultCode, FaultList
from geo.hotspot import Daylight, Hotspot, VisitNeed
from geo.table import read_table
from geo.windows import DAY_MINUTES, WeekWindows

REQUIRED = ("id", "hotspot", "windows", "minutes")
OPTIONAL = (
    "least", "target", "most", "gap_h", "weight", "season", "skills", "pairs", "daylight", "teams", "note",
    "peak",
)  # fmt: skip
ALL_YEAR = "all"
"""The season that always holds; no season of a calendar may be called so."""


def read_needs(
    path: Path,
    *,
    hotspots: Iterable[Hotspot] | None,
    seasons: Sequence[Season] | None,
    teams: Collection[str] | None = None,
    kept: Iterable[VisitNeed] = (),
) -> tuple[VisitNeed, ...]:
    """Read visit needs.

    Parameters
    ----------
    hotspots, seasons, teams
        What needs may refer to; None where that cannot be checked. With ``hotspots`` None, any id will do.
    kept
        Needs that stay beside those of the file, save where the file has one of the same id.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the file; nothing is read in part.

    Notes
    -----
    Two needs of one place with a team and a season in common must not have windows in common, since a stop is
    matched to its need by place and time. An empty ``target`` is ``least`` or 1, an empty ``most`` 7 or more.
    """
    faults = FaultList(path.name)
    table = read_table(path, faults, required=REQUIRED, optional=OPTIONAL)
    absent = [name for name in REQUIRED if name not in table.columns]
    places = None if hotspots is None else {hotspot.id for hotspot in hotspots}
    rows: dict[str, int] = {}
    read: list[tuple[Entry, VisitNeed]] = []
    for row in table.rows:
        entry = Entry(
            row.cells,
            faults,
            row=row.number,
            absent=absent,
            from_text=True,
            decimal_comma=table.separator == ";",
        )
        need = _read_need(entry, rows, places, seasons, teams)
        if need:
            read.append((entry, need))
    _check_overlaps(read, seasons or ())
    _check_kept(read, [need for need in kept if need.id not in rows], seasons or ())
    faults.raise_any()
    return tuple(need for _, need in read)


def most_visits(windows: WeekWindows, *, minutes: int, gap_h: float) -> int:
    """Count the visits that fit into one plain week, travel left aside, each as early as it can be.

    Examples
    --------
    >>> most_visits(WeekWindows.parse("mo 20:00-23:00"), minutes=60, gap_h=0)
    3
    >>> most_visits(WeekWindows.parse("mo-we 20:00-23:00"), minutes=60, gap_h=30)
    2
    """
    count, free = 0, 0.0
    for window in windows.windows:
        begin, end = (window.weekday * DAY_MINUTES + minute for minute in (window.start_min, window.end_min))
        while max(begin, free) + minutes <= end:
            free = max(begin, free) + minutes + gap_h * 60
            count += 1
    return count


def overlapping(need: VisitNeed, others: Iterable[VisitNeed], seasons: Sequence[Season]) -> tuple[VisitNeed, ...]:
    """Give the other needs of the same place for which a stop could be as well: teams, seasons and hours meet."""
    together = _seasons_together(seasons)
    return tuple(o for o in others if o.id != need.id and o.hotspot == need.hotspot and _clash(need, o, together))


def _read_need(
    entry: Entry,
    rows: dict[str, int],
    places: Collection[str] | None,
    seasons: Sequence[Season] | None,
    teams: Collection[str] | None,
) -> VisitNeed | None:
    ident = entry.slug("id")
    entry.unique(ident, rows)
    hotspot = entry.reference("hotspot", places, what="hotspot")
    windows = entry.windows("windows")
    minutes = entry.whole("minutes", low=1, high=DAY_MINUTES)
    hours_ok = entry.ok
    least = entry.whole("least", low=0, high=200, default=0)
    target = entry.whole("target", low=0, high=200, default=max(1, least))
    most = entry.whole("most", low=0, high=200, default=max(7, target))
    gap_h = entry.number("gap_h", low=0, high=168, default=0)
    weight = entry.number("weight", low=0.001, high=1000, default=1)
    names = None if seasons is None else [ALL_YEAR, *(season.name for season in seasons)]
    season = entry.reference("season", names, what="season", default=ALL_YEAR)
    skills = entry.words("skills")
    pairs = entry.whole("pairs", low=1, high=20, default=1)
    daylight = entry.choice("daylight", Daylight, default=Daylight.ANY)
    named = entry.words("teams", known=teams, what="team")
    note = entry.text("note", default="", most=1000)
    peak = _read_peak(entry, windows if hours_ok else None, minutes)
    if not least <= target <= most:
        entry.fault(FaultCode.VISITS_DO_NOT_RISE, "least", least=least, target=target, most=most)
    if hours_ok and windows.windows:
        longest = max(window.minutes for window in windows.windows)
        fits = most_visits(windows, minutes=minutes, gap_h=gap_h)
        if longest < minutes:
            entry.fault(FaultCode.NO_WINDOW_HOLDS, "minutes", minutes=minutes, longest=longest)
        elif fits < least:
            entry.fault(FaultCode.IMPOSSIBLE_WINDOWS, "windows", least=least, fits=fits, gap_h=neat(gap_h))
    if not entry.ok:
        return None
    return VisitNeed(
        id=ident,
        hotspot=hotspot,
        windows=windows,
        minutes=minutes,
        least=least,
        target=target,
        most=most,
        gap_h=gap_h,
        weight=weight,
        season=season,
        skills=frozenset(skills),
        pairs=pairs,
        daylight=daylight,
        teams=named,
        note=note,
        peak=peak,
    )


def _read_peak(entry: Entry, windows: WeekWindows | None, minutes: int) -> WeekWindows | None:
    """Read the hours when people are most likely met; ``windows`` are the need's, None where they have a fault."""
    if not entry.has("peak"):
        return None
    peak = entry.windows("peak")
    if windows is None or not peak.windows:
        return peak
    longest = max(window.minutes for window in peak.windows)
    if not windows.holds(peak):
        entry.fault(FaultCode.PEAK_OUTSIDE, "peak", peak=str(peak))
    elif longest < minutes:
        entry.fault(FaultCode.NO_WINDOW_HOLDS, "peak", minutes=minutes, longest=longest)
    return peak


def _check_overlaps(read: Sequence[tuple[Entry, VisitNeed]], seasons: Sequence[Season]) -> None:
    by_place: dict[str, list[tuple[Entry, VisitNeed]]] = {}
    for entry, need in read:
        by_place.setdefault(need.hotspot, []).append((entry, need))
    together = _seasons_together(seasons)
    for needs in by_place.values():
        for (first, one), (entry, other) in combinations(needs, 2):
            if _clash(one, other, together):
                entry.fault(FaultCode.OVERLAPPING_NEEDS, "windows", other=one.id, other_row=first.row or 0)


def _check_kept(read: Sequence[tuple[Entry, VisitNeed]], kept: Sequence[VisitNeed], seasons: Sequence[Season]) -> None:
    together = _seasons_together(seasons)
    by_place: dict[str, list[VisitNeed]] = {}
    for need in kept:
        by_place.setdefault(need.hotspot, []).append(need)
    for entry, need in read:
        for other in by_place.get(need.hotspot, []):
            if _clash(need, other, together):
                entry.fault(FaultCode.OVERLAPS_KEPT_NEED, "windows", other=other.id)


def _clash(one: VisitNeed, other: VisitNeed, seasons_together: Collection[tuple[str, str]]) -> bool:
    """Tell whether a stop at a place could be for either of two needs."""
    teams_meet = not one.teams or not other.teams or bool(set(one.teams) & set(other.teams))
    seasons_meet = one.season == other.season or (one.season, other.season) in seasons_together
    return teams_meet and seasons_meet and one.windows.overlaps(other.windows)


def _seasons_together(seasons: Sequence[Season]) -> set[tuple[str, str]]:
    """Give the pairs of seasons that share a day of the year."""
    names = [season.name for season in seasons]
    pairs = {(ALL_YEAR, name) for name in names} | {(name, ALL_YEAR) for name in names}
    for one, other in combinations(seasons, 2):
        if one.holds(date(2024, *other.first)) or other.holds(date(2024, *one.first)):
            pairs |= {(one.name, other.name), (other.name, one.name)}
    return pairs
