"""What the process of a search does: read the request, search, tell better plans, and end when it is told to."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from time import monotonic

import numpy as np

from planner.apart.compile_apart import Compiling
from planner.apart.end_with_parent import end_children, end_with_parent
from planner.apart.search_apart import Amended, Found, Preparing, Ready, Search, SearchError, SearchFault, Sought
from planner.kept_texts import ChangedTextError, best_of, best_text, request_of, request_text, text_hash
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError, plan_from_text
from planner.request import WeekRequest
from planner.search.kernel_cache import KernelPart, is_warm

TOLD_EVERY_S = 1.0
"""How often a better plan is handed over, at most."""
NEAR_ENOUGH = 0.001
"""A plan that is proved to be within this share of the best possible ends the search."""
UNCOMPILED_S = 3600.0
"""Longest time of the uncompiled search: it is ended when the other one is compiled."""
ASKED_EVERY_S = 0.05
_A_MOMENT_S = 0.01
POLITE = 10

_log = logging.getLogger(__name__)


def run(pipe: Connection, parent: int, sought: Sought, *, uncompiled: bool) -> None:
    """Do what was sought, and tell it through the pipe; a message from the other end asks for the best so far."""
    end_with_parent(parent)
    try:
        with np.errstate(over="ignore"):  # hashes of routes run over the end of 64 bits
            _run(pipe, sought, uncompiled=uncompiled)
    except SearchError as error:
        pipe.send(error)
    except Exception as error:
        pipe.send(SearchError(SearchFault.MISTAKE, f"{type(error).__name__} in the search"))
        raise
    finally:
        end_children()
        pipe.close()


def _run(pipe: Connection, sought: Sought, *, uncompiled: bool) -> None:
    if sought.amended is not None and not (uncompiled or is_warm(KernelPart.SEARCH)):
        _pass_on(pipe, sought)
        return
    if uncompiled or is_warm(KernelPart.SEARCH):
        _Telling(pipe, sought, uncompiled=uncompiled).search()
        return
    with Compiling() as compiling:
        best = _meanwhile(pipe, sought, compiling)
        if best.last:
            pipe.send(best)
            return
        if best.text is not None:
            sought = replace(sought, start=best.text, start_hash=best.hash)
        _Telling(pipe, sought, known=best).search()


def _pass_on(pipe: Connection, sought: Sought) -> None:
    """Have a plan made to fit by the uncompiled search: that is little work, and somebody waits for it."""
    with Search(sought, uncompiled=True) as search:
        asked = False
        while True:
            message = search.next(ASKED_EVERY_S)
            if message is not None:
                pipe.send(message)
            if isinstance(message, Found) and message.last:
                return
            if not asked and pipe.poll():
                asked = True
                search.enough()


def _meanwhile(pipe: Connection, sought: Sought, compiling: Compiling) -> Found:
    """Hand over plans of the uncompiled search until the search is compiled; gives the best, marked if it is enough."""
    best, share, over = Found(float("-inf"), None), 0.0, False
    pipe.send(Preparing(share))
    with Search(replace(sought, seconds=UNCOMPILED_S), uncompiled=True) as search:
        while not compiling.ready:
            message = None if over else search.next(ASKED_EVERY_S)
            if isinstance(message, Found):
                pipe.send(replace(message, last=False))
                over = message.last
                best = replace(message, last=False) if message.text is not None else best
            if best.text is not None:
                compiling.begin()
                if pipe.poll():
                    return replace(best, last=True)
            now = compiling.look(ASKED_EVERY_S if over else 0.0)
            if now > share + 0.01:
                share = now
                pipe.send(Preparing(share))
    return best


class _Telling:
    """A search in this process, which tells what it finds."""

    def __init__(
        self, pipe: Connection, sought: Sought, *, uncompiled: bool = False, known: Found | None = None
    ) -> None:
        self.pipe, self.sought, self.uncompiled, self.polite = pipe, sought, uncompiled, uncompiled
        self.score, self.bound = known.score if known else float("-inf"), float("inf")
        self.told_score, self.told_at = self.score, float("-inf")
        self.best: WeekPlan | None = None
        self.near = False

    def search(self) -> None:
        """Search to the end."""
        if self.sought.amended is not None:
            self._amend(self.sought.amended)
            return
        request, start = self._request(), self._start()
        from planner.plan_week import Progress, plan_week  # noqa: PLC0415 - slow to load

        def report(progress: Progress) -> None:
            self.near = progress.gap <= NEAR_ENOUGH
            self._tell(progress.seconds, progress.score, progress.bound, progress.plan)

        self.pipe.send(Ready())
        begin, seconds = monotonic(), self.sought.seconds
        with _executor("none" if self.uncompiled else self.sought.executor) as executor:
            plan = plan_week(
                request,
                seconds=seconds,
                seed=self.sought.seed,
                start=start,
                report=report,
                stop=self._enough,
                executor=executor,
            )
        self._end(plan, min(monotonic() - begin, seconds))

    def _amend(self, amended: Amended) -> None:
        """Make a plan fit what has happened since."""
        request, published = self._request(), _amended(amended)
        from planner.amend.change_prices import CREW  # noqa: PLC0415 - slow to load
        from planner.amend.replan import replan  # noqa: PLC0415 - slow to load

        if not self.uncompiled:  # what the first call loads takes longer than the whole budget on a busy computer
            replan(published, request, now=amended.now, seconds=_A_MOMENT_S, rounds=0)
        self.pipe.send(Ready())
        begin, seconds = monotonic(), self.sought.seconds
        made = replan(
            published,
            request,
            now=amended.now,
            seconds=seconds,
            seed=self.sought.seed,
            stop=self._enough,
            crew_price=CREW if amended.told else 0.0,
        )
        self._end(made.plan, min(monotonic() - begin, seconds))

    def _end(self, plan: WeekPlan, seconds: float) -> None:
        text = best_text(plan)
        own = text_hash(request_text(plan.request))
        self.pipe.send(Found(plan.score, plan.bound, seconds, text, text_hash(text), own, last=True))

    def _enough(self) -> bool:
        return self.near or self.pipe.poll()

    def _tell(self, seconds: float, score: float, bound: float, plan: Callable[[], WeekPlan]) -> None:
        if score <= self.score and bound >= self.bound and self.told_score >= score:
            return
        if score > self.score or self.best is None:
            self.best = plan()
        self.score, self.bound = max(score, self.score), min(bound, self.bound)
        if self.score > self.told_score and monotonic() - self.told_at >= TOLD_EVERY_S:
            text = best_text(self.best)
            self.told_score, self.told_at = self.score, monotonic()
            own = self.sought.request_hash
            self.pipe.send(Found(self.score, self.bound, seconds, text, text_hash(text), own))
            if self.polite:
                self._give_way()
        else:
            self.pipe.send(Found(self.score, self.bound, seconds))

    def _give_way(self) -> None:
        """Leave the processor to the compiler, once there is a plan."""
        self.polite = False
        if hasattr(os, "nice"):
            os.nice(POLITE)

    def _request(self) -> WeekRequest:
        try:
            return request_of(self.sought.request, self.sought.request_hash)
        except ChangedTextError as error:
            raise SearchError(SearchFault.CHANGED_REQUEST, str(error)) from error

    def _start(self) -> WeekPlan | None:
        sought = self.sought
        try:
            return best_of(sought.start, sought.start_hash, sought.request) if sought.start else None
        except (ChangedTextError, PlanFileError) as error:
            raise SearchError(SearchFault.CHANGED_START, str(error)) from error


def _amended(amended: Amended) -> WeekPlan:
    if text_hash(amended.plan) != amended.plan_hash:
        raise SearchError(SearchFault.CHANGED_START, f"the plan to amend does not have the hash {amended.plan_hash}")
    try:
        return plan_from_text(amended.plan)
    except PlanFileError as error:
        raise SearchError(SearchFault.CHANGED_START, str(error)) from error


@contextmanager
def _executor(setting: str) -> Iterator[Executor | None]:
    """Open the executor of the proof: none on one core, or where it cannot be had."""
    from planner.search.executors import ExecutorError, open_executor  # noqa: PLC0415 - slow to load

    # Where this process is killed, what it shared with those is taken away by a helper, which need not say so.
    sys.warnoptions.append("ignore:resource_tracker:UserWarning")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ExitStack() as stack:
        try:
            opened = None if cores < 2 and setting in {"", "processes"} else stack.enter_context(open_executor(setting))
        except ExecutorError as error:
            _log.warning("the proof runs in turns with the search: %s", error)
            opened = None
        yield opened
