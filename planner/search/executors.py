"""Executors: where parts of a search run: in processes of this computer, or on a Dask cluster; one text chooses.

A process that dies costs what it was at, and no more: another one takes its place.
"""

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ANSWER_S = 5
"""How long a Dask scheduler has to answer."""
DASK = "dask:"


class ExecutorError(Exception):
    """The executor that is asked for cannot be had; the message says what to do."""


def executor_setting(text: str) -> str:
    """Read which executor is asked for.

    Raises
    ------
    ValueError
        It is none that there is.

    Examples
    --------
    >>> executor_setting(""), executor_setting("dask:tcp://127.0.0.1:8786")
    ('processes', 'dask:tcp://127.0.0.1:8786')
    """
    if text in {"", "processes"}:
        return "processes"
    if text == "none" or re.fullmatch(r"dask:(tcp|tls|ws|wss)://[\w.\[\]:-]+:\d{1,5}", text):
        return text
    raise ValueError("write processes, none, or the address of a Dask scheduler, for instance dask:tcp://10.0.0.5:8786")


@contextmanager
def open_executor(setting: str = "") -> Iterator[Executor | None]:
    """Open the executor that a setting asks for; None where everything is to be done in this process.

    Parameters
    ----------
    setting
        ``processes`` or empty: a process for each core but one, since the caller works too. ``none``: none.
        ``dask:tcp://host:port``: the workers of a Dask scheduler.

    Raises
    ------
    ExecutorError
        Dask is not installed, or its scheduler does not answer.
    ValueError
        The setting is none of these.

    .. warning::
       Whoever reaches a Dask scheduler can run any code on its workers: let it listen on a network of your own alone.

    Examples
    --------
    >>> with open_executor("none") as executor:
    ...     print(executor)
    None
    """
    chosen = executor_setting(setting)
    if chosen == "none":
        yield None
    elif chosen == "processes":
        with Processes(max((os.cpu_count() or 2) - 1, 1)) as pool:
            yield pool
    else:
        with _dask(chosen.removeprefix(DASK)) as executor:
            yield executor


def done_at_once(executor: Executor) -> int:
    """Give how many calls an executor works at: for one that is not ours, a guess."""
    if isinstance(executor, Processes | Cluster):
        return executor.at_once
    return max((os.cpu_count() or 2) - 1, 1)


class Processes(Executor):
    """A pool of processes that is opened again when one of them dies; all of them die with this process.

    What the lost ones were at fails with `concurrent.futures.process.BrokenProcessPool`: submit it again.
    """

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._lock = threading.Lock()
        self._over = False
        self._open()

    def _open(self) -> None:
        context = get_context("spawn")
        reading, self._lifeline = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(self.at_once, mp_context=context, initializer=_live_by, initargs=(reading,))
        self._reading = reading

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function of a module called in one of the processes."""
        with self._lock:
            if self._over:
                raise RuntimeError("the executor is shut down")
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except (BrokenProcessPool, OSError, ValueError):  # of one that is just breaking the pipes are closed
                self._close()
                self._open()
                return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """End the processes at once, whatever they are at."""
        with self._lock:
            if not self._over:
                self._over = True
                self._close()

    def _close(self) -> None:
        self._lifeline.close()
        self._reading.close()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _live_by(lifeline: Connection) -> None:
    """Let this process end as soon as the other end of a pipe is closed, also by its owner's death."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the owner

    def watch() -> None:
        try:
            lifeline.recv()
        except (EOFError, OSError):
            os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


class Cluster(Executor):
    """The workers of a Dask scheduler."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - of an optional library without types
        from distributed.client import ClosedClientError  # noqa: PLC0415 - optional, and slow to load

        self._client, self._executor, self._closed = client, client.get_executor(pure=False), ClosedClientError

    @property
    def at_once(self) -> int:
        """How many calls its workers work at now; 0 while there is none, or the scheduler is away."""
        if self._client.status != "running":
            return 0
        try:
            threads: dict[str, int] = self._client.nthreads()
        except (OSError, TimeoutError, self._closed):
            return 0
        return sum(threads.values())

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function of a module called by a worker; Faltplan must be installed there, in this version."""
        try:
            future: Future[T] = self._executor.submit(fn, *args, **kwargs)
        except self._closed as error:
            raise BrokenExecutor("the Dask scheduler is away") from error
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Drop what is under way."""
        with suppress(self._closed):
            self._executor.shutdown(wait=False)


@contextmanager
def _dask(address: str) -> Iterator[Cluster]:
    try:
        from distributed import Client  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        raise ExecutorError(
            "a Dask cluster needs the package distributed, which is not installed: "
            "pip install 'distributed>=2026.8', or choose processes"
        ) from error
    try:
        client = Client(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ExecutorError(
            f"no Dask scheduler answers at {address}: start one with `dask scheduler`, and a `dask worker {address}` "
            "on each computer, or choose processes"
        ) from error
    with client, Cluster(client) as cluster:
        yield cluster
