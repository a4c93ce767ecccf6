"""Arrays in a file, written and read whole; a damaged file is a ValueError, whatever is wrong with it."""

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def save_arrays(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays to an ``.npz`` file, uncompressed, so that they are read quickly."""
    with file.open("wb") as out:
        np.savez(out, **arrays)  # type: ignore[arg-type]


def load_arrays(file: Path, names: Iterable[str]) -> dict[str, NDArray[Any]]:
    """Read arrays by name.

    Raises
    ------
    ValueError
        The file is damaged, or is no such file, or lacks one of the arrays.
    OSError
        It cannot be read.
    """
    with file.open("rb") as source:
        try:
            with np.load(source, allow_pickle=False) as arrays:
                return {name: arrays[name] for name in names}
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError) as error:
            raise ValueError(f"{file.name} is damaged: {error}") from error
