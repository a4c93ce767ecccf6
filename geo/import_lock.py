"""A lock on a file that one process at a time holds, and that goes when the process does, however it ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(file: Path) -> Iterator[bool]:
    """Hold a lock while the block runs; gives False where another holds it.

    The file stays: one that is taken away could be locked twice.
    """
    with file.open("a+b") as opened:
        try:
            if os.name == "nt":
                import msvcrt  # noqa: PLC0415 - Windows alone has it

                msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            else:
                import fcntl  # noqa: PLC0415 - Windows has none

                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            yield False
        else:
            yield True
