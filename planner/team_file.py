"""Reading teams from TOML, every fault at once."""

from collections import Counter
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import combinations
from pathlib import Path

from geo.city import City
from geo.entry import is_slug, slug_of
from geo.faults import Fault, FaultCode, FaultList, FileFaults
from geo.needs_file import ALL_YEAR
from geo.point_check import check_point
from geo.toml_file import TomlEntry, read_toml
from geo.travel.times import Mode
from planner.shift import Base
from planner.team import FixedWork, ShiftTemplate, Team, TeamKind
from planner.worker import Absence, BusyKind, Experience, Wish, Worker
from planner.working_time import WorkingTime

KEYS = (
    "name", "kind", "slack_share", "pairs_named", "working_time", "bases", "workers", "absences",
    "wishes", "commitments", "worked", "shifts",
)  # fmt: skip
BASE_KEYS = ("id", "name", "lon", "lat")
WORKER_KEYS = ("id", "name", "skills", "weekly_hours", "experience")
ABSENCE_KEYS = ("worker", "first", "last")
WISH_KEYS = ("worker", "first", "last", "wish")
COMMITMENT_KEYS = ("workers", "start", "end", "what")
WORKED_KEYS = ("worker", "start", "end")
SHIFT_KEYS = ("id", "when", "base", "mode", "pairs", "skills", "season", "districts")
_LONGEST_WORK_H = 24
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def read_teams(city: City) -> tuple[Team, ...]:
    """Read every team of a city, in order of their ids.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of every team file; a city without one is a fault too.
    """
    faults: list[Fault] = []
    teams = []
    if not city.team_ids:
        faults.append(Fault("teams/*.toml", None, "", FaultCode.NOT_FOUND))
    for ident in city.team_ids:
        try:
            teams.append(read_team(city.team_path(ident), city=city))
        except FileFaults as found:
            faults.extend(found.faults)
    if faults:
        raise FileFaults(faults)
    return tuple(teams)


def read_team(path: Path, *, city: City) -> Team:
    """Read one team; its id is the stem of the file's name.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the file.
    """
    faults = FaultList(f"teams/{path.name}" if path.parent.name == "teams" else path.name)
    top = read_toml(path, faults)
    team = None if top is None else _TeamReader(top, city).read(path.stem)
    if faults or team is None:
        raise FileFaults(faults.faults)
    return team


class _Wanted(StrEnum):
    FREE = "free"
    WORK = "work"


