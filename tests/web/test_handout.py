"""What is handed out: each file opened by a program that did not write it; nothing in it that is not for its eyes."""

import io
import re
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path

import gpxpy
import openpyxl
import pypdfium2
import pytest
from shapely.geometry import Point

from geo.hotspot import HotspotKind, Sensitivity
from web.plan_turns import publish
from web.store.tables.shifts_worked import CalendarFeedRow

WEEK = "/plan/uppsokarteamet/2026-W49/handout"


@pytest.fixture
def application(make_app, plan):
    app = make_app(plan)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def parts(application):
    return application.config["FALTPLAN"]


@pytest.fixture
def lead(application, sign_in):
    return sign_in(application, ("lead", "uppsokarteamet"))


def published(parts, plan):
    with parts.store.write("account:1") as work:
        publish(work, plan.team, plan.week, expected=parts.plans.info(plan.team, plan.week).row_version)


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def shown(pdf, number=0):
    """Draw a page, and tell how much of it is ink."""
    document = pypdfium2.PdfDocument(pdf)
    image = document[number].render(scale=0.5).to_pil().convert("L")
    document.close()
    return sum(count for grey, count in enumerate(image.histogram()) if grey < 128) / (image.width * image.height)


def test_a_route_sheet_is_one_page_with_every_stop_and_when_it_is_destroyed(lead, plan):
    answer = lead.get(f"{WEEK}/sheets.pdf?route=r0")
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.data
    (page,) = pages(answer.data)
    route = plan.routes[0]
    for stop in route.stops:
        assert plan.request.hotspot[stop.hotspot].name.split(" (")[0] in page
    assert route.pair in page
    assert "Förstörs senast" in page
    assert "UTKAST" in page
    assert 0.01 < shown(answer.data) < 0.4


def test_a_week_has_a_sheet_for_each_pair_and_shift_with_stops(lead, plan):
    assert len(pages(lead.get(f"{WEEK}/sheets.pdf").data)) >= sum(bool(route.stops) for route in plan.routes)


def test_names_that_harm_are_text_on_paper_and_in_every_file(make_app, hostile_plan, sign_in):
    lead = sign_in(make_app(hostile_plan), ("lead", "uppsokarteamet"))
    (page,) = pages(lead.get(f"{WEEK}/sheets.pdf?route=r0").data)
    assert "<img src=x onerror=alert(1)>" in re.sub(r"\s+", " ", page.replace("\ufffe", "").replace("- \n", ""))
    for file in ("stops.csv", "stops.xlsx", "routes.gpx", "week.gpkg"):
        assert lead.get(f"{WEEK}/{file}").status_code == 200


def test_pairs_print_what_was_published_and_nothing_before(application, parts, plan, sign_in):
    pair = sign_in(application, ("field", "uppsokarteamet"), name="bjork")
    assert pair.get(f"{WEEK}/sheets.pdf").status_code == 404
    published(parts, plan)
    assert "UTKAST" not in pages(pair.get(f"{WEEK}/sheets.pdf?route=r0").data)[0]
    assert pair.get(f"{WEEK}/stops.csv").status_code == 403


def test_a_settlement_has_no_point_on_paper_or_in_files_for_other_programs(make_app, example, sign_in):
    plan = example.plan_with_hidden_stop()
    hidden = next(h for h in plan.request.hotspots if h.sensitivity is Sensitivity.NAMED_TEAMS)
    lead = sign_in(make_app(plan), ("lead", plan.team))
    track = gpxpy.parse(lead.get(f"{WEEK}/routes.gpx").text)
    there = {(round(p.longitude, 5), round(p.latitude, 5)) for route in track.routes for p in route.points}
    assert (round(hidden.point.x, 5), round(hidden.point.y, 5)) not in there
    assert hidden.name not in lead.get(f"{WEEK}/routes.gpx").text
    assert hidden.name not in lead.get(f"{WEEK}/stops.csv").text
    assert hidden.name not in "".join(pages(lead.get(f"{WEEK}/sheets.pdf").data))
    assert hidden.kind is HotspotKind.SETTLEMENT


