"""Compiling the search in a process of its own, while something else goes on."""

import os
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Self

from planner.apart.end_with_parent import end_with_parent
from planner.search.kernel_cache import KernelPart, is_warm


class Compiling:
    """The kernels being compiled, those of the search first; leaving the ``with`` block kills it.

    Attributes
    ----------
    share
        How much is compiled, 0 to 1.
    """

    def __init__(self) -> None:
        context = get_context("spawn")
        self.share = 0.0
        self.pipe, self._far = context.Pipe(duplex=False)
        self.process = context.Process(target=_child, args=(self._far, os.getpid()), name="compile")
        self._begun = False

    def begin(self) -> None:
        """Begin, where it has not begun."""
        if not self._begun:
            self.process.start()
            self._far.close()
            self._begun = True

    def look(self, wait_s: float) -> float:
        """Wait so long for news, and give how much is compiled."""
        try:
            while self._begun and self.pipe.poll(wait_s):
                self.share, wait_s = self.pipe.recv(), 0.0
        except (EOFError, OSError):  # it has ended
            self.process.join(wait_s)
        return self.share

    @property
    def ready(self) -> bool:
        """Whether the search is compiled, or never will be by this process."""
        return is_warm(KernelPart.SEARCH) or (self._begun and not self.process.is_alive())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._begun:
            self.process.kill()
            self.process.join()
        self.process.close()
        self.pipe.close()


def _child(pipe: Connection, parent: int) -> None:
    end_with_parent(parent)
    from planner.search.warm import compile_kernels  # noqa: PLC0415 - slow to load

    compile_kernels(report=lambda done, of: pipe.send(done / of))
