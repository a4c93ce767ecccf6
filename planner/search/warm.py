"""Compile every kernel before anybody waits for it, by solving a problem of three places."""

from collections.abc import Callable

import numpy as np

from planner.search.compiled import KERNELS, UNCOMPILED
from planner.search.kernel_cache import KernelPart, is_warm, kernel_folder, mark_warm, one_at_a_time
from planner.search.problem import NEVER, Need, Option, Problem, ShiftKind, make_problem

PLAIN_WORTH = 120.0
"""What the best routes of the plain problem are worth."""

Report = Callable[[int, int], None]
"""Told how many kernels are compiled, of how many."""


def compile_kernels(*, report: Report = lambda _done, _all: None) -> None:
    """Compile what is not compiled yet, the search first; each part is marked when it is whole.

    Raises
    ------
    RuntimeError
        Nothing can be compiled, or kept, here.
    """
    if UNCOMPILED:
        raise RuntimeError("NUMBA_DISABLE_JIT is set: nothing is compiled")
    if kernel_folder() is None:
        raise RuntimeError(
            "neither the program's folder nor the user's cache can be written: name one by NUMBA_CACHE_DIR"
        )
    from numba.core import event  # noqa: PLC0415 - slow to load

    class Counting(event.Listener):
        def on_start(self, _event: object) -> None:
            report(sum(bool(kernel.signatures) for kernel in KERNELS), len(KERNELS))

        def on_end(self, event: object) -> None:
            self.on_start(event)

    with one_at_a_time(), event.install_listener("numba:compile", Counting()):
        for part in KernelPart:
            if not is_warm(part):
                call_kernels(part)
                mark_warm(part)
    report(len(KERNELS), len(KERNELS))


def call_kernels(part: KernelPart) -> None:
    """Call every kernel of a part, with the types of every week and benchmark."""
    problem = smallest_problem()
    if part is KernelPart.SEARCH:
        from planner.search.route_times import route_starts  # noqa: PLC0415 - each part by itself
        from planner.search.ruin_recreate import RuinRecreate  # noqa: PLC0415

        search = RuinRecreate(problem)
        search.run(rounds=2)
        search.load(search.solution())
        route_starts(problem, 0, (0,))
    else:
        from planner.search.proof import Proof  # noqa: PLC0415

        Proof(problem).improve(rounds=2)
        Proof(plain_problem()).improve(rounds=40, incumbent=PLAIN_WORTH - 1.0)


def smallest_problem() -> Problem:
    """Make a problem of three places with all that a problem can have: breaks, periods, gaps, joint visits, options."""
    ways = np.array([[[0, 5, 6, 7], [5, 0, 4, 5], [6, 4, 0, 3], [7, 5, 3, 0]]] * 2, dtype=np.int32)
    kinds = [
        ShiftKind(start, start + 120, 0, day, 100, ((start + 40, 0), (NEVER, 1)), ((start + 30, start + 80, 10),))
        for day, start in enumerate((0, 1000))
    ]
    needs = [Need((3.0, 2.0), gap=100), Need((4.0,), pairs=2), Need((5.0,))]
    options = [Option(g, g + 1, 10, ((0, 90), (1000, 1090))) for g in range(3)] + [Option(0, 1, 10, ((0, 400),), 0.5)]
    return make_problem(ways, kinds, [0, 0, 1], options, needs)


def plain_problem() -> Problem:
    """Make a problem of three places, each to be visited once: few enough routes that the proof lists them."""
    ways = np.array([[[0, 5, 6, 7], [5, 0, 4, 5], [6, 4, 0, 3], [7, 5, 3, 0]]], dtype=np.int32)
    options = [Option(g, g + 1, 10, ((0, 60),)) for g in range(3)]
    return make_problem(ways, [ShiftKind(0, 60, 0)], [0], options, [Need((worth,)) for worth in (30.0, 40.0, 50.0)])
