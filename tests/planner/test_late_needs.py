"""Which needs are late on Monday, by the plan of the week before."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_week import at, need, request, two_workers

from geo.city import City
from geo.travel.times import TravelTimes
from geo.windows import WEEKDAYS
from planner.late_needs import late_needs
from planner.make_request import make_request
from planner.plan import Route, Stop, WeekPlan
from planner.request import Covered
from planner.team_file import read_team

BEFORE, WEEK = "2026-W48", "2026-W49"
MONDAY = at("mo 00:00", WEEK)
DAILY = need("torget", "daily 17:00-22:00", target=7)


def before(*stops: str, its=DAILY, week: str = BEFORE, covered: tuple[Covered, ...] = ()) -> WeekPlan:
    """Make a plan of the week before with visits that begin at these times."""
    asked = request([its], [], two_workers(), week=week, covered=covered)
    routes = []
    for text in stops:
        start = at(text, week)
        stop = Stop(its.hotspot, start, start, start + timedelta(minutes=30))
        routes.append(Route("Ek", ("larka", "mes"), start.date(), start, start + timedelta(hours=2), "bas", (stop,)))
    return WeekPlan("smalaget", week, asked, tuple(routes), (), 0.0, None)


def late(plan: WeekPlan, its=DAILY) -> int:
    found = late_needs([its], [plan], MONDAY)
    return found[0].days if found else 0


@pytest.mark.parametrize(
    ("target", "last", "days"),
    [
        (7, "su 21:30", 0),
        (7, "fr 21:30", 1),
        (7, "mo 17:00", 5),
        (3, "fr 18:00", 0),
        (3, "tu 17:00", 2),
        (1, "mo 17:00", 0),
    ],
)
def test_a_visit_is_due_a_share_of_the_week_after_the_last(target: int, last: str, days: int):
    its = replace(DAILY, target=target)
    assert late(before("mo 17:00", last, its=its), its) == days


def test_a_need_that_was_not_visited_is_late_by_what_is_sure():
    assert late(before()) == 6
    assert late(before(its=replace(DAILY, target=1)), replace(DAILY, target=1)) == 0


def test_visits_of_others_in_its_hours_count():
    sunday = Covered("torget", at("su 18:00", BEFORE), "tall")
    assert late(before("mo 17:00", covered=(sunday,))) == 0
    morning = replace(sunday, start=at("su 09:00", BEFORE))
    assert late(before("mo 17:00", covered=(morning,))) == 5


def test_nothing_is_said_where_nothing_is_known():
    assert late_needs([DAILY], [], MONDAY) == ()
    assert late_needs([DAILY], [before(week="2026-W47"), before(week="2026-W50")], MONDAY) == ()
    assert late_needs([need("kajen", "daily 17:00-22:00", target=7)], [before()], MONDAY) == ()
    assert late_needs([replace(DAILY, target=0)], [before()], MONDAY) == ()
    assert late(before(its=replace(DAILY, season="summer")), replace(DAILY, season="summer")) == 0


@given(st.integers(1, 14), st.lists(st.integers(0, 7 * 24 - 1), max_size=6))
def test_more_visits_never_make_a_need_later(target: int, hours: list[int]):
    its = replace(DAILY, windows=DAILY.windows.parse("daily 00:00-24:00"), target=target, most=14)
    texts = [f"{WEEKDAYS[hour // 24]} {hour % 24:02d}:00" for hour in sorted(set(hours))]
    assert late(before(*texts, its=its), its) <= late(before(its=its), its) <= 6


def test_the_request_of_a_week_knows_what_the_week_before_left(lilleby: tuple[City, TravelTimes]):
    city, travel = lilleby
    team = read_team(city.team_path("en"), city=city)
    first = make_request(city, team, WEEK, travel=travel)
    assert first.overdue == ()
    missed = WeekPlan("en", WEEK, first, (), (), 0.0, None)
    after = make_request(city, team, "2026-W50", travel=travel, neighbours=[missed])
    assert after.overdue == late_needs(after.needs, [missed], datetime(2026, 12, 7, tzinfo=city.tz)) != ()
    assert {one.days for one in after.overdue} <= set(range(1, 7))
