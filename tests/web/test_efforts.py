"""Targeted efforts and weeks that differ: what the store holds comes into the request of a week."""

from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import Point

from geo.coarsen import middle_of_square
from geo.hotspot import Hotspot, HotspotKind
from planner.check import check
from planner.openings import openings
from planner.plan_week import plan_week
from planner.request_json import request_from_dict, request_to_dict
from planner.weights import Weights
from web.lead.actions import load_city, stored_request
from web.lead.efforts import Effort, effort_id, efforts_between, make_effort, turn_effort
from web.lead.week_setup import ExtraShift, WeekSetup, save_setup, stored_setup
from web.plans import StoredPlans
from web.store.faults import StaleEditError
from web.store.place_rows import metric_point
from web.store.tables.efforts import EffortState

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"
WEEK = "2026-W49"
THURSDAY = date(2026, 12, 3)
HOLIDAY = date(2026, 12, 2)
"""Counts as a Saturday in the tiny city."""
TRIES = {"lon": 21.9901, "lat": 60.1011, "teams": ("en",), "start_min": 18 * 60, "end_min": 21 * 60}


@pytest.fixture
def city(store):
    return load_city(store, LILLEBY)


def asked(store):
    return stored_request(store, StoredPlans(store), LILLEBY, "en", WEEK)


def test_an_urgent_effort_is_planned_on_its_day_in_its_hours(store, city):
    effort = Effort("Insats nära Hamnen", first=THURSDAY, last=THURSDAY, **TRIES)
    with store.write("account:1") as work:
        row = make_effort(work, effort)
    request = asked(store)
    need = next(n for n in request.needs if effort_id(n.hotspot) == row.id)
    assert request.hotspot[need.hotspot].kind is HotspotKind.EFFORT
    assert need.weight >= max(n.weight for n in request.needs)
    plan = plan_week(request, rounds=40)
    stops = [s for r in plan.routes for s in r.stops if s.hotspot == need.hotspot]
    assert [s.start.astimezone(request.tz).date() for s in stops] == [THURSDAY]
    assert 18 <= stops[0].start.astimezone(request.tz).hour < 21
    assert not check(plan)


def test_an_effort_on_a_holiday_is_not_made_on_the_day_that_it_counts_as(store, city):
    hours = TRIES | {"start_min": 10 * 60, "end_min": 15 * 60}
    with store.write("account:1") as work:
        row = make_effort(work, Effort("Insats", first=HOLIDAY, last=HOLIDAY, **hours))
    request = asked(store)
    need = next(n for n in request.needs if effort_id(n.hotspot) == row.id)
    assert [o.start.astimezone(request.tz).date() for o in openings(request, need)] == [HOLIDAY]
    assert request_from_dict(request_to_dict(request)).needs == request.needs


def test_a_plan_holds_the_square_of_an_effort_and_never_its_place(store, city):
    effort = Effort("Insats", first=THURSDAY, last=THURSDAY, **TRIES)
    with store.write("account:1") as work:
        row = make_effort(work, effort)
    spot = next(h for h in asked(store).hotspots if effort_id(h.id) == row.id)
    assert metric_point(spot.point.x, spot.point.y).distance(middle_of_square(row.place)) < 0.01
    assert not spot.geometry.equals_exact(metric_point(effort.lon, effort.lat), 1e-9)


def test_an_effort_that_is_called_off_or_for_another_week_or_team_is_no_need(store, city):
    with store.write("account:1") as work:
        off = make_effort(work, Effort("Inställd", first=THURSDAY, last=THURSDAY, **TRIES))
        make_effort(work, Effort("Senare", first=date(2026, 12, 9), last=date(2026, 12, 9), **TRIES))
        make_effort(work, Effort("Andra", first=THURSDAY, last=THURSDAY, **TRIES | {"teams": ("tall",)}))
    with store.write("account:1") as work:
        turn_effort(work, off.id, EffortState.CANCELLED, expected=1)
    assert not [n for n in asked(store).needs if effort_id(n.hotspot)]
    with store.read() as session:
        assert [row.name for row in efforts_between(session, THURSDAY, THURSDAY)] == ["Andra"]


@pytest.mark.parametrize(
    "wrong",
    [{"teams": ()}, {"end_min": 18 * 60 + 10}, {"start_min": -1}, {"name": " "}, {"last": date(2026, 12, 1)}],
)
def test_an_effort_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        Effort(**{"name": "x", "first": THURSDAY, "last": THURSDAY} | TRIES | wrong)


def test_a_week_is_planned_with_its_own_shifts_and_weights(store, city):
    usual = asked(store)
    first = usual.shifts[0]
    extra = ExtraShift("forstarkning", THURSDAY, 20 * 60, 26 * 60, first.base, pairs=2)
    setup = WeekSetup(Weights(travel=3.0), {first.id: 0, usual.shifts[1].id: 2}, (extra,))
    with store.write("account:1") as work:
        save_setup(work, "en", WEEK, setup)
    request = asked(store)
    assert request.weights.travel == 3.0
    pairs = {shift.id: shift.pairs for shift in request.shifts}
    assert first.id not in pairs
    assert (pairs[usual.shifts[1].id], pairs["forstarkning"]) == (2, 2)
    with store.read() as session:
        kept = stored_setup(session, "en", WEEK)
    assert (kept.shifts, kept.extra, kept.version) == (setup.shifts, setup.extra, 1)


def test_a_second_leads_set_up_does_not_overwrite_the_first(store, city):
    for lead in ("account:1", "account:2"):
        setup = WeekSetup(Weights(travel=2.0))
        if lead == "account:1":
            with store.write(lead) as work:
                save_setup(work, "en", WEEK, setup)
        else:
            with pytest.raises(StaleEditError), store.write(lead) as work:
                save_setup(work, "en", WEEK, setup)


def test_a_settlement_is_never_every_teams_whatever_its_row_says():
    spot = Hotspot("x", "Boplats", HotspotKind.SETTLEMENT, Point(21.99, 60.1), teams=("en",))
    assert (spot.shared, spot.may_be_seen_by("tall"), spot.may_be_seen_by("en")) == (False, False, True)
