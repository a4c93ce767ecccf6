"""Use cases of planning: one joins city, team, travel times and planner; page and command line call that one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from geo.city import City, read_city
from geo.travel.of_city import city_travel
from planner.make_request import make_request
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError
from planner.plan_week import Progress, plan_week
from planner.request import Covered, WeekRequest, week_monday
from planner.team import Team
from planner.team_file import read_team, read_teams
from planner.weights import Weights
from web.city_files import kept_city
from web.lead.efforts import efforts_between, with_efforts
from web.lead.week_setup import WeekSetup, stored_setup, stored_weights
from web.plans import StoredPlans
from web.store.city_rows import save_city, stored_city, stored_team
from web.store.store import SYSTEM, Store
from web.travel import TravelOf

EXAMPLE_WEEKS = ("2026-W49", "2027-W27")
"""A winter week and a summer week."""


class UnknownTeamError(LookupError):
    """The city has no such team; ``known`` names those that it has."""

    def __init__(self, team: str, known: Sequence[str]) -> None:
        super().__init__(f"{team!r} is not one of {', '.join(known)}")
        self.team, self.known = team, tuple(known)


def plan_one(
    city_folder: Path,
    team: str,
    week: str,
    *,
    seconds: float,
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
    travel: TravelOf = city_travel,
) -> WeekPlan:
    """Plan one team's week from a city's folder, by default with estimated travel times.

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
    request = _request(city, read_team(city.team_path(team), city=city), week, travel=travel)
    return plan_week(request, seconds=seconds, seed=seed, report=report)


def load_city(store: Store, city_folder: Path, *, actor: str = SYSTEM) -> City:
    """Put a city folder's places and teams into the store, in one transaction; gives the city.

    Raises
    ------
    geo.faults.FileFaults
        A file has faults; nothing was changed.
    """
    city = read_city(city_folder)
    teams = read_teams(city)
    with store.write(actor) as work:
        save_city(work, city, teams)
    return city


def stored_request(
    store: Store, plans: StoredPlans, city_folder: Path, team: str, week: str, *, travel: TravelOf = city_travel
) -> WeekRequest:
    """Gather all input of one team's week from the store, by default with estimated travel times.

    The team's own plans of the weeks before and after count for rest; what other teams have planned that week counts
    as covered, so that no place is visited more than agreed.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such team.
    ValueError
        The week is no ISO week.
    """
    monday = week_monday(week)
    folder = kept_city(city_folder)
    with store.read() as session:
        days = folder.calendar.week(monday)
        efforts = efforts_between(session, days[0].date, days[-1].date)
        city = with_efforts(stored_city(session, folder), efforts, days)
        member = stored_team(session, team, folder.tz)
        setup = stored_setup(session, team, week)
        weights = stored_weights(session, team, setup)
    near = [_plan(plans, team, _iso_week(monday + timedelta(days=days))) for days in (-7, 7)]
    covered = [
        Covered(stop.hotspot, stop.start, other)
        for other in city.team_ids
        if other != team and (plan := _plan(plans, other, week))
        for route in plan.routes
        for stop in route.stops
    ]
    return _request(
        city,
        member,
        week,
        travel=travel,
        neighbours=[n for n in near if n],
        covered=covered,
        setup=setup,
        weights=weights,
    )


def _request(
    city: City,
    team: Team,
    week: str,
    *,
    travel: TravelOf,
    neighbours: Sequence[WeekPlan] = (),
    covered: Sequence[Covered] = (),
    setup: WeekSetup | None = None,
    weights: Weights | None = None,
) -> WeekRequest:
    request = make_request(
        city,
        team,
        week,
        travel=travel(city),
        neighbours=neighbours,
        covered=covered,
        shifts_of=None if setup is None else lambda usual: setup.shifts_of(usual, city.tz),
        weights=weights,
    )
    places = {need.hotspot for need in request.needs}
    return replace(request, covered=tuple(c for c in request.covered if c.hotspot in places))


def _plan(plans: StoredPlans, team: str, week: str) -> WeekPlan | None:
    try:
        return plans.read(team, week)
    except PlanFileError:
        return None  # a damaged plan is planned anew


def _iso_week(monday: date) -> str:
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"