class _TeamReader:
    """Reads the parts of one team file; what earlier parts named, later parts may refer to."""

    def __init__(self, top: TomlEntry, city: City) -> None:
        self._top = top
        self._city = city
        self._workers: list[str] = []
        self._bases: list[str] = []
        self._skills: set[str] = set()
        self._fixed: list[tuple[TomlEntry, FixedWork]] = []

    def read(self, ident: str) -> Team:
        """Read everything; where a fault is noted, the team holds stand-ins and must not be used."""
        top = self._top
        top.only(KEYS)
        if not is_slug(ident):
            top.fault(FaultCode.BAD_ID, value=ident[:80], example=slug_of(ident))
        bases, workers = self._read_bases(), self._read_workers()
        commitments = tuple(self._read_commitment(entry) for entry in top.tables("commitments"))
        worked = tuple(self._read_worked(entry) for entry in top.tables("worked"))
        self._check_fixed()
        return Team(
            id=ident,
            name=top.text("name"),
            kind=top.choice("kind", TeamKind),
            bases=bases,
            workers=workers,
            templates=self._read_templates(),
            commitments=commitments,
            worked=worked,
            slack_share=top.number("slack_share", low=0, high=0.9, default=0.15),
            pairs_named=top.words("pairs_named"),
            working_time=self._read_working_time(),
        )

    def _read_bases(self) -> tuple[Base, ...]:
        rows: dict[str, int] = {}
        bases = []
        hotspots = {hotspot.id for hotspot in self._city.hotspots}
        for entry in self._top.tables("bases", required=True):
            entry.only(BASE_KEYS)
            ident = entry.slug("id")
            entry.unique(ident, rows)
            if ident in hotspots:
                entry.fault(FaultCode.CLASHING_ID, "id", value=ident, what="hotspot")
            lon, lat = check_point(entry, self._city.bounds)
            bases.append(Base(ident, entry.text("name"), lon, lat))
            self._bases.append(ident)
        return tuple(bases)

    def _read_workers(self) -> tuple[Worker, ...]:
        rows: dict[str, int] = {}
        workers = []
        for entry in self._top.tables("workers", required=True):
            entry.only(WORKER_KEYS)
            ident = entry.slug("id")
            entry.unique(ident, rows)
            skills = entry.words("skills")
            workers.append(
                Worker(
                    id=ident,
                    name=entry.text("name"),
                    skills=frozenset(skills),
                    weekly_hours=entry.number("weekly_hours", low=1, high=60, default=40),
                    experience=entry.choice("experience", Experience, default=Experience.EXPERIENCED),
                )
            )
            self._workers.append(ident)
            self._skills |= set(skills)
        counts = Counter(worker.experience for worker in workers)
        old, new = counts[Experience.EXPERIENCED], counts[Experience.NEWCOMER]
        if workers and (old == 0 or old + new < 2):
            self._top.fault(FaultCode.NO_PAIR, "workers", experienced=old, newcomers=new)
        absences, wishes = self._read_absences(), self._read_wishes()
        return tuple(
            replace(worker, absences=tuple(absences.get(worker.id, ())), wishes=tuple(wishes.get(worker.id, ())))
            for worker in workers
        )

    def _read_absences(self) -> dict[str, list[Absence]]:
        absences: dict[str, list[Absence]] = {}
        for entry in self._top.tables("absences"):
            entry.only(ABSENCE_KEYS)
            worker, dates = self._read_dates(entry)
            if dates:
                absences.setdefault(worker, []).append(Absence(*dates))
        return absences

    def _read_wishes(self) -> dict[str, list[Wish]]:
        read: dict[str, list[tuple[TomlEntry, Wish]]] = {}
        for entry in self._top.tables("wishes"):
            entry.only(WISH_KEYS)
            worker, dates = self._read_dates(entry)
            free = entry.choice("wish", _Wanted) is _Wanted.FREE
            if not dates:
                continue
            wish = Wish(*dates, free)
            for earlier, other in read.get(worker, []):
                if wish.first <= other.last and other.first <= wish.last:
                    entry.fault(FaultCode.WISHES_MEET, "first", worker=worker, other=earlier.row or 0)
                    break
            else:
                read.setdefault(worker, []).append((entry, wish))
        return {worker: [wish for _, wish in wishes] for worker, wishes in read.items()}

    def _read_dates(self, entry: TomlEntry) -> tuple[str, tuple[date, date] | None]:
        """Read a worker and two dates; None, with a fault, where they are no span."""
        worker = entry.reference("worker", self._workers, what="worker")
        first, last = entry.day("first"), entry.day("last")
        if first is None or last is None:
            return worker, None
        if last < first:
            entry.fault(FaultCode.DATES_DO_NOT_RISE, "last", first=first.isoformat(), last=last.isoformat())
            return worker, None
        return worker, (first, last)

    def _read_commitment(self, entry: TomlEntry) -> FixedWork:
        entry.only(COMMITMENT_KEYS)
        workers = entry.words("workers", known=self._workers, what="worker")
        if not workers and entry.ok:
            entry.fault(FaultCode.EMPTY_VALUE, "workers")
        return self._read_work(entry, workers, BusyKind.COMMITMENT, entry.text("what", default=""))

    def _read_worked(self, entry: TomlEntry) -> FixedWork:
        entry.only(WORKED_KEYS)
        worker = entry.reference("worker", self._workers, what="worker")
        return self._read_work(entry, (worker,), BusyKind.SHIFT, "")

    def _read_work(self, entry: TomlEntry, workers: tuple[str, ...], kind: BusyKind, what: str) -> FixedWork:
        start, end = self._read_time(entry, "start"), self._read_time(entry, "end")
        work = FixedWork(workers, start or _SOME_TIME, end or _SOME_TIME, kind, what)
        if start is None or end is None:
            return work
        hours = (end - start) / timedelta(hours=1)
        if hours <= 0:
            shown = [moment.isoformat(" ", "minutes")[:16] for moment in (start, end)]
            entry.fault(FaultCode.DATES_DO_NOT_RISE, "end", first=shown[0], last=shown[1])
        elif hours > _LONGEST_WORK_H:
            entry.fault(FaultCode.WORK_TOO_LONG, "end", hours=round(hours, 1), most=_LONGEST_WORK_H)
        elif entry.ok:
            self._fixed.append((entry, work))
        return work

    def _read_time(self, entry: TomlEntry, field: str) -> datetime | None:
        """Read a local time; None, with a fault, also where the clock leaps over it in spring."""
        local = entry.moment(field)
        if local is None:
            return None
        aware = local.replace(tzinfo=self._city.tz)
        if aware.astimezone(UTC).astimezone(self._city.tz).replace(tzinfo=None) != local:
            entry.fault(FaultCode.NO_SUCH_TIME, field, value=local.isoformat(" ", "minutes"))
        return aware

    def _check_fixed(self) -> None:
        """Note whoever has two pieces of fixed work at the same time."""
        for (first, one), (second, other) in combinations(self._fixed, 2):
            if one.start < other.end and other.start < one.end:
                for worker in sorted(set(one.workers) & set(other.workers)):
                    second.fault(FaultCode.WORK_OVERLAPS, "start", worker=worker, other=first.row or 0)

    def _read_templates(self) -> tuple[ShiftTemplate, ...]:
        rows: dict[str, int] = {}
        seasons = [ALL_YEAR, *(season.name for season in self._city.calendar.seasons)]
        templates = []
        for entry in self._top.tables("shifts"):
            entry.only(SHIFT_KEYS)
            ident = entry.slug("id")
            entry.unique(ident, rows)
            templates.append(
                ShiftTemplate(
                    id=ident,
                    when=entry.windows("when"),
                    base=entry.reference("base", self._bases, what="base"),
                    mode=entry.choice("mode", Mode, default=Mode.TRANSIT),
                    pairs=entry.whole("pairs", low=1, high=50, default=1),
                    skills=frozenset(entry.words("skills", known=sorted(self._skills), what="skill")),
                    season=entry.reference("season", seasons, what="season", default=ALL_YEAR),
                    districts=frozenset(entry.names("districts", known=self._districts(), what="district")),
                )
            )
        return tuple(templates)

    def _districts(self) -> list[str] | None:
        """Give the names of districts of any date; None where the city knows of none."""
        city = self._city
        names = {area.district for area in city.districts.neighbourhoods} | {h.district for h in city.hotspots}
        return sorted(name for name in names if name) or None

    def _read_working_time(self) -> WorkingTime:
        entry = self._top.table("working_time", required=False)
        if entry is None:
            return WorkingTime()
        limits = fields(WorkingTime)
        entry.only([limit.name for limit in limits])
        read = {
            limit.name: entry.whole(limit.name, low=1, high=1440)
            if limit.type is int
            else entry.number(limit.name, low=0.1, high=1000)
            for limit in limits
            if entry.has(limit.name)
        }
        return WorkingTime(**read)  # type: ignore[arg-type]
