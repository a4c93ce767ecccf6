"""Reading a file as text: size, NUL bytes, and UTF-8 told from Windows-1252."""

import re
from pathlib import Path

from geo.faults import FaultCode, FaultList

MOST_MB = 50
"""Larger files are refused: a city's files are some hundred kilobytes."""

_BROKEN_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_bytes(path: Path, faults: FaultList, *, most_mb: float = MOST_MB) -> bytes | None:
    """Read a whole file; None, with a fault noted, where that cannot be done or the file is empty."""
    try:
        size = path.stat().st_size
        if path.is_file() and size > most_mb * 1e6:
            faults.add(FaultCode.TOO_LARGE, megabytes=round(size / 1e6), most=most_mb)
            return None
        with path.open("rb") as opened:
            data = opened.read(round(most_mb * 1e6) + 1)  # a device, or a file that grows, tells no size before
    except FileNotFoundError:
        faults.add(FaultCode.NOT_FOUND)
        return None
    except (OSError, ValueError) as error:
        faults.add(FaultCode.NOT_READABLE, reason=getattr(error, "strerror", None) or type(error).__name__)
        return None
    if len(data) > most_mb * 1e6:
        faults.add(FaultCode.TOO_LARGE, megabytes=round(len(data) / 1e6), most=most_mb)
        return None
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        faults.add(FaultCode.EMPTY_FILE)
        return None
    return data


def read_text(path: Path, faults: FaultList, *, most_mb: float = MOST_MB) -> str | None:
    """Read a text file in UTF-8 (with or without byte order mark) or Windows-1252.

    Windows-1252 is believed only where it gives text that could be meant: no control characters, no rest of
    UTF-8 that was cut or mixed. Otherwise the first byte that is no UTF-8 is a fault, counted from 1.

    Returns
    -------
    str or None
        None where a fault was noted.
    """
    data = read_bytes(path, faults, most_mb=most_mb)
    if data is None:
        return None
    if data.startswith(_UTF16):
        faults.add(FaultCode.WRONG_ENCODING, byte=1)
        return None
    if b"\0" in data:
        faults.add(FaultCode.NUL_BYTE, byte=data.index(b"\0") + 1)
        return None
    try:
        text: str | None = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _windows_1252(data)
        if text is None:
            faults.add(FaultCode.WRONG_ENCODING, byte=error.start + 1)
    if text is not None and not text.strip():
        faults.add(FaultCode.EMPTY_FILE)
        return None
    return text


def _windows_1252(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    foreign = [c for c in text if ord(c) > 127]
    meant = sum(c.isalpha() or c in "–—‘’“”…·•°§´×½\u00a0€" for c in foreign)
    control = any(ord(c) < 32 and c not in "\t\r\n" for c in text)
    return None if control or _BROKEN_UTF8.search(data) or meant < 0.8 * len(foreign) else text
