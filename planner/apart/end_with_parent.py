"""A process that ends when the one that began it ends, however that was."""

import ctypes
import os
import signal
import sys
from multiprocessing import active_children, parent_process
from multiprocessing.connection import wait
from threading import Thread

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Have this process end with its parent: by the kernel on Linux, elsewhere by a thread that waits for it.

    .. warning::
       Linux means the parent's *thread* that began it: that thread must live as long as the process is needed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the worker, which then kills this process
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it had died before it could be asked for
            os._exit(1)
    else:
        Thread(target=_wait, daemon=True).start()


def end_children() -> None:
    """Kill the processes that this one has begun."""
    for child in active_children():
        child.kill()


def _wait() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
