"""Planning from the page: ask, watch, settle, stop; by whom."""

import re

import pytest

from planner.kept_texts import best_text, request_text, text_hash
from web.jobs.errors import SAID, JobError
from web.jobs.jobs import JobProgress
from web.lead.solving import solve_view
from web.store.tables.jobs import Job, JobState, PlanWork
from web.words import translator

WEEK = "/plan/uppsokarteamet/2026-W50"
SV = translator("sv")


@pytest.fixture
def app(make_app):
    made = make_app()
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture
def lead(app, sign_in):
    return sign_in(app, ("lead", "uppsokarteamet"))


def change(app, **values):
    """Change the one job as its worker would."""
    with app.config["FALTPLAN"].store.housekeeping() as session:
        job = session.query(Job).one()
        for name, value in values.items():
            setattr(job, name, value)


def test_a_week_without_a_plan_offers_to_plan_it(lead):
    page = lead.get(WEEK)
    assert page.status_code == 200
    assert "Planera veckan" in page.text


def test_pressing_plan_asks_for_one_job_however_often(app, lead):
    for _ in range(3):
        answer = lead.post(f"{WEEK}/solve", data={"seconds": "30"})
        assert (answer.status_code, answer.location) == (303, WEEK)
    (job,) = app.config["FALTPLAN"].jobs.list()
    assert (job.subject, job.params["seconds"], job.state) == ("uppsokarteamet/2026-W50", 30.0, "waiting")
    page = lead.get(WEEK).text
    assert "väntar på sin tur" in page
    assert "Planera veckan" not in page
    assert f'data-job="{WEEK}/job.json"' in page


def test_the_page_follows_score_bound_and_seconds(app, lead):
    lead.post(f"{WEEK}/solve", data={"seconds": "30"})
    change(app, state="running", progress={"seconds": 12.4, "budget_s": 30.0, "score": 332.6, "bound": 352.0})
    told = lead.get(f"{WEEK}/job.json").json
    assert told["time"] == "12 av 30 sekunder"
    assert told["result"] == "Bäst hittills: 332,6 poäng av högst 352,0, inom 5,9 % av bästa möjliga."
    assert told["share"] == 0.413
    assert told["result"] in lead.get(WEEK).text


def test_while_the_search_is_compiled_the_page_says_so_and_how_far_it_is(app, lead):
    lead.post(f"{WEEK}/solve", data={"seconds": "30"})
    change(app, state="running", progress={"seconds": 0.0, "budget_s": 30.0, "preparing": 0.25})
    told = lead.get(f"{WEEK}/job.json").json
    assert (told["title"], told["share"], told["best"]) == ("Beräkningen förbereds", 0.25, "")
    assert "uppgradering" in told["time"]


def test_the_best_so_far_of_a_first_planning_is_shown_before_it_is_kept(app, lead, example):
    plan = example.example_plan()
    week = f"/plan/{plan.team}/{plan.week}"
    lead.post(f"{week}/solve", data={"seconds": "30"})
    best, request = best_text(plan), request_text(plan.request)
    (job,) = app.config["FALTPLAN"].jobs.list()
    with app.config["FALTPLAN"].store.housekeeping() as session:
        work = PlanWork(job_id=job.id, request=request, request_hash=text_hash(request))
        work.best, work.best_hash = best, text_hash(best)
        session.add(work)
    change(app, state="running", progress={"seconds": 2.0, "budget_s": 30.0, "best": text_hash(best)})
    page = lead.get(week).text
    assert "Bäst hittills" in page
    assert f'data-best="{text_hash(best)}"' in page
    assert f"map.js?lang=sv&amp;best={text_hash(best)}" in page
    assert lead.get(f"{week}/plan.geojson").json["features"]
    change(app, state="cancelled", progress={})
    assert "Bäst hittills" not in lead.get(week).text
    assert lead.get(f"{week}/plan.geojson").status_code == 404
    assert lead.get(f"{week}/plan.geojson?best={text_hash(best)}").status_code == 200, "its page is still open"


@pytest.mark.parametrize(("act", "wish"), [("enough", "enough"), ("cancel", "cancel")])
def test_settling_and_stopping_are_wishes_that_the_worker_reads(app, lead, act, wish):
    lead.post(f"{WEEK}/solve", data={"seconds": "10"})
    change(app, state="running")
    (job,) = app.config["FALTPLAN"].jobs.list()
    assert lead.post(f"{WEEK}/job/{job.id}/{act}").status_code == 303
    assert app.config["FALTPLAN"].jobs.get(job.id).wish == wish


def test_a_job_that_waits_is_stopped_at_once_and_the_page_says_so(app, lead):
    lead.post(f"{WEEK}/solve", data={"seconds": "10"})
    (job,) = app.config["FALTPLAN"].jobs.list()
    lead.post(f"{WEEK}/job/{job.id}/cancel")
    assert "Planeringen stoppades; inget ändrades" in lead.get(WEEK).text
    assert lead.post(f"{WEEK}/job/{job.id}/cancel").status_code == 303


def test_a_job_that_failed_says_why_and_what_to_do(app, lead):
    lead.post(f"{WEEK}/solve", data={"seconds": "10"})
    change(app, state="failed", error=JobError.REQUEST_CHANGED)
    page = lead.get(WEEK).text
    assert SV.text(SAID[JobError.REQUEST_CHANGED]) in page
    assert "Planera veckan" in page


@pytest.mark.parametrize("seconds", ["", "0", "31", "1e9", "nan", "-5"])
def test_other_times_than_those_offered_are_refused(lead, seconds):
    assert lead.post(f"{WEEK}/solve", data={"seconds": seconds}).status_code == 400


def test_a_job_of_another_week_is_not_there(app, lead):
    lead.post(f"{WEEK}/solve", data={"seconds": "10"})
    (job,) = app.config["FALTPLAN"].jobs.list()
    assert lead.post(f"/plan/uppsokarteamet/2026-W51/job/{job.id}/cancel").status_code == 404
    assert lead.post(f"{WEEK}/job/none/cancel").status_code == 404
    assert lead.post("/plan/uppsokarteamet/2026-W99/solve", data={"seconds": "10"}).status_code == 404


def test_a_pair_watches_and_does_not_plan(app, lead, sign_in):
    pair = sign_in(app, ("field", "uppsokarteamet"))
    assert pair.post(f"{WEEK}/solve", data={"seconds": "10"}).status_code == 403
    assert "Planera veckan</button>" not in pair.get(WEEK).text
    lead.post(f"{WEEK}/solve", data={"seconds": "10"})
    assert pair.get(f"{WEEK}/job.json").json["state"] == "waiting"
    assert "väntar på sin tur" in pair.get(WEEK).text
    assert not re.search(r'action="[^"]*/cancel"', pair.get(WEEK).text)


def test_every_state_has_a_title(app, lead):
    lead.post(f"{WEEK}/solve", data={"seconds": "10"})
    (job,) = app.config["FALTPLAN"].jobs.list()
    titles = set()
    for state in JobState:
        change(app, state=state)
        titles.add(solve_view(app.config["FALTPLAN"].jobs.get(job.id), SV).title)
    assert len(titles) == len(JobState)


def test_progress_never_leaves_its_bar():
    assert JobProgress(40.0, 30.0).share == 1.0
    assert solve_view(None, SV).state == ""
