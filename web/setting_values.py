"""Read the value of one setting from its text; a ValueError says what to write."""

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from geo.travel.engine_address import EngineAddress


def folder(text: str) -> Path:
    """Read a folder that need not exist."""
    if not text.strip():
        raise ValueError("name a folder")
    return Path(text).expanduser().absolute()


def existing_folder(text: str) -> Path:
    """Read a folder that exists."""
    named = folder(text)
    if not named.is_dir():
        raise ValueError("there is no such folder; name a city's folder")
    return named


def host(text: str) -> str:
    """Read an address to listen on."""
    if text == "localhost":
        return text
    try:
        ipaddress.ip_address(text)
    except ValueError as error:
        raise ValueError("write an address, for instance 127.0.0.1") from error
    return text


def database_url(text: str) -> str:
    """Read the address of a database."""
    if not text:
        return ""
    try:
        parsed = make_url(text)
    except ArgumentError as error:
        raise ValueError("write postgresql://user@host/name or sqlite:////path/file.sqlite") from error
    if parsed.get_backend_name() not in {"sqlite", "postgresql", "postgres"}:
        raise ValueError("the database is PostgreSQL or SQLite: postgresql://user@host/name")
    if parsed.get_backend_name() == "sqlite" and (not parsed.database or parsed.database == ":memory:"):
        raise ValueError("name a file: sqlite:////path/file.sqlite")
    return text


def url(text: str) -> str:
    """Read the address that browsers use."""
    if not text:
        return ""
    parts = urlsplit(text)
    plain = re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", parts.netloc) and parts.path in {"", "/"} and not parts.query
    if parts.scheme not in {"http", "https"} or not plain:
        raise ValueError("write scheme and name alone, for instance https://faltplan.example")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def url_with_path(text: str) -> str:
    """Read the address of a single sign-on; it is encrypted, but for one on this computer."""
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("write the issuer's address, for instance https://login.example/realms/stad")
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise ValueError("who signs in must not be read on the way: the issuer's address begins with https://")
    return text.rstrip("/")


def number(low: int, high: int) -> Callable[[str], int]:
    """Make a reader of whole numbers from low to high."""

    def read(text: str) -> int:
        if not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"write a number from {low} to {high}")
        return int(text)

    return read


def one_of(*allowed: str) -> Callable[[str], str]:
    """Make a reader of one of these words."""

    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"write one of {', '.join(allowed)}")
        return text

    return read


def secret(text: str) -> str:
    """Read a secret; empty for none."""
    if text and len(text) < 16:
        raise ValueError("a secret has at least 16 characters")
    return text


def port(text: str) -> int:
    """Read a port."""
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise ValueError("write a number from 0 to 65535 (0 lets the system choose)")
    return int(text)


def tile_url(text: str) -> str:
    """Read the address of map tiles; empty for none."""
    if not text:
        return ""
    parts = urlsplit(text)
    # The host goes into a response header, so nothing but a plain host and port may stand there.
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", parts.netloc):
        raise ValueError("write one address without {s}, for instance https://tiles.example/{z}/{x}/{y}.png")
    if not all(part in text for part in ("{z}", "{x}", "{y}")):
        raise ValueError("the address must hold {z}, {x} and {y}")
    return text


def engine(text: str) -> str:
    """Read the address of a routing engine; empty for none."""
    if text:
        EngineAddress.parse(text)
    return text.strip()


def matching(pattern: re.Pattern[str], example: str) -> Callable[[str], str]:
    """Make a reader of texts of a form."""

    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"write for instance {example}")
        return text

    return read
