"""Outlines and hotspots come into the store whole or not at all, on both kinds of database."""

import json
import os
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from click.testing import CliRunner
from shapely.geometry import box, mapping
from sqlalchemy import select

from geo.city import read_city
from geo.faults import FaultCode, FileFaults
from geo.hotspot_merge import Change
from geo.hotspots_file import write_hotspots
from geo.imports import STREETS_FILE, BrokenImportError, ImportKind, Imports
from geo.outlines_file import OutlineKind
from geo.reference import city_folder
from geo.travel.street_graph import FOOT, StreetGraph
from web.cli import main
from web.lead.actions import load_city
from web.lead.district_import import Moved, import_districts
from web.lead.hotspot_import import WouldBeLostError, far_from_streets, import_hotspots
from web.plans import StoredPlans
from web.security.bindings import district_names
from web.security.keys import keys_at
from web.store.archive_export import export_archive
from web.store.archive_import import import_archive
from web.store.audit import verify
from web.store.city_rows import save_city, stored_city
from web.store.district_rows import stored_districts
from web.store.row_json import every_table, rows_of, snapshot
from web.store.store import Store
from web.store.tables import AuditEntry, DistrictAreaRow, HotspotRow, StopRow, WeekPlanRow

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"
CITY = read_city(LILLEBY)
CENTRUM, NORR, LILLON = box(21.95, 60.09, 22.0, 60.11), box(21.95, 60.11, 22.02, 60.13), box(22.02, 60.08, 22.05, 60.1)
AUDIT = {"audit_entry", "audit_head", "audit_checkpoint"}


def outlines(folder, *features, name="areas.geojson", encoding="utf-8"):
    """Write (name, geometry) as GeoJSON; without any, the three neighbourhoods of the city."""
    named = features or (("Centrum", CENTRUM), ("Norr", NORR), ("Lillön", LILLON))
    made = [{"type": "Feature", "properties": {"name": n}, "geometry": mapping(g)} for n, g in named]
    path = folder / name
    path.write_bytes(json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False).encode(encoding))
    return path


def everything(store, *, but=frozenset()):
    """Give all rows of all tables."""
    with snapshot(store) as connection:
        return {t.name: list(rows_of(connection, t)) for t in every_table() if t.name not in but}


@pytest.fixture
def loaded(store):
    load_city(store, LILLEBY)
    return store


def test_outlines_answer_in_the_place_of_points(loaded, tmp_path):
    told = import_districts(loaded, LILLEBY, outlines(tmp_path), source="Lilleby, CC0", actor="account:1")
    assert (told.outlines.kind, told.hotspots) == (OutlineKind.NEIGHBOURHOODS, 12)
    with loaded.read() as session:
        city = stored_city(session, CITY)
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        sources = set(session.scalars(select(DistrictAreaRow.source)))
        kyrkplan = session.get(HotspotRow, "kyrkplan")
        assert list(verify(session, loaded.audit_key)) == []
    assert not city.districts.approximate
    assert not city.districts_approximate
    assert city.districts.metric_epsg == CITY.metric_crs
    assert city.districts.at(22.0, 60.12, date(2023, 1, 1)) == "Lilleby norra"
    assert city.districts.at(22.09, 60.06, date(2026, 1, 1)) == "Lilleby östra"  # outside: the nearest point
    assert sources == {"Lilleby, CC0"}
    assert (entry.action, entry.actor) == ("districts.imported", "account:1")
    assert kyrkplan.district == "Lilleby västra"
    assert district_names(loaded) == ("Lilleby norra", "Lilleby västra", "Lilleby östra")


def test_hotspots_that_change_district_or_lie_in_none_are_named(loaded, tmp_path):
    path = outlines(
        tmp_path, ("Centrum", box(21.95, 60.09, 21.985, 60.11)), ("Lillön", box(21.985, 60.08, 22.035, 60.106))
    )
    told = import_districts(loaded, LILLEBY, path)
    by_id = {moved.id: moved for moved in told.moved}
    assert by_id["torget"] == Moved("torget", "Lilleby västra", "Lilleby östra")
    assert "hamnen" not in by_id
    assert ("udden", "Lilleby östra") in told.outside
    assert told.outlines.lacking == ("Norr",)
    with loaded.read() as session:
        rows = {row.id: row for row in session.scalars(select(HotspotRow))}
    assert (rows["torget"].district, rows["torget"].version) == ("Lilleby östra", 2)
    assert rows["hamnen"].version == 1


