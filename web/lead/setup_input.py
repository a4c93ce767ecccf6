"""What a week's set-up page is made of: the week's input as planning sees it, and the rows that are edited on it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from geo.hotspot import Hotspot
from planner.pin import Pin
from planner.plan_json import PlanFileError
from planner.request import WeekRequest, week_monday
from planner.shift import Shift
from planner.team import Team
from web.city_files import kept_city
from web.lead.absence_replan import week_of
from web.lead.actions import stored_request
from web.lead.setup_page import commitments_of_week
from web.lead.week_setup import WeekSetup, stored_setup
from web.parts import Parts
from web.store.city_rows import stored_city, stored_team
from web.store.tables.efforts import EffortRow
from web.store.tables.teams import CommitmentRow
from web.travel import installed_travel


@dataclass(frozen=True, slots=True)
class SetupInput:
    """What there is of one week.

    Attributes
    ----------
    request
        As planning sees it.
    usual
        The team's usual shifts of these days.
    hotspots
        Every place of the city; whether the team may see it is asked of each.
    efforts
        Those of the team in the week, also the ones that are called off.
    pins
        Of the plan that is shown.
    last_week
        Whether something was particular about the week before.
    """

    request: WeekRequest
    team: Team
    setup: WeekSetup
    usual: tuple[Shift, ...]
    hotspots: tuple[Hotspot, ...]
    districts: tuple[str, ...]
    work: tuple[CommitmentRow, ...]
    efforts: tuple[EffortRow, ...]
    pins: tuple[Pin, ...]
    last_week: bool


def setup_input(parts: Parts, team: str, week: str) -> SetupInput:
    """Gather a week's set-up.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such team.
    """
    monday = week_monday(week)
    sunday = monday + timedelta(days=6)
    travel = parts.travel_tables.of(installed_travel(parts.settings))
    with parts.store.read() as session:
        city = stored_city(session, kept_city(parts.city))
        found = stored_team(session, team, city.tz)
        request = stored_request(parts.store, parts.plans, parts.city, team, week, travel=travel)
        near = select(EffortRow).where(EffortRow.first <= sunday, EffortRow.last >= monday)
        rows = session.scalars(near.order_by(EffortRow.first, EffortRow.id))
        return SetupInput(
            request,
            found,
            stored_setup(session, team, week),
            found.shifts_in(request.days, city.tz),
            city.hotspots,
            tuple(sorted({h.district for h in request.hotspots if h.district})),
            commitments_of_week(session, team, monday, city.tz),
            tuple(row for row in rows if team in row.teams),
            _pins(parts, team, week),
            bool(stored_setup(session, team, week_of(monday - timedelta(days=7))).version),
        )


def _pins(parts: Parts, team: str, week: str) -> tuple[Pin, ...]:
    try:
        shown = parts.plans.read(team, week)
    except PlanFileError:
        return ()
    return () if shown is None else shown.request.pins
