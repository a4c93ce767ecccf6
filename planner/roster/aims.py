"""What makes one roster better than another: the terms that hang on who goes out, as a CP-SAT objective."""

from collections.abc import Sequence
from datetime import datetime

from ortools.sat.python import cp_model

from planner.openings import Opening, openings
from planner.pair import Crew
from planner.roster.hard_model import HardModel
from planner.roster.staff import skills_of
from planner.roster.tastes import KEPT, SKILL
from planner.terms import steady, unsocial, wishes
from planner.value import need_worths

UNIT = 100_000
"""Points of the objective for what an ordinary visit is worth."""
PAIR = 10 * UNIT
"""A pair in a shift: more than all that a shift's visits are usually worth, so that it comes before everything."""
RICHEST = UNIT
"""What a pair more is worth in the shift with most to do, next to none: it tells which shift stays empty."""
OBSERVER = 5_000
"""An observer who comes along."""


def aims(hard: HardModel, near: Sequence[Crew]) -> cp_model.LinearExprT:
    """Give the objective, to be made as large as can be."""
    model = _Aims(hard)
    terms: list[cp_model.LinearExprT] = [PAIR * literal for literal in hard.takes.values()]
    terms += [OBSERVER * literal for literal in hard.along.values()]
    terms += [*model.much_to_do(), *model.kept(near), *model.skills(), *model.wishes(), *model.unsocial()]
    terms += model.steady()
    return sum(terms)


class _Aims:
    """Builds each aim once, with the request's weights."""

    def __init__(self, hard: HardModel) -> None:
        self.hard, self.model, self.request = hard, hard.model, hard.staff.request
        self.open = {need.id: openings(self.request, need) for need in self.request.needs}

    def much_to_do(self) -> list[cp_model.LinearExprT]:
        """Tell shifts apart by the first visits that can be made in them."""
        first = {need.id: (need_worths(self.request, need) or (0.0,))[0] for need in self.request.needs}
        rich = [
            sum(worth for need, worth in first.items() if _open_in(self.open[need], s.start, s.end))
            for s in self.request.shifts
        ]
        most = max(rich, default=0)
        return [int(RICHEST * rich[s] / most) * lit for (_, s), lit in self.hard.takes.items()] if most else []

    def kept(self, near: Sequence[Crew]) -> list[cp_model.LinearExprT]:
        """Reward what was there before."""
        ids = [shift.id for shift in self.request.shifts]
        was = {(frozenset(crew.workers[:2]), crew.shift.id) for crew in near}
        with_them = {(third, crew.shift.id) for crew in near for third in crew.workers[2:]}
        return [
            *(_points(KEPT) * lit for (pair, s), lit in self.hard.takes.items() if (frozenset(pair), ids[s]) in was),
            *(
                _points(KEPT) // 4 * lit
                for (worker, s), lit in self.hard.along.items()
                if (worker, ids[s]) in with_them
            ),
        ]

    def skills(self) -> list[cp_model.LinearExprT]:
        """Reward pairs that hold what needs ask for, and are out while the need is open."""
        wanted: list[cp_model.LinearExprT] = []
        for need in self.request.needs:
            if not need.skills:
                continue
            fits = {s.id for s in self.request.shifts if _open_in(self.open[need.id], s.start, s.end)}
            visits = [
                literal
                for (pair, s), literal in self.hard.takes.items()
                if self.request.shifts[s].id in fits and need.skills <= skills_of(self.request, pair)
            ]
            settled = sum(c.shift.id in fits and need.skills <= c.skills for c in self.hard.staff.pinned)
            if visits:
                met = self.model.new_int_var(0, max(need.target, settled), "")
                self.model.add(met <= sum(visits) + settled)
                wanted.append(_points(SKILL * min(need.weight, 3)) * met)
        return wanted

    def wishes(self) -> list[cp_model.LinearExprT]:
        """Charge each day on which a wish is not kept."""
        cost = _points(wishes.WEIGHT, self.request.weights.wishes)
        if not cost:
            return []
        return [
            cost * self._broken(worker.id, out, free=free)
            for worker in self.request.workers
            for free in (True, False)
            for out in self._out_on_days(worker.id, free=free)
        ]

    def _out_on_days(self, worker: str, *, free: bool) -> list[list[cp_model.IntVar]]:
        """Give for each day of a wish, on which it is still open, what would have the worker out."""
        request, days = self.request, []
        pinned = [c.shift for c in self.hard.staff.pinned if worker in c.workers]
        for day in wishes.wished_days(request, request.worker[worker], free=free):
            here = {s.id for s in request.shifts if (day in wishes.touched_days(s) if free else day == s.date)}
            out = [
                literal
                for s in self.hard.staff.means[worker].able
                if request.shifts[s].id in here
                for literal in self.hard.does[worker, s]
            ]
            if out and not any(shift.id in here for shift in pinned):
                days.append(out)
        return days

    def _broken(self, worker: str, out: list[cp_model.IntVar], *, free: bool) -> cp_model.IntVar:
        broken = self.model.new_bool_var(f"wish of {worker}")
        if free:
            for literal in out:
                self.model.add_implication(literal, broken)
        else:
            self.model.add(sum(out) + broken >= 1)
        return broken

    def unsocial(self) -> list[cp_model.LinearExprT]:
        """Charge what is off each worker's share of evenings, nights and weekends, in hundredths of a shift."""
        cost = _points(unsocial.WEIGHT, self.request.weights.unsocial)
        kinds = [unsocial.kinds_of(self.request, s.start, s.end) for s in self.request.shifts]
        terms: list[cp_model.LinearExprT] = []
        for (kind, worker), share in unsocial.fair_shares(self.request).items() if cost else ():
            able = [s for s in self.hard.staff.means[worker].able if kind in kinds[s]]
            own = [literal for s in able for literal in self.hard.does[worker, s]]
            if not own:
                continue
            settled = sum(
                kind in unsocial.kinds_of(self.request, c.shift.start, c.shift.end)
                for c in self.hard.staff.pinned
                if worker in c.workers
            )
            fair = round(100 * share)
            off = self.model.new_int_var(0, 100 * (len(own) + settled) + fair, "")
            self.model.add(off >= 100 * (sum(own) + settled) - fair)
            self.model.add(off >= fair - 100 * (sum(own) + settled))
            terms.append(cost // 200 * off)
        return terms

    def steady(self) -> list[cp_model.LinearExprT]:
        """Charge every two workers that go out together at all."""
        cost = _points(steady.WEIGHT, self.request.weights.steady)
        settled = {frozenset(crew.workers[:2]) for crew in self.hard.staff.pinned}
        terms: list[cp_model.LinearExprT] = []
        for pair, able in self.hard.staff.fits.items() if cost else ():
            if frozenset(pair) not in settled:
                ever = self.model.new_bool_var("")
                for s in able:
                    self.model.add_implication(self.hard.takes[pair, s], ever)
                terms.append(cost * ever)
        return terms


def _points(weight: float, lead: float = 1.0) -> int:
    return int(UNIT * weight * lead)


def _open_in(spans: Sequence[Opening], start: datetime, end: datetime) -> bool:
    return any(opening.start < end and start < opening.end for opening in spans)