def test_the_same_file_again_changes_nothing_and_a_dry_run_never_does(loaded, tmp_path):
    path = outlines(tmp_path)
    before = everything(loaded)
    dry = import_districts(loaded, LILLEBY, path, dry_run=True)
    assert everything(loaded) == before
    assert import_districts(loaded, LILLEBY, path) == dry
    first = everything(loaded, but=AUDIT)
    again = import_districts(loaded, LILLEBY, path)
    assert again.moved == ()
    assert everything(loaded, but=AUDIT) == first


def test_earlier_outlines_stay_for_the_days_before(loaded, tmp_path):
    import_districts(loaded, LILLEBY, outlines(tmp_path))
    day = date(2030, 1, 1)
    path = outlines(tmp_path, ("Lilleby nya", box(21.95, 60.08, 22.05, 60.13)))
    told = import_districts(loaded, LILLEBY, path, valid_from=day)
    assert (told.earlier, told.outlines.kind) == (4, OutlineKind.DISTRICTS)
    assert [one.nearest for one in told.outlines.unknown] == ["Lilleby norra"]
    with loaded.read() as session:
        districts = stored_districts(session)
    assert districts.at(22.03, 60.09, day - timedelta(days=1)) == "Lilleby östra"
    assert districts.at(22.03, 60.09, day) == "Lilleby nya"
    rows = everything(loaded, but=AUDIT)
    import_districts(loaded, LILLEBY, path, valid_from=day)
    assert everything(loaded, but=AUDIT) == rows
    import_districts(loaded, LILLEBY, outlines(tmp_path))
    with loaded.read() as session:
        assert stored_districts(session).at(22.03, 60.09, day) == "Lilleby östra"


def test_loading_the_city_again_keeps_outlines_and_regroups_them(loaded, tmp_path):
    import_districts(loaded, LILLEBY, outlines(tmp_path))
    rows = everything(loaded, but=AUDIT)
    load_city(loaded, LILLEBY)
    assert everything(loaded, but=AUDIT) == rows
    from dataclasses import replace

    parts = CITY.districts.neighbourhoods
    merged = replace(
        CITY.districts, neighbourhoods=tuple(replace(n, district="Lilleby") for n in parts if n.name != "Norr")
    )
    with loaded.write("account:1") as work:
        save_city(work, replace(CITY, districts=merged), [])
    with loaded.read() as session:
        districts = stored_districts(session)
    assert districts.at(22.03, 60.09, date(2026, 1, 1)) == "Lilleby"
    assert districts.at(22.0, 60.12, date(2026, 1, 1)) == "Lilleby västra"  # Norr is not in the folder any more


def test_an_archive_takes_outlines_along(loaded, tmp_path, databases, backend):
    import_districts(loaded, LILLEBY, outlines(tmp_path))
    export_archive(loaded, tmp_path / "a.zip")
    other = Store(databases.bare(backend), audit_key=loaded.audit_key)
    with closing(other):
        import_archive(other, tmp_path / "a.zip")
        assert everything(other, but=AUDIT) == everything(loaded, but=AUDIT)
        before = everything(other, but=AUDIT)
        assert import_districts(other, LILLEBY, outlines(tmp_path)).moved == ()
        assert everything(other, but=AUDIT) == before
    databases.drop(other.url)


def geopackage(folder, system=3067):
    path = folder / "areas.gpkg"
    gpd.GeoDataFrame({"name": ["Centrum", "Norr"]}, geometry=[CENTRUM, NORR], crs=4326).to_crs(system).to_file(path)
    return path


