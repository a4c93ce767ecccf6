"""Rows for tests of the store: tips, visits, plans and all else, of any age."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

from shapely.geometry import MultiPolygon, Point, box

from web.store.tables import (
    AbsenceRow,
    Account,
    CalendarFeedRow,
    CheckInRow,
    CommitmentRow,
    DistrictAreaRow,
    EffortRow,
    HotspotRow,
    Job,
    Membership,
    NeedRow,
    NeighbourhoodRow,
    Passkey,
    PlanVersion,
    ReporterContact,
    ShiftRow,
    SignInTry,
    SpentProof,
    StopRow,
    TeamRow,
    Tip,
    TipStep,
    VisitRow,
    WeekPlanRow,
    WeekSetupRow,
    WishRow,
    WorkerRow,
)
from web.store.tables.jobs import PlanWork

NOW = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
PLACE = Point(674318.25, 6581311.5)
_numbers = count(1)


def ident():
    return str(UUID(int=next(_numbers)))


def ago(days, *, now=NOW):
    return now - timedelta(days=days)


def tip(received_at, **values):
    key = ident()
    given = {
        "id": key, "code_hash": key.replace("-", "").zfill(64), "received_at": received_at, "place": PLACE,
        "worry": "cold", "details": "Någon sover vid bron", "content_hash": "c" * 64, "district": None,
        "state": "received",
    }  # fmt: skip
    return Tip(**(given | values))


def visit(at, **values):
    given = {
        "id": ident(), "team_id": "uppsokarteamet", "hotspot_id": "slussen", "place": PLACE, "district": "Södermalm",
        "at": at, "outcome": "done", "counts": {"adults": 2}, "links": {}, "note": "Ta med filtar",
        "content_hash": "c" * 64,
    }  # fmt: skip
    return VisitRow(**(given | values))


def effort(last, **values):
    given = {
        "id": ident(), "name": "Insats nära Slussen", "place": PLACE, "district": "Södermalm",
        "teams": ["uppsokarteamet"], "first": last, "last": last, "start_min": 1200, "end_min": 1380, "minutes": 20,
        "pairs": 1, "urgent": True, "skills": [], "state": "open", "note": "Vid trappan",
    }  # fmt: skip
    return EffortRow(**(given | values))


def check_in(ends_at, **values):
    given = {
        "id": ident(), "team_id": "uppsokarteamet", "pair": "Ek", "date": ends_at.date(), "every_min": 120,
        "due_at": ends_at, "ends_at": ends_at, "said_at": ends_at,
    }  # fmt: skip
    return CheckInRow(**(given | values))


def hotspot(key="slussen"):
    return HotspotRow(
        id=key, name="Slussen", kind="station", shape={"type": "Point", "coordinates": [18.07, 59.32]}, point=PLACE,
        landmass="sodermalm", district="Södermalm", sensitivity="teams", teams=[], position="verified", source="egen",
    )  # fmt: skip


def neighbourhood():
    return NeighbourhoodRow(
        name="Slussen", district="Södermalm", lon=18.07, lat=59.32, land_km2=None, first=None, end=date(2040, 1, 1)
    )


def district_area():
    return DistrictAreaRow(
        district="Södermalm", part="", outline=MultiPolygon([box(18.0, 59.3, 18.1, 59.325)]), first=date(2023, 7, 1),
        end=None, source="egen",
    )  # fmt: skip


def job(state, **values):
    given = {
        "id": ident(), "kind": "plan", "subject": ident(), "params": {"week": "2026-W49"}, "input_hash": "h" * 64,
        "state": state, "asked_at": NOW, "asked_by": "account:1",
    }  # fmt: skip
    return Job(**(given | values))


def account(**values):
    given = {"email": f"{ident()}@example.org", "name": "Ek", "fs_uniquifier": ident(), "active": True}
    return Account(**(given | values))


def week_plan(week, versions, *, shown, published=None, team="uppsokarteamet"):
    """Give a week with versions, each (made at, published at)."""
    row = WeekPlanRow(
        id=ident(),
        team_id=team,
        week=week,
        state="published" if published else "draft",
        shown=shown,
        published=published,
    )
    made = [
        PlanVersion(
            id=ident(), week_plan_id=row.id, number=number, document="{}", content_hash="h" * 64, team_name="Uppsök",
            score=1.25, bound=None, made_at=made_at, made_by="account:1", published_at=published_at,
        )
        for number, (made_at, published_at) in enumerate(versions, start=1)
    ]  # fmt: skip
    return row, made


def put(store, *rows):
    """Add rows in an audited transaction."""
    with store.write("account:1") as work:
        for row in rows:
            work.add(row)
            work.session.flush()
        work.note("city.loaded", "city", "test")
    return rows


def everything():
    """Give rows of every table that people's work fills, so that each column of each is tried."""
    hot, team = hotspot(), TeamRow(
        id="uppsokarteamet", name="Uppsökarteamet", kind="city", slack_share=0.15, pairs_named=["Ek"],
        working_time={"most_hours": 8.5},
    )  # fmt: skip
    worker = WorkerRow(
        team_id=team.id, id="larka", name="Lärka", skills=["nurse"], weekly_hours=37.5, experience="senior"
    )
    left, week = (
        tip(ago(3), state="closed", closed_at=ago(1)),
        week_plan("2026-W49", [(ago(2), None), (ago(1), ago(1))], shown=2, published=2),
    )
    person = account(
        password="$argon2id$x", mf_recovery_codes=["a", "b"], tf_totp_secret="s", tf_primary_method="authenticator",  # noqa: S106
        memberships=[Membership(role="lead", team_id=team.id), Membership(role="auditor")],
    )  # fmt: skip
    running = job("running", attempts=1, progress={"score": 1.5})
    return [
        neighbourhood(), district_area(), hot,
        NeedRow(
            id="slussen-kvall", hotspot_id=hot.id, windows="mo-fr 20:00-23:00", minutes=20, least=1, target=2, most=3,
            gap_h=24.5, weight=1.5, season="always", skills=[], pairs=1, daylight="any", teams=[], note="",
            peak="mo-fr 21:00-22:00",
        ),
        team, worker,
        ShiftRow(
            team_id=team.id, id="kvall", windows="mo-fr 15:00-23:00", base_id="bas", mode="walk", pairs=2, skills=[],
            season="always", districts=["Södermalm"],
        ),
        AbsenceRow(id=ident(), team_id=team.id, worker_id=worker.id, first=date(2026, 12, 1), last=date(2026, 12, 2)),
        WishRow(
            id=ident(), team_id=team.id, worker_id=worker.id, first=date(2026, 12, 4), last=date(2026, 12, 6), free=True
        ),
        CommitmentRow(id=ident(), team_id=team.id, workers=["larka"], start=ago(2), end=ago(1), kind="commitment"),
        week[0], *week[1],
        StopRow(
            plan_version_id=week[1][1].id, number=1, hotspot_id=hot.id, pair="Ek", workers=["larka"],
            date=date(2026, 12, 3), arrive=NOW, start=NOW, leave=NOW,
        ),
        left, ReporterContact(tip_id=left.id, contact="070-000 00 00", consented_at=ago(3)),
        TipStep(id=ident(), tip_id=left.id, at=ago(3), state="received"), SpentProof(hash="p" * 64, until=ago(1)),
        effort(date(2026, 12, 4)), check_in(ago(1)),
        WeekSetupRow(
            team_id=team.id, week="2026-W49", weights={"travel": 2.0}, shifts={"2026-12-01-kvall": 0},
            extra=[{"id": "x", "date": "2026-12-05", "start_min": 900, "end_min": 1380}],
        ),
        CalendarFeedRow(id=ident(), team_id=team.id, worker_id=worker.id, token_hash="t" * 64, made_at=ago(2)),
        tip(ago(40), place=None, precision="district", details=""), visit(ago(2)), visit(ago(20), place=None),
        person,
        job("done", ended_at=ago(1), result={"number": 1}), running,
        PlanWork(job_id=running.id, request="{}", request_hash="h" * 64, best=None, best_hash=None, spent_s=1.5),
        SignInTry(who="w" * 64, source="s" * 64, at=ago(1)),
    ]  # fmt: skip


def passkey(owner):
    return Passkey(
        credential_id=b"\x00\xffid", public_key=b"key", sign_count=3, transports=["usb"], backup_state=False,
        device_type="single_device", lastuse_datetime=NOW, name="nyckel", usage="secondary", user_id=owner,
    )  # fmt: skip
