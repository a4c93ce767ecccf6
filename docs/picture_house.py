"""The installation that the pictures show: weeks of one team, visits, tips, a sick call, and an evening.

All of it is invented by this script in a database of its own; its clock is set to the moment that a picture shows.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from planner.amend.change_prices import CREW
from planner.amend.changes import sick
from planner.amend.replan import Replan, replan
from planner.amend.replan_request import replan_request
from planner.plan import Route, Stop, WeekPlan
from planner.plan_week import plan_week
from web.admin.demo_accounts import demo_accounts
from web.field.actions import log_visit
from web.field.check_in import Said, ShiftTime, say
from web.field.visit import Group, Link, VisitReport
from web.jobs.orders import PlanOrder
from web.lead.absence_actions import report_absence
from web.lead.actions import load_city, stored_request
from web.lead.efforts import effort_id
from web.parts import Parts
from web.plan_turns import publish
from web.plans import keep_plan
from web.store.tables.jobs import Job, JobState
from web.store.tables.tips import Tip
from web.store.tables.visits import Outcome
from web.tips.actions import leave_tip
from web.tips.tip import Asked, TipReport, Worry
from web.triage.scope import Scope
from web.triage.visits import become_visit
from web.triage.wishes import urgent

LEAD = "system"
TIP_LON, TIP_LAT = 18.0742, 59.3141
"""Beside Medborgarplatsen, where somebody is said to be cold."""
TIPS = (
    (
        0.0,
        0.0,
        Worry.COLD_OR_ILL,
        "Under trappan på norra sidan av torget, vid lastkajen.",
        "Fryser och sover utomhus.",
    ),
    (0.0004, 0.0003, Worry.SLEEPS_OUTSIDE, "Vid lastkajen bakom torget.", "Någon ligger där i en sovsäck."),
    (-0.045, 0.019, Worry.YOUNG, "På bänkarna utanför tunnelbanan.", "Flera unga som är kvar sent på kvällen."),
)
"""What is told: degrees east and north of the first one, the worry, how to find it, and what was seen."""


@dataclass
class House:
    """An installation with its clock; ``now`` is the time there."""

    parts: Parts
    team: str
    week: str
    now: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    passwords: dict[str, tuple[str, str]] = field(default_factory=dict)
    code: str = ""
    tips: list[str] = field(default_factory=list)
    _random: Random = field(default_factory=lambda: Random(6))  # noqa: S311 - invents figures

    def __post_init__(self) -> None:
        self.parts.store.clock = lambda: self.now
        teams = load_city(self.parts.store, self.parts.city).team_ids
        made = demo_accounts(self.parts.store, password_key=self.parts.keys.password, teams=teams, team=self.team)
        self.passwords = {account.email.partition("@")[0]: (account.email, account.password) for account in made}

    def plan(self, week: str, *, seconds: float) -> WeekPlan:
        """Plan a week and publish it."""
        parts = self.parts
        plan = plan_week(stored_request(parts.store, parts.plans, parts.city, self.team, week), seconds=seconds)
        parts.plans.write(plan)
        self.publish(week)
        return plan

    def publish(self, week: str) -> WeekPlan:
        """Publish the version that is shown, and give its plan."""
        info = self.parts.plans.info(self.team, week)
        if info is None:
            raise LookupError(f"week {week} has no plan")
        with self.parts.store.write(LEAD) as work:
            publish(work, self.team, week, expected=info.row_version)
        return self.parts.plans.plan_of(info)

    def walk(self, plan: WeekPlan, *, until: datetime) -> None:
        """Log what pairs have told of the stops that end before a moment: most were made, some met nobody."""
        stops = sorted(((s, r) for r in plan.routes for s in r.stops if s.leave <= until), key=lambda one: one[0].leave)
        for stop, route in stops:
            self.now = stop.leave
            if self._random.random() < 0.12:
                continue
            log_visit(self.parts.store, LEAD, self._told(stop, route))

    def log(self, stop: Stop, route: Route) -> None:
        """Log one visit at the end of its stop."""
        log_visit(self.parts.store, LEAD, self._told(stop, route))

    def _told(self, stop: Stop, route: Route) -> VisitReport:
        draw = self._random
        outcome = draw.choices([Outcome.DONE, Outcome.NOBODY, Outcome.NOT_SAFE], [80, 18, 2])[0]
        met = Counter(draw.choices(list(Group), [5, 9, 2, 6, 26, 5, 4], k=draw.randint(1, 7)))
        links = Counter(draw.choices(list(Link), [9, 6, 3, 2, 4, 1, 1], k=draw.randint(0, 2)))
        done = outcome is Outcome.DONE
        note = "Norra trappan är avstängd, gå in från södra sidan." if done and draw.random() < 0.3 else ""
        return VisitReport(
            str(UUID(int=draw.getrandbits(128), version=4)),
            self.team,
            stop.hotspot,
            stop.leave,
            outcome,
            dict(met) if done else {},
            dict(links) if done else {},
            note=note,
            pair=route.pair,
            planned=stop.start,
        )

    def set_up(self, week: str, monday: date) -> None:
        """Let a coming week lack pairs on one day: all but three of the team are away."""
        request = stored_request(self.parts.store, self.parts.plans, self.parts.city, self.team, week)
        away = monday + timedelta(days=2)
        with self.parts.store.write(LEAD) as work:
            for worker in request.workers[:-3]:
                report_absence(work, self.team, worker.id, away, away)

    def be_planning(self, week: str, plan: WeekPlan) -> None:
        """Let a week be on its way, twelve seconds into its search."""
        job = self.parts.jobs.submit(PlanOrder(self.team, week, 30.0))
        with self.parts.store.housekeeping() as session:
            row = session.get_one(Job, job.id)
            row.state = JobState.RUNNING
            row.progress = {"seconds": 12.0, "budget_s": 30.0, "score": plan.score, "bound": plan.bound}

    def tell(self) -> None:
        """Let tips come in, ten minutes apart; the first one's code is kept."""
        for east, north, worry, find, details in TIPS:
            self.now += timedelta(minutes=10)
            report = TipReport(
                str(UUID(int=self._random.getrandbits(128), version=4)),
                TIP_LON + east,
                TIP_LAT + north,
                worry,
                details,
                Asked.NO,
                find=find,
                seen_at=self.now - timedelta(minutes=5),
            )
            left = leave_tip(
                self.parts.store,
                "public",
                report,
                key=self.parts.keys.tips_key,
                bounds=self.parts.city_settings().bounds,
            )
            self.tips.append(report.id)
            self.code = self.code or left.code

    def decide(self, *, ends: datetime) -> None:
        """Make the first tip an urgent visit tonight."""
        local = self.now.astimezone(ends.tzinfo)
        asked = urgent("Insats nära Medborgarplatsen", self.team, now=local, ends=ends)
        with self.parts.store.read() as session:
            seen = session.get_one(Tip, self.tips[0]).version
        become_visit(
            self.parts.store,
            LEAD,
            Scope(teams=frozenset({self.team}), takers=frozenset({self.team}), whole_city=True),
            self.tips[0],
            asked,
            team=self.team,
            settlement_team=self.parts.city_settings().settlement_team,
            expected=seen,
            places=("Medborgarplatsen",),
        )

    def be_sick(self, day: date) -> None:
        """Let whoever is missed least on a day be away, and plan the week again with least change, not published."""
        parts, info = self.parts, self.parts.plans.info(self.team, self.week)
        if info is None:
            raise LookupError(f"week {self.week} has no plan")
        shown = parts.plans.plan_of(info)
        request = stored_request(parts.store, parts.plans, parts.city, self.team, self.week)

        def without(worker: str, seconds: float) -> Replan:
            known = replan_request(shown, sick(request, worker, day, day), now=self.now)
            return replan(shown, known, now=self.now, seconds=seconds, crew_price=CREW)

        out = sorted({route.workers[0] for route in shown.routes if route.date == day})
        worker = max(out, key=lambda one: without(one, 1.0).plan.score)
        with parts.store.write(LEAD) as work:
            report_absence(work, self.team, worker, day, day)
        request = stored_request(parts.store, parts.plans, parts.city, self.team, self.week)
        made = replan(shown, replan_request(shown, request, now=self.now), now=self.now, seconds=3.0, crew_price=CREW)
        with parts.store.write(LEAD) as work:
            keep_plan(work, made.plan, edit={"edit": "replan", "base": info.number})

    def check_in(self, route: Route) -> None:
        """Let a pair go out, and say that all is well now."""
        tz = self.parts.plans.read(self.team, self.week).request.tz  # type: ignore[union-attr]
        shift = ShiftTime(self.team, route.pair, route.date, route.start.astimezone(tz), route.end.astimezone(tz))
        every = self.parts.settings.check_in_minutes
        say(self.parts.store, LEAD, shift, Said.BEGIN, at=route.start, every_min=every)
        say(self.parts.store, LEAD, shift, Said.WELL, at=self.now, every_min=every)


def effort_stop(plan: WeekPlan, day: date) -> tuple[Route, int]:
    """Give the route of a day that goes to an effort, and the stop's place in it; else the route with most stops."""
    for route in plan.routes:
        for n, stop in enumerate(route.stops):
            if route.date == day and effort_id(stop.hotspot):
                return route, n
    routes = [route for route in plan.routes if route.date == day]
    longest = max(routes, key=lambda route: len(route.stops))
    return longest, min(2, len(longest.stops) - 1)
