"""The report: planned against done by district and week, without a cell that could point at somebody."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from web.jobs.orders import ReportOrder
from web.jobs.report import FLOOR, report
from web.store.tables.plans import PlanState, PlanVersion, StopRow, WeekPlanRow
from web.store.tables.visits import VisitRow

TZ = ZoneInfo("Europe/Stockholm")
WEEK = ReportOrder(date(2026, 11, 30), date(2026, 12, 6))


def visit(district, at=datetime(2026, 12, 3, 18, tzinfo=UTC), outcome="done"):
    return VisitRow(
        id=str(uuid4()), team_id="en", hotspot_id=None, place=None, precision="district", district=district, at=at,
        outcome=outcome, counts={}, links={}, content_hash="",
    )  # fmt: skip


def week_plan(work, number, stops, *, published=None):
    work.add(
        WeekPlanRow(id="w", team_id="en", week="2026-W49", state=PlanState.DRAFT, shown=number, published=published)
    )
    work.session.flush()
    for version in range(1, number + 1):
        work.session.add(
            PlanVersion(
                id=f"v{version}",
                week_plan_id="w",
                number=version,
                document="",
                content_hash="",
                team_name="En",
                score=0,
                bound=None,
                made_at=work.now,
                made_by="system",
            )
        )
    work.session.flush()
    start = datetime(2026, 12, 3, 18, tzinfo=UTC)
    for version, count in stops.items():
        for n in range(count):
            for pair in ("Ek", "Al") if n == 0 else ("Ek",):  # two pairs make the first stop together
                work.session.add(
                    StopRow(
                        plan_version_id=f"v{version}",
                        number=2 * n + (pair == "Al"),
                        hotspot_id=f"h{n}",
                        pair=pair,
                        workers=[],
                        date=date(2026, 12, 3),
                        arrive=start,
                        start=start,
                        leave=start,
                    )
                )


def write(store, *rows, more=lambda work: None):
    with store.write("system") as work:
        for row in rows:
            work.add(row)
        more(work)
        work.note("visit.logged", "visit", "many")


def test_small_cells_are_not_told_and_totals_are_rounded(store):
    write(store, *(visit("Norrmalm") for _ in range(7)), *(visit("Farsta") for _ in range(4)))
    made = report(store, WEEK, TZ)
    told = {row["district"]: row["done"] for row in made["rows"]}
    assert told == {"Norrmalm": 7, "Farsta": None}
    assert made["totals"] == {"planned": 0, "done": 10}
    assert made["floor"] == FLOOR == 5


@pytest.mark.parametrize(("published", "planned"), [(None, 6), (1, 9)])
def test_the_published_version_counts_else_the_one_that_is_shown_and_joint_stops_once(store, published, planned):
    write(store, more=lambda work: week_plan(work, 2, {1: 9, 2: 6}, published=published))
    assert [row["planned"] for row in report(store, WEEK, TZ)["rows"]] == [planned]


def test_days_and_weeks_are_those_of_the_city(store):
    before_midnight = datetime(2026, 11, 29, 22, 30, tzinfo=UTC)  # 23:30 on Sunday
    after_midnight = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)  # 00:30 on Monday
    write(store, *(visit("A", before_midnight) for _ in range(5)), *(visit("A", after_midnight) for _ in range(6)))
    assert [(row["week"], row["done"]) for row in report(store, WEEK, TZ)["rows"]] == [("2026-W49", 6)]
    both = report(store, ReportOrder(date(2026, 11, 29), date(2026, 11, 30)), TZ)
    assert [(row["week"], row["done"]) for row in both["rows"]] == [("2026-W48", 5), ("2026-W49", 6)]


def test_what_was_skipped_or_not_safe_was_not_done(store):
    outcomes = ["done"] * 5 + ["nobody"] * 5 + ["not_safe"] * 5 + ["skipped"] * 5
    write(store, *(visit("A", outcome=outcome) for outcome in outcomes))
    assert [row["done"] for row in report(store, WEEK, TZ)["rows"]] == [10]


def test_an_empty_store_gives_an_empty_report(store):
    assert report(store, WEEK, TZ) == {"floor": 5, "rows": [], "totals": {"planned": 0, "done": 0}}
