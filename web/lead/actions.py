"""Use cases of planning: one joins city, team, travel times and planner; page and command line call that one."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from geo.city import City, read_city
from geo.travel.of_city import city_travel
from planner.make_request import make_request
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError, write_plan
from planner.plan_week import Progress, plan_week
from planner.request import Covered, WeekRequest, week_monday
from planner.request_json import request_to_dict
from planner.team import Team
from planner.team_file import read_team, read_teams
from web.plans import PlanFolder

EXAMPLE_WEEKS = ("2026-W49", "2027-W27")
"""A winter week and a summer week."""
_PR_SET_PDEATHSIG = 1


class UnknownTeamError(LookupError):
    """The city has no such team; ``known`` names those that it has."""

    def __init__(self, team: str, known: Sequence[str]) -> None:
        super().__init__(f"{team!r} is not one of {', '.join(known)}")
        self.team, self.known = team, tuple(known)


@dataclass(frozen=True, slots=True)
class Planned:
    """A week of a team that has been planned for the example, or was there already."""

    team: str
    week: str
    was_there: bool


def plan_one(
    city_folder: Path,
    team: str,
    week: str,
    *,
    seconds: float,
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
) -> WeekPlan:
    """Plan one team's week from a city's folder.

    Raises
    ------
    geo.faults.FileFaults
        A file of the city, or the team's own, has faults.
    UnknownTeamError
        The city has no such team.
    ValueError
        The week is no ISO week.
    """
    week_monday(week)
    city = read_city(city_folder)
    if team not in city.team_ids:
        raise UnknownTeamError(team, city.team_ids)
    request = _request(city, read_team(city.team_path(team), city=city), week)
    return plan_week(request, seconds=seconds, seed=seed, report=report)


def plan_examples(
    city_folder: Path, plans: PlanFolder, *, seconds: float, weeks: Sequence[str] = EXAMPLE_WEEKS
) -> Iterable[Planned]:
    """Plan every team's example weeks into the folder; a plan whose request has not changed is kept.

    Weeks are planned side by side, each in a process of its own; the teams of a week follow each other, so that each
    knows which places the teams before it cover. Yields each week of a team when it is there.
    """
    teams = read_teams(read_city(city_folder))
    missing = {week: [t.id for t in teams if not _is_current(city_folder, plans, t.id, week)] for week in weeks}
    for week in weeks:
        yield from (Planned(t.id, week, was_there=True) for t in teams if t.id not in missing[week])
    wanted = [week for week in weeks if missing[week]]
    if not wanted:
        return
    with ProcessPoolExecutor(
        max_workers=len(wanted), mp_context=get_context("spawn"), initializer=_end_with_parent, initargs=(os.getpid(),)
    ) as pool:
        for place in range(max(len(missing[week]) for week in wanted)):
            round_ = [(missing[week][place], week) for week in wanted if place < len(missing[week])]
            jobs = {pool.submit(_plan_example, city_folder, plans.path, t, w, seconds): (t, w) for t, w in round_}
            for job in as_completed(jobs):
                job.result()
                yield Planned(*jobs[job], was_there=False)


def _end_with_parent(parent: int) -> None:
    """Have Linux end this process when its parent is gone, however that ended: no search goes on for nobody.

    A thread that watches would not do: the routing library lets no other thread run while it searches.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it was gone before this process came so far


def example_count(city_folder: Path, weeks: Sequence[str] = EXAMPLE_WEEKS) -> int:
    """Give how many plans the example has."""
    return len(read_city(city_folder).team_ids) * len(weeks)


def _plan_example(city_folder: Path, plans: Path, team: str, week: str, seconds: float) -> None:
    city, folder = read_city(city_folder), PlanFolder(plans)
    request = _example_request(city, folder, team, week)
    file = folder.file(team, week)
    if file is None:
        raise ValueError(f"team {team!r} or week {week!r} cannot name a plan file")
    write_plan(plan_week(request, seconds=seconds), file)


def _example_request(city: City, folder: PlanFolder, team: str, week: str) -> WeekRequest:
    monday = week_monday(week)
    neighbours = [_plan(folder, team, _iso_week(monday + timedelta(days=days))) for days in (-7, 7)]
    covered = [
        Covered(stop.hotspot, stop.start, other)
        for other in city.team_ids
        if other < team and (plan := _plan(folder, other, week))
        for route in plan.routes
        for stop in route.stops
    ]
    member = read_team(city.team_path(team), city=city)
    return _request(city, member, week, neighbours=[n for n in neighbours if n], covered=covered)


def _request(
    city: City, team: Team, week: str, *, neighbours: Sequence[WeekPlan] = (), covered: Sequence[Covered] = ()
) -> WeekRequest:
    request = make_request(city, team, week, travel=city_travel(city), neighbours=neighbours, covered=covered)
    places = {need.hotspot for need in request.needs}
    return replace(request, covered=tuple(c for c in request.covered if c.hotspot in places))


def _is_current(city_folder: Path, plans: PlanFolder, team: str, week: str) -> bool:
    plan = _plan(plans, team, week)
    if plan is None:
        return False
    now, then = (
        request_to_dict(_example_request(read_city(city_folder), plans, team, week)),
        request_to_dict(plan.request),
    )
    return {**now, "covered": None} == {**then, "covered": None}


def _plan(folder: PlanFolder, team: str, week: str) -> WeekPlan | None:
    try:
        return folder.read(team, week)
    except PlanFileError:
        return None  # a damaged plan is planned anew


def _iso_week(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"
