"""The search for a plan in a process of its own: killing it is cancelling, and it never outlives its worker.

OR-Tools' routing library holds Python's global lock while it searches, so a thread would stall the whole worker.
"""

import ctypes
import json
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic
from typing import Self

from planner.plan_week import Progress, plan_week
from planner.request_json import request_from_dict
from web.jobs.errors import JobError, JobFailedError
from web.jobs.plan_texts import best_of, best_text, request_text
from web.store.audit import content_hash_of

TOLD_EVERY_S = 1.0
"""How often a better plan is handed over, at most."""

_PR_SET_PDEATHSIG = 1


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
    text_hash: str = ""
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
        JobFailedError
            The search cannot go on, or its process died.
        """
        if not self.pipe.poll(wait_s):
            return None
        try:
            message: Message | JobFailedError = self.pipe.recv()
        except (EOFError, OSError) as error:
            self.process.join(1)
            raise JobFailedError(JobError.SEARCH_DIED, f"exit code {self.process.exitcode}") from error
        if isinstance(message, JobFailedError):
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
    except JobFailedError as error:
        pipe.send(JobFailedError(error.error, error.detail))
    except Exception as error:
        pipe.send(JobFailedError(JobError.MISTAKE, f"{type(error).__name__} in the search"))
        raise
    finally:
        pipe.close()


def _search(pipe: Connection, sought: Sought) -> None:
    if content_hash_of(sought.request) != sought.request_hash:
        raise JobFailedError(JobError.REQUEST_CHANGED, "on the way to the search")
    request = request_from_dict(json.loads(sought.request))
    start = best_of(sought.start, sought.start_hash, sought.request) if sought.start else None
    best, told_at = float("-inf"), float("-inf")

    def report(progress: Progress) -> None:
        nonlocal best, told_at
        if progress.score <= best and told_at > float("-inf"):
            return
        best = progress.score
        if monotonic() - told_at >= TOLD_EVERY_S:
            text = best_text(progress.plan())
            told_at = monotonic()
            pipe.send(Found(progress.score, progress.bound, text, content_hash_of(text), sought.request_hash))
        else:
            pipe.send(Found(progress.score, progress.bound))

    pipe.send(Ready())
    plan = plan_week(request, seconds=sought.seconds, seed=sought.seed, start=start, report=report)
    text = best_text(plan)
    own = content_hash_of(request_text(plan.request))
    pipe.send(Found(plan.score, plan.bound, text, content_hash_of(text), own, last=True))


def _die_with(parent: int) -> None:
    """Have the kernel end this process with its parent; elsewhere than on Linux its broken pipe does."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it had died before it could be asked for
            os._exit(1)
