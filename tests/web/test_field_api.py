"""The addresses that phones and staff send visits and tips to."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import select

from web.store.place_rows import metric_point
from web.store.tables.audit import AuditEntry
from web.store.tables.places import HotspotRow

AT = datetime(2026, 12, 3, 21, 40, tzinfo=UTC)
TEAM = "uppsokarteamet"


def hotspot():
    return HotspotRow(
        id="sergels-torg",
        name="Sergels torg",
        kind="square",
        shape={"type": "Point", "coordinates": [18.064631, 59.334454]},
        point=metric_point(18.064631, 59.334454),
        district="Norra innerstaden",
        sensitivity="teams",
        teams=[],
        position="verified",
    )


def test_pairs_and_leads_log_visits_over_http_and_others_do_not(make_app, sign_in):
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = False
    with app.config["FALTPLAN"].store.write("system") as work:
        work.add(hotspot())
        work.note("city.loaded", "city", "test")
    address = f"/api/teams/{TEAM}/visits/{uuid4()}"
    body = {"hotspot": "sergels-torg", "at": AT.isoformat(), "outcome": "done", "counts": {"women_65": 1}}
    pair = sign_in(app, ("field", TEAM))
    assert [pair.put(address, json=body).status_code for _ in range(2)] == [201, 200]
    assert pair.put(address, json=body | {"note": "ny"}).status_code == 409
    assert pair.put(address, json=body | {"note": "ny", "version": 1}).json["version"] == 2
    assert pair.put(address, json=body | {"note": "19121212-1212"}).json["found"] == ["personal_number"]
    assert pair.put(address, data="nonsense").status_code == 422
    assert pair.put(f"/api/teams/{TEAM}/visits/{uuid4()}", json=body | {"hotspot": "nowhere"}).status_code == 404
    for grants in [("field", "eu-teamet")], [("auditor", "")], [("admin", "")], [("coordinator", TEAM)]:
        assert sign_in(app, *grants).put(address, json=body).status_code == 403
    stranger = app.test_client().put(address, json=body, headers={"Origin": "http://localhost"})
    assert stranger.status_code == 401
    seen = pair.get(f"/api/teams/{TEAM}/visits?first=2026-12-01T00:00:00%2B01:00&end=2026-12-08T00:00:00%2B01:00").json
    assert [v["counts"] for v in seen["visits"]] == [{"women_65": 1}]
    with app.config["FALTPLAN"].store.read() as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "visit.seen")).one()
    assert (told.object_id, told.team) == (f"{TEAM}/2026-11-30/2026-12-07", TEAM)
    early = "first=0001-01-01T00:00:00%2B14:00&end=0001-01-02T00:00:00%2B14:00"
    for query in (early, "", "first=x&end=y", "first=2020-01-01T00:00:00%2B00:00&end=2026-01-01T00:00:00%2B00:00"):
        assert pair.get(f"/api/teams/{TEAM}/visits?{query}").status_code == 400


def test_staff_take_a_tip_by_telephone_over_http(make_app, sign_in):
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = False
    address = f"/api/teams/{TEAM}/tips/{uuid4()}"
    body = {"lon": 18.0646, "lat": 59.3344, "worry": "young"}
    lead = sign_in(app, ("lead", TEAM))
    first, again = lead.put(address, json=body), lead.put(address, json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["code"] == again.json["code"]
    assert lead.put(address, json=body | {"worry": "other"}).status_code == 409
    assert lead.put(address, json=[]).status_code == 422
    assert sign_in(app, ("partner", TEAM)).put(address, json=body).status_code == 403
