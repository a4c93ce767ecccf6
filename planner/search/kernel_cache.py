"""Where compiled kernels are kept, and whether they are: what is kept carries a hash of all it was compiled from.

numba by itself looks at the file of each function alone, not at those of the functions that it calls: old code would
run on after an upgrade. This module knows no numba, so that a process can ask within milliseconds.
"""

import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_cache_path

HERE = Path(__file__).parent
_COMPILED = re.compile(r"^@(kernel|inner|within)$", re.MULTILINE)
_IMPORTED = re.compile(r"^from planner\.search\.(\w+) import", re.MULTILINE)


class KernelPart(StrEnum):
    """Kernels that are compiled together: those of the search, without which no better plan comes, then all others."""

    SEARCH = "search"
    PROOF = "proof"


def kernel_files(name: str) -> tuple[Path, ...]:
    """Give the files that the compiled code of one file, or part, comes from, with all that they import."""
    found: set[Path] = set()
    waiting = [name, "compiled", "workspace"]  # how it is compiled, and what the search's kernels are given
    if name == KernelPart.PROOF:
        waiting += [path.stem for path in HERE.glob("*.py") if _COMPILED.search(path.read_text(encoding="utf-8"))]
    while waiting:
        path = HERE / f"{waiting.pop()}.py"
        if path not in found:
            found.add(path)
            waiting += _IMPORTED.findall(path.read_text(encoding="utf-8"))
    return tuple(sorted(found))


@cache
def fingerprint(name: str) -> str:
    """Give a hash of all that the kernels of a file are compiled from, by what, and of the processor that runs them."""
    hashed = sha256()
    for path in kernel_files(name):
        hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for text in (sys.version, _version("numba"), _version("llvmlite"), _processor()):
        hashed.update(text.encode() + b"\0")
    return hashed.hexdigest()


@cache
def kernel_folder() -> Path | None:
    """Give the folder: one that is full, else beside the code, else in the user's cache; None where none can be.

    ``NUMBA_CACHE_DIR`` chooses another place.
    """
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    of_user = user_cache_path("faltplan") / f"kernels-{sha256(str(HERE).encode()).hexdigest()[:12]}"
    folders = [Path(chosen) / "kernels"] if chosen else [HERE / "__pycache__" / "kernels", of_user]
    full = (folder for folder in folders if _marked(folder, KernelPart.SEARCH))
    return next(full, None) or next((folder for folder in folders if _writable(folder)), None)


def is_warm(*parts: KernelPart) -> bool:
    """Tell whether the kernels (of these parts, else all) are compiled."""
    folder = kernel_folder()
    return folder is not None and all(_marked(folder, part) for part in parts or KernelPart)


def mark_warm(part: KernelPart) -> None:
    """Write down that all kernels of a part are compiled."""
    folder = kernel_folder()
    if folder is not None:
        (folder / part).write_text(fingerprint(part), encoding="utf-8")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process compile at a time: the next finds what the first has made."""
    folder = kernel_folder()
    if folder is None or sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _marked(folder: Path, part: KernelPart) -> bool:
    try:
        return (folder / part).read_text(encoding="utf-8") == fingerprint(part)
    except OSError:
        return False


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """Describe the processor: compiled code uses what this one can do."""
    told = [platform.machine(), platform.processor()]
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n\n")[0].splitlines()
    except OSError:
        lines = []
    told += sorted(line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part")))
    return "\n".join(told)


def _writable(folder: Path) -> bool:
    there = next((path for path in (folder, *folder.parents) if path.exists()), None)
    return there is not None and os.access(there, os.W_OK)