def test_no_layer_shows_where_a_settlement_of_the_team_itself_is(make_app, example, sign_in, tmp_path):
    import pyogrio
    from shapely import from_wkb

    from geo.crs import to_metres

    plan = example.plan_with_hidden_stop()
    shown = tuple(
        replace(h, teams=(plan.team,)) if h.kind is HotspotKind.SETTLEMENT else h for h in plan.request.hotspots
    )
    plan = replace(plan, request=replace(plan.request, hotspots=shown))
    secret = next(h for h in shown if h.kind is HotspotKind.SETTLEMENT)
    where = Point(*to_metres([(secret.point.x, secret.point.y)])[0])
    lead, file = sign_in(make_app(plan), ("lead", plan.team)), tmp_path / "week.gpkg"
    file.write_bytes(lead.get(f"{WEEK}/week.gpkg").data)
    for layer in ("stops", "legs"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shapes = [from_wkb(shape) for shape in pyogrio.raw.read(file, layer=layer)[2] if shape]
        assert shapes
        assert min(shape.distance(where) for shape in shapes) > 5, layer


def test_a_track_is_read_by_another_program(lead, plan):
    track = gpxpy.parse(lead.get(f"{WEEK}/routes.gpx").text)
    stops = [len(route.stops) for route in plan.routes if route.stops]
    assert sorted(len(route.points) - 2 for route in track.routes) == sorted(stops)
    assert track.routes[0].points[0].time.utcoffset().total_seconds() == 0


def test_layers_are_read_by_another_program(lead, plan):
    import pyogrio

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "week.gpkg"
        file.write_bytes(lead.get(f"{WEEK}/week.gpkg").data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert {name for name, _ in pyogrio.list_layers(file)} == {"stops", "legs"}
            told = pyogrio.read_info(file, layer="stops")
        assert told["features"] == sum(len(route.stops) for route in plan.routes)
        assert (told["geometry_type"], told["crs"]) == ("Point", "EPSG:3006")


def test_a_workbook_holds_texts_and_runs_nothing(make_app, example, sign_in):
    plan = example.example_plan()
    first = plan.routes[0].stops[0].hotspot
    evil = tuple(
        replace(h, name='=HYPERLINK("http://example.org","x")') if h.id == first else h for h in plan.request.hotspots
    )
    plan = replace(plan, request=replace(plan.request, hotspots=evil))
    lead = sign_in(make_app(plan), ("lead", plan.team))
    book = openpyxl.load_workbook(io.BytesIO(lead.get(f"{WEEK}/stops.xlsx").data))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") and cell.data_type == "s" for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert book.active.max_row == 1 + sum(len(route.stops) for route in plan.routes)
    lines = lead.get(f"{WEEK}/stops.csv").data.decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in lines


def test_fetching_a_file_is_in_the_audit(lead, parts):
    from sqlalchemy import select

    from web.store.tables import AuditEntry

    lead.get(f"{WEEK}/stops.csv")
    with parts.store.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "plan.exported")).one()
    assert "stops.csv" in str(entry.detail)


def sent(client, path, **data):
    """Send a form with the token of its session."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)[1]
    return client.post(path, data={"csrf_token": token, **data})


def address(page):
    return re.search(r"/calendar/[\w-]+\.ics", page).group()


def test_a_calendar_shows_the_published_shifts_of_its_worker_and_no_place(
    application, parts, plan, sign_in, monkeypatch
):
    from datetime import UTC, datetime

    import icalendar

    worker = plan.routes[0].workers[0]
    _worker_row(parts, plan, worker)
    monkeypatch.setattr(parts.store, "clock", lambda: datetime(2026, 12, 1, tzinfo=UTC))
    lead = sign_in(application, ("lead", plan.team))
    made = sent(lead, f"/lead/calendars/{plan.team}/make", worker=worker).text
    where = address(made)
    anybody = application.test_client()
    assert b"VEVENT" not in anybody.get(where).data
    published(parts, plan)
    text = anybody.get(where).data
    mine = [route for route in plan.routes if worker in route.workers]
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert sorted(e["DTSTART"].dt.timestamp() for e in events) == sorted(r.start.timestamp() for r in mine)
    assert len({str(e["UID"]) for e in events}) == len(mine)
    for spot in plan.request.hotspots:
        assert spot.name not in text.decode()
    assert _lines_unfolded(text).count("BEGIN:VEVENT") == len(mine)
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    sent(lead, f"/lead/calendars/{plan.team}/withdraw", feed=_feed(parts).id)
    assert anybody.get(where).status_code == 404


def test_a_new_address_takes_the_old_ones_place_and_the_secret_is_not_kept(application, parts, plan, sign_in):
    worker = plan.routes[0].workers[0]
    _worker_row(parts, plan, worker)
    lead = sign_in(application, ("lead", plan.team))
    old, new = (address(sent(lead, f"/lead/calendars/{plan.team}/make", worker=worker).text) for _ in "12")
    anybody = application.test_client()
    assert (anybody.get(old).status_code, anybody.get(new).status_code) == (404, 200)
    assert new.split("/")[2].removesuffix(".ics") not in str(_feed(parts).token_hash)
    assert sent(lead, f"/lead/calendars/{plan.team}/make", worker="nobody").status_code == 404


def _worker_row(parts, plan, worker):
    from web.store.tables import TeamRow, WorkerRow

    with parts.store.write("account:1") as work:
        work.add(TeamRow(id=plan.team, name="Uppsök", kind="city", slack_share=0.1, pairs_named=[], working_time={}))
        work.session.flush()
        work.add(
            WorkerRow(team_id=plan.team, id=worker, name=worker, skills=[], weekly_hours=40, experience="experienced")
        )
        work.note("city.loaded", "city", "x")


def _feed(parts):
    from sqlalchemy import select

    with parts.store.read() as session:
        return session.scalars(select(CalendarFeedRow).where(CalendarFeedRow.revoked_at.is_(None))).one()


def _lines_unfolded(text):
    return re.sub(r"\r\n[ \t]", "", text.decode())
