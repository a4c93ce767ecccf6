"""How kernels are compiled: by numba, kept on disk, so that only the first run after a change waits for it.

Kernels work on arrays that they are given and make none: numba then need not count references (``_nrt=False``), which
costs fifty times the work itself where a tuple of many arrays is read in branches.
"""

from collections.abc import Callable
from typing import TypeVar

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])
_OPTIONS = {"cache": True, "error_model": "numpy", "nogil": True, "_nrt": False}


def kernel(function: Kernel) -> Kernel:
    """Compile a function over arrays and numbers at its first call; with ``NUMBA_DISABLE_JIT=1`` it stays Python.

    It must not make arrays (numba then says that NRT is required): they are given to it.
    """
    compiled: Kernel = njit(**_OPTIONS)(function)
    return compiled


def within(function: Kernel) -> Kernel:
    """Compile a small function into those that call it."""
    compiled: Kernel = njit(**_OPTIONS, forceinline=True)(function)
    return compiled
