"""A file that is sent in pieces: opened when the first is asked for, closed with the answer, never whole in memory."""

from pathlib import Path
from typing import BinaryIO

PIECE_BYTES = 64 * 1024
"""Most that is read at a time."""


class FilePieces:
    """The body of an answer, read from a file; an answer without a body (HEAD, 304) never opens it.

    Parameters
    ----------
    path
        The file; it must not change while it is sent.

    Attributes
    ----------
    size
        In bytes.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    """

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        self._path = path
        self._file: BinaryIO | None = None

    def __iter__(self) -> "FilePieces":
        return self

    def __next__(self) -> bytes:
        piece = self._opened().read(PIECE_BYTES)
        if not piece:
            raise StopIteration
        return piece

    def seekable(self) -> bool:
        """Tell that a piece can begin anywhere."""
        return True

    def seek(self, offset: int) -> int:
        """Go to a byte."""
        return self._opened().seek(offset)

    def tell(self) -> int:
        """Tell at which byte the next piece begins."""
        return self._opened().tell()

    def close(self) -> None:
        """Close the file, where it was opened."""
        if self._file is not None:
            self._file.close()

    def _opened(self) -> BinaryIO:
        if self._file is None:
            self._file = self._path.open("rb")
        return self._file
