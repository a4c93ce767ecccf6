"""Files that were sent to be read in, kept from the preview until somebody agrees: an hour, for whoever sent them."""

import re
import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path

KEPT_S = 3600
"""How long a file waits for its answer, in seconds."""

_TOKEN = re.compile(r"[0-9a-f]{32}")


class GoneError(LookupError):
    """The files are not there any more; they must be sent again."""


class Uploads:
    """The folder of files that wait.

    Parameters
    ----------
    folder
        On this computer; it is made where there is none, and nobody else on the computer reads it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, person: int, files: Mapping[str, tuple[str, bytes]]) -> str:
        """Keep files by their use, each a name and its bytes; gives the word that opens them again."""
        self.forget_old()
        token = secrets.token_hex(16)
        for use, (name, data) in files.items():
            place = self._of(person, token) / use
            place.mkdir(mode=0o700, parents=True)
            path = place / safe_name(name)
            path.touch(mode=0o600)
            path.write_bytes(data)
        return token

    def open(self, person: int, token: str) -> dict[str, Path]:
        """Give the files by their use.

        Raises
        ------
        GoneError
            They are not there, or are somebody else's.
        """
        folder = self._of(person, token) if _TOKEN.fullmatch(token) else None
        if folder is None or not folder.is_dir() or _age_s(folder) > KEPT_S:
            raise GoneError(token)
        return {use.name: next(use.iterdir()) for use in folder.iterdir()}

    def forget(self, person: int, token: str) -> None:
        """Remove files that are done with."""
        if _TOKEN.fullmatch(token):
            shutil.rmtree(self._of(person, token), ignore_errors=True)

    def forget_old(self) -> None:
        """Remove every file that has waited too long."""
        for folder in self._folder.glob("*/*"):
            if _age_s(folder) > KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)

    def _of(self, person: int, token: str) -> Path:
        return self._folder / str(person) / token


def safe_name(name: str) -> str:
    """Give a name of a file that can harm nothing, with its ending.

    Examples
    --------
    >>> safe_name("../../Platser 2026.GeoJSON")
    'Platser_2026.geojson'
    """
    stem, dot, ending = name.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
    clean = re.sub(r"[^\w-]+", "_", stem or ending).strip("_")[:60] or "fil"
    kind = re.sub("[^a-z0-9]", "", ending.lower())[:10] if dot else ""
    return f"{clean}.{kind}" if kind else clean


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
