"""A folder of plan files, ``<team>/<week>.json``: the store until there is a database."""

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from planner.plan import WeekPlan
from planner.plan_json import PlanFileError, read_plan, write_plan

TEAM_ID = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a team's id looks like: the stem of its file."""

WEEK_ID = re.compile(r"\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])")
"""What an ISO week looks like, as ``2026-W49``."""

_KEPT = 16


@dataclass(frozen=True, slots=True, order=True)
class PlanKey:
    """Which plan: a team and an ISO week."""

    team: str
    week: str


@dataclass(frozen=True)
class PlanFolder:
    """Plans as files in one folder; the latest read ones are kept in memory until their file changes."""

    path: Path
    _read: "OrderedDict[tuple[PlanKey, int, int], WeekPlan]" = field(
        default_factory=OrderedDict, repr=False, compare=False
    )
    _names: dict[tuple[str, int], str] = field(default_factory=dict, repr=False, compare=False)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def file(self, team: str, week: str) -> Path | None:
        """Name a plan's file; None where team or week are not written as such, so no path is smuggled in."""
        if not (TEAM_ID.fullmatch(team) and WEEK_ID.fullmatch(week)):
            return None
        return self.path / team / f"{week}.json"

    def list(self) -> tuple[PlanKey, ...]:
        """Name every plan there is, sorted by team and week."""
        found = (PlanKey(file.parent.name, file.stem) for file in self.path.glob("*/*.json"))
        return tuple(sorted(key for key in found if self.file(key.team, key.week)))

    def read(self, team: str, week: str) -> WeekPlan | None:
        """Read a plan; None where there is none.

        Raises
        ------
        planner.plan_json.PlanFileError
            The file is there and is no plan.
        """
        file = self.file(team, week)
        if file is None or not file.is_file():
            return None
        stat = file.stat()
        key = (PlanKey(team, week), stat.st_mtime_ns, stat.st_size)
        with self._lock:
            if key in self._read:
                self._read.move_to_end(key)
                return self._read[key]
        plan = read_plan(file)
        if (plan.team, plan.week) != (team, week):
            raise PlanFileError(f"{file} holds the plan of {plan.team!r} and {plan.week!r}")
        with self._lock:
            self._read[key] = plan
            while len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return plan

    def team_name(self, key: PlanKey) -> str:
        """Give the team's name as its plan tells it; the id where the plan cannot be read."""
        file = self.file(key.team, key.week)
        if file is None or not file.is_file():
            return key.team
        known = (key.team, file.stat().st_mtime_ns)
        if known not in self._names:
            try:
                plan = self.read(key.team, key.week)
            except PlanFileError:
                plan = None
            self._names[known] = plan.request.team_name if plan else key.team
        return self._names[known]

    def write(self, plan: WeekPlan) -> Path:
        """Write a plan under its own team and week, whole or not at all; gives the file."""
        file = self.file(plan.team, plan.week)
        if file is None:
            raise ValueError(f"team {plan.team!r} or week {plan.week!r} cannot name a plan file")
        write_plan(plan, file)
        return file