def bow_tie(folder):
    path = outlines(folder)
    data = json.loads(path.read_text())
    ring = data["features"][1]["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    path.write_text(json.dumps(data))
    return path


def wrong_system(folder):
    path = geopackage(folder, 3006)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE gpkg_geometry_columns SET srs_id = 4326")
        db.execute("UPDATE gpkg_contents SET srs_id = 4326")
        db.commit()
    return path


def swapped(folder):
    return outlines(folder, ("Centrum", box(60.09, 21.95, 60.11, 22.0)), ("Norr", box(60.11, 21.95, 60.13, 22.02)))


def truncated(folder):
    path = geopackage(folder)
    path.write_bytes(path.read_bytes()[:60_000])
    return path


def three_gigabytes_announced(folder):
    path = geopackage(folder)
    content = bytearray(path.read_bytes())
    content[28:32] = struct.pack(">I", 3_000_000_000 // 4096)
    path.write_bytes(content)
    return path


def three_gigabytes_of_nothing(folder):
    path = outlines(folder)
    with path.open("r+b") as file:
        file.truncate(3_000_000_000)  # a hole: it takes no room on the disk
    return path


def over_each_other(folder):
    return outlines(folder, ("Centrum", CENTRUM), ("Norr", CENTRUM))


def wrong_encoding(folder):
    return outlines(folder, encoding="utf-16")


BROKEN = {
    bow_tie: ("self_crossing", 2), wrong_system: ("out_of_bounds", 1), swapped: ("swapped", 1),
    truncated: ("wrong_content", None), three_gigabytes_announced: ("wrong_content", None),
    three_gigabytes_of_nothing: ("too_large", None), over_each_other: ("overlapping_outlines", 2),
    wrong_encoding: ("wrong_encoding", None),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda made: made.__name__)
def test_a_broken_file_of_outlines_leaves_every_row_as_it_was(loaded, tmp_path, broken):
    import_districts(loaded, LILLEBY, outlines(tmp_path))
    before = everything(loaded)
    with pytest.raises(FileFaults) as caught:
        import_districts(loaded, LILLEBY, broken(tmp_path))
    assert (caught.value.faults[0].code, caught.value.faults[0].row) == BROKEN[broken]
    assert everything(loaded) == before


def hotspots(folder, *rows, header="id,name,kind,lon,lat"):
    path = folder / "hotspots.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def needs(folder, *rows):
    path = folder / "needs.csv"
    path.write_text("\n".join(["id,hotspot,windows,minutes", *rows]) + "\n", encoding="utf-8")
    return path


def test_hotspots_and_needs_are_merged_by_id(loaded, tmp_path):
    path = hotspots(tmp_path, "nytt,Nytt,park,22.03,60.09", "torget,Stora torget,square,21.989,60.103")
    told = import_hotspots(
        loaded,
        LILLEBY,
        path,
        needs=needs(tmp_path, "nytt-dag,nytt,mo 10:00-12:00,30", "hamnen-dag,hamnen,tu 10:00-12:00,30"),
        actor="account:1",
    )
    assert told.hotspots.added == ("nytt",)
    assert told.hotspots.changed == (Change("torget", ("name",)),)
    assert (told.needs.added, told.needs.removed) == (("nytt-dag",), ())
    assert told.needs.changed[0].id == "hamnen-dag"
    with loaded.read() as session:
        kept = stored_city(session, CITY)
        rows = {row.id: row for row in session.scalars(select(HotspotRow))}
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert kept.hotspots == told.hotspots.hotspots
    assert kept.needs == told.needs.needs
    assert (rows["nytt"].district, rows["nytt"].changed_by) == ("Lilleby östra", "account:1")
    assert (rows["torget"].version, rows["hamnen"].version) == (2, 1)
    assert entry.action == "hotspots.imported"


@pytest.mark.parametrize("folder", [city_folder(), LILLEBY], ids=lambda folder: folder.name)
def test_what_was_exported_and_is_imported_again_changes_nothing(store, tmp_path, folder):
    city = load_city(store, folder)
    write_hotspots(tmp_path / "out.geojson", city.hotspots)
    before = everything(store, but=AUDIT)
    told = import_hotspots(store, folder, tmp_path / "out.geojson", needs=folder / "needs.csv", replace_all=True)
    assert told.hotspots.changed == told.hotspots.added == told.needs.changed == told.needs.removed == ()
    assert everything(store, but=AUDIT) == before


def test_needs_and_planned_stops_are_not_lost_unless_that_is_said(loaded, tmp_path):
    with loaded.read() as session:
        city = stored_city(session, CITY)
    with_needs = {need.hotspot for need in city.needs}
    path = tmp_path / "rest.geojson"
    write_hotspots(path, [h for h in city.hotspots if h.id != "torget"])
    before = everything(loaded)
    dry = import_hotspots(loaded, LILLEBY, path, replace_all=True, dry_run=True)
    assert "torget" in with_needs
    assert dry.hotspots.removed == ("torget",)
    with pytest.raises(WouldBeLostError) as caught:
        import_hotspots(loaded, LILLEBY, path, replace_all=True)
    assert caught.value.told == dry
    assert everything(loaded) == before
    told = import_hotspots(loaded, LILLEBY, path, replace_all=True, lose=True)
    assert set(told.needs.removed) == {need.id for need in city.needs if need.hotspot == "torget"}
    with loaded.read() as session:
        assert session.get(HotspotRow, "torget") is None
        assert "torget" not in {need.hotspot for need in stored_city(session, CITY).needs}


def test_coming_weeks_that_stop_at_a_removed_place_are_named(make_store, tmp_path):
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    store = make_store(clock=lambda: now)
    load_city(store, LILLEBY)
    from planner.plan_week import plan_week
    from web.lead.actions import stored_request

    plans = StoredPlans(store)
    plan = plan_week(stored_request(store, plans, LILLEBY, "en", "2026-W50"), seconds=1.0)
    plans.write(plan)
    stop = next(stop for route in plan.routes for stop in route.stops)
    with store.read() as session:
        assert session.scalars(select(StopRow.hotspot_id).join(WeekPlanRow, WeekPlanRow.team_id == "en")).first()
        city = stored_city(session, CITY)
    path = tmp_path / "rest.geojson"
    write_hotspots(path, [h for h in city.hotspots if h.id != stop.hotspot])
    told = import_hotspots(store, LILLEBY, path, replace_all=True, dry_run=True)
    assert told.weeks == (("en", "2026-W50"),)
    now += timedelta(days=60)
    assert import_hotspots(store, LILLEBY, path, replace_all=True, dry_run=True).weeks == ()


def test_faults_of_both_files_are_told_together_and_nothing_is_changed(loaded, tmp_path):
    before = everything(loaded)
    with pytest.raises(FileFaults) as caught:
        import_hotspots(
            loaded, LILLEBY, hotspots(tmp_path, "a,A,park,60.1,22.0", "b,B,parc,22.0,60.1"),
            needs=needs(tmp_path, "a-dag,a,mo 10-12,0"),
        )  # fmt: skip
    found = [(fault.file, str(fault.code), fault.row) for fault in caught.value.faults]
    assert found[:2] == [("hotspots.csv", "swapped", 2), ("hotspots.csv", "unknown_value", 3)]
    assert {file for file, *_ in found} == {"hotspots.csv", "needs.csv"}
    with pytest.raises(FileFaults) as caught:
        import_hotspots(
            loaded, LILLEBY, hotspots(tmp_path, "a,A,park,22,60.1"), needs=needs(tmp_path, "x,b,mo 10:00-12:00,9")
        )
    assert [f.code for f in caught.value.faults] == [FaultCode.UNKNOWN_REFERENCE]
    assert everything(loaded) == before


def test_hotspots_far_from_the_imported_streets_are_named_with_their_distance(tmp_path):
    imports = Imports(tmp_path)
    assert far_from_streets(imports, CITY.hotspots) == ()
    ends = np.array([[21.98, 60.1], [22.0, 60.104]])
    graph = StreetGraph(
        ends, np.array([0], np.int32), np.array([1], np.int32), np.array([1200.0]), np.array([FOOT], np.uint8), ends,
        np.array([0, 2]),
    )  # fmt: skip
    with imports.build(ImportKind.STREETS, "0" * 64) as draft:
        graph.save(draft.folder / STREETS_FILE)
        draft.keep(source="test", imported_on="2026-12-01")
    far = {off.place.id: off.metres for off in far_from_streets(imports, CITY.hotspots)}
    assert "torget" not in far
    assert far["udden"] > 2000
    streets = imports.in_use(ImportKind.STREETS)
    streets.file(STREETS_FILE).write_bytes(b"PK")
    with pytest.raises(BrokenImportError):
        far_from_streets(imports, CITY.hotspots)


HALF_DONE = """
import sys, time
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.orm import Session
from web.lead.district_import import import_districts
from web.store.store import Store

def wait(session):
    print("written", flush=True)
    time.sleep(60)

event.listen(Session, "before_commit", wait)
store = Store(sys.argv[1], audit_key=b"k" * 32)
import_districts(store, Path(sys.argv[2]), Path(sys.argv[3]))
"""


def test_an_import_that_is_killed_before_its_end_leaves_the_old_outlines_in_use(loaded, tmp_path):
    import_districts(loaded, LILLEBY, outlines(tmp_path))
    before = everything(loaded)
    other = outlines(tmp_path, ("Lilleby nya", box(21.95, 60.08, 22.05, 60.13)), name="other.geojson")
    with subprocess.Popen(
        [sys.executable, "-c", HALF_DONE, loaded.url, str(LILLEBY), str(other)], stdout=subprocess.PIPE, text=True
    ) as process:
        while process.stdout.readline().strip() != "written":
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert everything(loaded) == before
    assert import_districts(loaded, LILLEBY, other).outlines.count == 1


@pytest.fixture
def run(tmp_path, databases, backend, monkeypatch):
    url = databases.new(backend)
    for name in [name for name in os.environ if name.startswith("FALTPLAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FALTPLAN_HOME", str(tmp_path))
    monkeypatch.setenv("FALTPLAN_DATABASE_URL", url)
    monkeypatch.setenv("FALTPLAN_CITY", str(LILLEBY))
    with closing(Store(url, audit_key=keys_at(tmp_path / "keys.json").audit_key)) as store:
        load_city(store, LILLEBY)
    yield lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])
    databases.drop(url)


def test_the_commands_say_what_came_in_in_both_languages(run, tmp_path):
    path = outlines(tmp_path, ("CENTRUM", CENTRUM), ("Nor", NORR), ("Lillön", LILLON))
    done = run("import", "districts", path)
    assert done.exit_code == 0, done.stderr
    assert "2 gränser för stadsdelar, efter namnen i ”name”" in done.stdout
    assert "- Nor (rad 2). Menade du 'Norr'?" in done.stdout
    assert "areas.geojson: 1 kB ska läsas." in done.stdout
    english = run("--lang", "en", "import", "districts", path, "--dry-run")
    assert "Nothing is changed. This would be done:" in english.stdout
    wrong = run("import", "districts", bow_tie(tmp_path))
    assert wrong.exit_code == 2
    assert "areas.geojson, rad 2" in wrong.stderr


def test_the_command_refuses_to_lose_needs_and_does_it_when_told(run, tmp_path):
    path = hotspots(tmp_path, "nytt,Nytt,park,22.03,60.09")
    added = run("import", "hotspots", path)
    assert added.exit_code == 0, added.stderr
    assert "1 nya, 0 ändrade, 0 borttagna, 0 oförändrade, 12 står inte i filen" in added.stdout
    refused = run("import", "hotspots", path, "--replace")
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    assert run("import", "hotspots", path, "--replace", "--dry-run").stdout.count("\n- ") > 12
    assert run("import", "hotspots", path, "--replace", "--yes").exit_code == 0
    assert "1 oförändrade" in run("import", "hotspots", path).stdout


def test_a_bar_is_drawn_only_where_it_takes_a_while(monkeypatch, capsys):
    from web import cli_import_places
    from web.words import translator

    @contextmanager
    def bar(after_s):
        monkeypatch.setattr(cli_import_places, "BAR_AFTER_S", after_s)
        with cli_import_places.late_bar(translator("sv"), 2) as report:
            report(1)
            yield
            report(2)

    with bar(60):
        pass
    assert capsys.readouterr().err == ""
    with bar(0.01):
        time.sleep(0.2)
    assert "Läser in" in capsys.readouterr().err
