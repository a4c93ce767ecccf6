"""How kernels are compiled: by numba, kept on disk, so that only the first run after a change waits for it.

Kernels work on arrays that they are given and make none: numba then need not count references (``_nrt=False``), which
costs fifty times the work itself where a tuple of many arrays is read in branches.

With ``NUMBA_DISABLE_JIT=1`` they stay Python and numba is not loaded: a process that begins so has a first plan at
once. Hashes of routes then run over the end of 64 bits with a warning, unless ``numpy.errstate(over="ignore")``.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from planner.search.kernel_cache import kernel_folder

Kernel = TypeVar("Kernel", bound=Callable[..., object])
UNCOMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}
KERNELS: list[Any] = []
"""Every kernel of this process, as numba holds it."""

_OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False}


def kernel(function: Kernel) -> Kernel:
    """Compile a function over arrays and numbers at its first call.

    It must not make arrays (numba then says that NRT is required): they are given to it.
    """
    return _compiled(function, no_cfunc_wrapper=True)


def within(function: Kernel) -> Kernel:
    """Compile a small function into those that call it; Python cannot call it."""
    return _compiled(function, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def inner(function: Kernel) -> Kernel:
    """Compile a function for kernels alone: Python cannot call it, which spares a third of the work."""
    return _compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _compiled(function: Kernel, **options: bool) -> Kernel:
    if UNCOMPILED:
        return function
    from numba import njit  # noqa: PLC0415 - slow to load
    from numba.core import types  # noqa: PLC0415

    from planner.search.kernel_locator import kernel_locator  # noqa: PLC0415

    def plain(given: Any) -> Any:  # noqa: ANN401 - types of numba
        of_all = types.unliteral(given)
        return types.int64 if of_all in types.signed_domain else of_all

    with kernel_locator():
        decorate: Any = njit  # its stub lacks some options
        compiled = decorate(cache=kernel_folder() is not None, **_OPTIONS, **options)(function)
    template, keep = compiled.get_call_template, compiled._cache.save_overload  # noqa: SLF001

    def one_template(args: tuple[Any, ...], kws: dict[str, Any]) -> Any:  # noqa: ANN401 - types of numba
        """Compile once for all whole numbers: not anew for one that is named, such as 0, or that has 16 bits."""
        return template(tuple(map(plain, args)), {name: plain(arg) for name, arg in kws.items()})

    def kept_if_it_can_be(*given: Any) -> None:  # noqa: ANN401
        with suppress(OSError):  # the disk is full, or the folder is another user's: it holds for this process alone
            keep(*given)

    compiled.get_call_template = one_template
    compiled._cache.save_overload = kept_if_it_can_be  # noqa: SLF001 - numba lets an error end the call
    KERNELS.append(compiled)
    made: Kernel = compiled
    return made
