"""KernelLocator: tells numba that the planner's kernels are kept in `planner.search.kernel_cache.kernel_folder`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from numba.core import config
from numba.core.caching import UserProvidedCacheLocator

from planner.search.kernel_cache import fingerprint, is_warm, kernel_folder


class KernelLocator(UserProvidedCacheLocator):
    """Where numba keeps one kernel, and what it is compared with."""

    def __init__(self, file: str, folder: Path) -> None:
        self._file, self._folder = file, folder

    def get_cache_path(self) -> str:
        """Give the folder."""
        return str(self._folder)

    def get_source_stamp(self) -> str:
        """Give the hash of all that the kernel is compiled from: code that was kept with another one is not used."""
        return fingerprint(Path(self._file).stem)

    def get_disambiguator(self) -> str:
        """Give what tells functions of one name in one file apart: there are none."""
        return "kernel"

    def ensure_cache_path(self) -> None:
        """Make the folder; where all is compiled, it may be one that this process cannot write."""
        if not is_warm():
            super().ensure_cache_path()

    @classmethod
    def from_function(cls, _function: object, file: str) -> Self | None:
        """Give the locator of a kernel; None where there is no place for it."""
        folder = kernel_folder()
        if folder is None:
            return None
        made = cls(file, folder)
        try:
            made.ensure_cache_path()
        except OSError:
            return None
        return made


@contextmanager
def kernel_locator() -> Iterator[None]:
    """Let numba keep what is decorated meanwhile where the kernels are, and nothing else."""
    settings: Any = config
    before, settings.CACHE_LOCATOR_CLASSES = settings.CACHE_LOCATOR_CLASSES, f"{__name__}.{KernelLocator.__name__}"
    try:
        yield
    finally:
        settings.CACHE_LOCATOR_CLASSES = before
