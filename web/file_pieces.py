"""A file that is sent in pieces: never whole in memory, and open only while a piece is read."""

from pathlib import Path

PIECE_BYTES = 64 * 1024
"""Most that is read at a time."""


class FilePieces:
    """The body of an answer, read from a file; nothing stays open where a browser leaves while it is sent.

    Parameters
    ----------
    path
        The file; it must not change while it is sent. Where it is taken away meanwhile, sending breaks off.

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
        self._at = 0

    def __iter__(self) -> "FilePieces":
        return self

    def __next__(self) -> bytes:
        with self._path.open("rb") as file:
            file.seek(self._at)
            piece = file.read(PIECE_BYTES)
        if not piece:
            raise StopIteration
        self._at += len(piece)
        return piece

    def seekable(self) -> bool:
        """Tell that the next piece can begin anywhere."""
        return True

    def seek(self, offset: int) -> int:
        """Let the next piece begin at a byte."""
        self._at = offset
        return offset

    def tell(self) -> int:
        """Tell at which byte the next piece begins."""
        return self._at
