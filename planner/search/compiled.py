"""How kernels are compiled: by numba, kept on disk, so that only the first run after a change waits for it."""

from collections.abc import Callable
from typing import TypeVar

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def kernel(function: Kernel) -> Kernel:
    """Compile a function over arrays and numbers at its first call; with ``NUMBA_DISABLE_JIT=1`` it stays Python."""
    compiled: Kernel = njit(cache=True, error_model="numpy", nogil=True)(function)
    return compiled
