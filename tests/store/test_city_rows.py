"""A city's places and teams in the store are those of its folder."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from geo.reference import city_folder
from planner.plan_week import plan_week
from planner.request_json import request_to_dict
from planner.team_file import read_teams
from planner.worker import Wish
from web.lead.actions import load_city, stored_request
from web.plans import StoredPlans
from web.store.city_rows import save_city, stored_city, stored_team, stored_team_ids
from web.store.faults import NotThereError
from web.store.tables.places import HotspotRow
from web.store.tables.teams import AbsenceRow, TeamRow, WishRow, WorkerRow

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"
FOLDERS = [city_folder(), LILLEBY]


def by_id(things):
    return {thing.id: thing for thing in things}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_was_loaded_is_read_back_as_it_was(store, folder):
    city = load_city(store, folder)
    teams = read_teams(city)
    with store.read() as session:
        kept = stored_city(session, city)
        assert by_id(kept.hotspots) == by_id(city.hotspots)
        assert by_id(kept.needs) == by_id(city.needs)
        assert kept.districts == city.districts
        assert stored_team_ids(session) == kept.team_ids == city.team_ids
        for team in teams:
            read = stored_team(session, team.id, city.tz)
            assert by_id(read.workers) == {
                w.id: replace(w, absences=tuple(sorted(w.absences, key=lambda a: a.first))) for w in team.workers
            }
            assert by_id(read.templates) == by_id(team.templates)
            assert set(read.commitments) == set(team.commitments)
            assert set(read.worked) == set(team.worked)
            assert (read.name, read.kind, read.working_time) == (team.name, team.kind, team.working_time)


def test_loading_again_changes_no_version(store):
    load_city(store, LILLEBY)
    load_city(store, LILLEBY)
    with store.read() as session:
        for table in (HotspotRow, TeamRow, WorkerRow):
            assert set(session.scalars(select(table.version))) == {1}


def test_loading_changes_what_has_changed_and_takes_out_what_is_gone(store):
    city = load_city(store, LILLEBY)
    teams = read_teams(city)
    first, *others = city.hotspots
    gone = others[-1].id
    changed = replace(
        city,
        hotspots=(replace(first, name="Nytt namn"), *others[:-1]),
        needs=tuple(need for need in city.needs if need.hotspot != gone),
    )
    less = replace(teams[0], workers=tuple(replace(w, absences=()) for w in teams[0].workers))
    with store.write("account:1") as work:
        save_city(work, changed, [less, *teams[1:]])
    with store.read() as session:
        row = session.get(HotspotRow, first.id)
        assert (row.name, row.version, row.changed_by) == ("Nytt namn", 2, "account:1")
        assert session.get(HotspotRow, gone) is None
        assert session.scalar(select(func.count()).where(AbsenceRow.team_id == less.id)) == 0


def test_peaks_wishes_and_lent_shifts_are_kept_and_can_be_taken_back(store):
    city = load_city(store, LILLEBY)
    team, *others = read_teams(city)
    day = date(2026, 12, 4)
    worker, *rest = team.workers
    full = replace(
        team,
        workers=(
            replace(
                worker, wishes=(Wish(day, day, free=True), Wish(day.replace(day=7), day.replace(day=8), free=False))
            ),
            *rest,
        ),
        templates=(
            replace(team.templates[0], districts=frozenset({"Lilleby norra", "Lilleby västra"})),
            *team.templates[1:],
        ),
    )
    need = city.needs[0]
    for changed, its_team, its_need in (
        (
            replace(city, needs=(replace(need, peak=need.windows), *city.needs[1:])),
            full,
            replace(need, peak=need.windows),
        ),
        (city, team, need),
    ):
        with store.write("account:1") as work:
            save_city(work, changed, [its_team, *others])
        with store.read() as session:
            read = stored_team(session, team.id, city.tz)
            assert by_id(read.workers)[worker.id].wishes == its_team.workers[0].wishes
            assert by_id(read.templates) == by_id(its_team.templates)
            assert by_id(stored_city(session, city).needs)[need.id] == its_need
            assert session.scalar(select(func.count()).select_from(WishRow)) == len(its_team.workers[0].wishes)


def test_an_unknown_team_is_told(store):
    city = load_city(store, LILLEBY)
    with store.read() as session, pytest.raises(NotThereError):
        stored_team(session, "none", city.tz)


def test_planning_from_the_store_counts_other_teams_visits_and_the_weeks_around(store):
    city = load_city(store, LILLEBY)
    plans, week = StoredPlans(store), "2026-W49"
    first, *_ = city.team_ids
    request = stored_request(store, plans, LILLEBY, first, week)
    assert request.covered == ()
    plan = plan_week(request, seconds=1.0)
    plans.write(plan)
    assert request_to_dict(plans.read(first, week).request) == request_to_dict(request)
    assert plans.read(first, week) is plans.read(first, week)
    after = stored_request(store, plans, LILLEBY, first, "2026-W50")
    busy = {worker.id: worker.busy for worker in after.workers}
    assert any(busy[worker] for route in plan.routes for worker in route.workers)
    for other in city.team_ids[1:]:
        covered = stored_request(store, plans, LILLEBY, other, week).covered
        shared = {need.hotspot for need in stored_request(store, plans, LILLEBY, other, week).needs}
        assert {c.hotspot for c in covered} == {s.hotspot for r in plan.routes for s in r.stops} & shared
