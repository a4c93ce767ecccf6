"""The search for a plan in a process of its own: killing it is cancelling, and it never outlives its worker.

OR-Tools' routing library holds Python's global lock while it searches, so a thread would stall the whole worker. What
the other process imports is the planner alone, so that it begins within a second.
"""

import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic
from typing import Self

from planner.kept_texts import ChangedTextError, best_of, best_text, request_of, request_text, text_hash
from planner.plan_json import PlanFileError
from planner.plan_week import Progress, plan_week

TOLD_EVERY_S = 1.0
"""How often a better plan is handed over, at most."""

_PR_SET_PDEATHSIG = 1


class SearchFault(StrEnum):
    """Why a search cannot go on: a text is not the one that was kept, the process died, or it made a mistake."""

    CHANGED_REQUEST = "changed_request"
    CHANGED_START = "changed_start"
    DIED = "died"
    MISTAKE = "mistake"


class SearchError(Exception):
    """A search cannot go on; ``fault`` says why."""

    def __init__(self, fault: SearchFault, detail: str) -> None:
        super().__init__(fault, detail)
        self.fault, self.detail = fault, detail


@dataclass(frozen=True, slots=True)
class Sought:
    """What the search is to do: texts with their hashes, so that the other process can check them."""

    request: str
    request_hash: str
    start: str | None
    start_hash: str | None
    seconds: float
    seed: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The search begins now: its clock runs from here."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan that is better than those before; ``last`` is the one that the search ends with.

    Attributes
    ----------
    text
        The plan without its request; None where only the score is told.
    request_hash
        SHA-256 of the request that the plan itself carries.
    """

    score: float
    bound: float | None
    text: str | None = None
    hash: str = ""
    request_hash: str = ""
    last: bool = False


Message = Ready | Found


class Search:
    """A search under way; leaving the ``with`` block kills it."""

    def __init__(self, sought: Sought) -> None:
        context = get_context("spawn")
        self.pipe, far = context.Pipe(duplex=False)
        self.process = context.Process(target=_child, args=(far, os.getpid(), sought), daemon=True, name="search")
        self.process.start()
        far.close()

    def next(self, wait_s: float) -> Message | None:
        """Give the next message; None where none comes in time.

        Raises
        ------
        SearchError
            The search cannot go on, or its process died.
        """
        if not self.pipe.poll(wait_s):
            return None
        try:
            message: Message | SearchError = self.pipe.recv()
        except (EOFError, OSError) as error:
            self.process.join(1)
            raise SearchError(SearchFault.DIED, f"exit code {self.process.exitcode}") from error
        if isinstance(message, SearchError):
            raise message
        return message

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


def _child(pipe: Connection, parent: int, sought: Sought) -> None:
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the worker, which then kills this process
    try:
        _search(pipe, sought)
    except SearchError as error:
        pipe.send(error)
    except Exception as error:
        pipe.send(SearchError(SearchFault.MISTAKE, f"{type(error).__name__} in the search"))
        raise
    finally:
        pipe.close()


def _search(pipe: Connection, sought: Sought) -> None:
    try:
        request = request_of(sought.request, sought.request_hash)
    except ChangedTextError as error:
        raise SearchError(SearchFault.CHANGED_REQUEST, str(error)) from error
    try:
        start = best_of(sought.start, sought.start_hash, sought.request) if sought.start else None
    except (ChangedTextError, PlanFileError) as error:
        raise SearchError(SearchFault.CHANGED_START, str(error)) from error
    best, told_at = float("-inf"), float("-inf")

    def report(progress: Progress) -> None:
        nonlocal best, told_at
        if progress.score <= best and told_at > float("-inf"):
            return
        best = progress.score
        if monotonic() - told_at >= TOLD_EVERY_S:
            text = best_text(progress.plan())
            told_at = monotonic()
            pipe.send(Found(progress.score, progress.bound, text, text_hash(text), sought.request_hash))
        else:
            pipe.send(Found(progress.score, progress.bound))

    pipe.send(Ready())
    plan = plan_week(request, seconds=sought.seconds, seed=sought.seed, start=start, report=report)
    text = best_text(plan)
    own = text_hash(request_text(plan.request))
    pipe.send(Found(plan.score, plan.bound, text, text_hash(text), own, last=True))


def _die_with(parent: int) -> None:
    """Have the kernel end this process with its parent; elsewhere than on Linux its broken pipe does."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it had died before it could be asked for
            os._exit(1)
