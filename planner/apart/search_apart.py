"""The search for a plan in a process of its own: killing it is cancelling, and it never outlives its worker.

A solver holds Python's global lock for seconds, so a thread would stall the whole worker. What the other process does
stands in `planner.apart.search_child`; here nothing slow is loaded, so that it begins within a second.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Self

LEAVE_S = 1.0
"""How long a search that has given its last plan may take to leave."""


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
class Amended:
    """A plan that is to be made to fit, with as little change as can be, instead of one made anew.

    Attributes
    ----------
    plan, plan_hash
        The plan with its request, as text, and the SHA-256 of that text.
    now
        What lies before it is past.
    told
        Whether people have been told of the plan: each change then costs something.
    """

    plan: str
    plan_hash: str
    now: datetime
    told: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """What the search is to do: texts with their hashes, so that the other process can check them.

    ``executor`` says where the proof runs beside the search; see `planner.search.executors.open_executor`.
    """

    request: str
    request_hash: str
    start: str | None
    start_hash: str | None
    seconds: float
    seed: int
    executor: str = ""
    amended: Amended | None = None


@dataclass(frozen=True, slots=True)
class Preparing:
    """The search is being compiled, as after an upgrade; meanwhile plans come from the same search uncompiled.

    ``share`` of it is done, 0 to 1. The clock of the search does not run yet.
    """

    share: float


@dataclass(frozen=True, slots=True)
class Ready:
    """The search begins now: its clock runs from here."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan that is better than those before, or a tighter bound; ``last`` is the one that the search ends with.

    Attributes
    ----------
    seconds
        Since the search began.
    text
        The plan without its request; None where only score and bound are told.
    request_hash
        SHA-256 of the request that the plan itself carries.
    """

    score: float
    bound: float | None
    seconds: float = 0.0
    text: str | None = None
    hash: str = ""
    request_hash: str = ""
    last: bool = False


Message = Preparing | Ready | Found


class Search:
    """A search under way; leaving the ``with`` block kills it, and every process that it had begun.

    ``uncompiled``: nothing is compiled, and nothing waits for it: many times slower, and at once there.
    """

    def __init__(self, sought: Sought, *, uncompiled: bool = False) -> None:
        context = get_context("spawn")
        self.pipe, far = context.Pipe()
        self.process = context.Process(
            target=_child, args=(far, os.getpid(), sought), kwargs={"uncompiled": uncompiled}, name="search"
        )
        self._over = False
        with _without_compiler() if uncompiled else nullcontext():
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
        self._over = isinstance(message, Found) and message.last
        return message

    def enough(self) -> None:
        """Ask for the best so far: it comes as the last message, within half a second once there is a plan."""
        with suppress(OSError):  # it died: the next message tells
            self.pipe.send("enough")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._over:
            self.process.join(LEAVE_S)
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


@contextmanager
def _without_compiler() -> Iterator[None]:
    """Let a process that is started meanwhile load no compiler."""
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    try:
        yield
    finally:
        del os.environ["NUMBA_DISABLE_JIT"]


def _child(pipe: Connection, parent: int, sought: Sought, *, uncompiled: bool) -> None:
    from planner.apart.search_child import run  # noqa: PLC0415 - it loads what the worker does without

    run(pipe, parent, sought, uncompiled=uncompiled)
