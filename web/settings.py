"""Settings from the environment, read once into one frozen value."""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from web.plans import TEAM_ID, WEEK_ID
from web.words import LANGUAGES

PREFIX = "FALTPLAN_"
TEST_DATA = "FALTPLAN_TEST_DATA"
FOR_TESTS = (TEST_DATA, "FALTPLAN_TEST_BACKENDS", "FALTPLAN_SOAK_SECONDS", "FALTPLAN_SOAK_SEED", "FALTPLAN_KILLS")
"""Read by the tests alone; allowed in the environment of the program."""


def _host_name() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:80] or "worker"


_SECRET = frozenset({"database_url", "oidc_client_secret", "metrics_token"})
"""Settings whose value is never repeated."""


class SettingsError(ValueError):
    """One or more settings are wrong; the message names every one of them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation can choose; each field is the environment variable ``FALTPLAN_<FIELD>``.

    Attributes
    ----------
    home
        Folder for plans and what is built from the city's data.
    city
        A city's folder; None for the shipped city.
    database_url
        ``sqlite:////path/file.sqlite`` or ``postgresql://user@host/name``; empty for a file in ``home``.
    keys
        File of the installation's secrets; made where there is none. It must not lie where the database's backups go.
    backups
        Folder that backups go to.
    url
        The address under which browsers reach the installation; empty for this computer alone.
    proxies
        How many reverse proxies stand before the server, whose ``X-Forwarded-*`` headers are believed.
    host, port
        Where the server listens; another address than loopback needs ``url``.
    session_minutes, session_hours
        When a session ends: so long after the last call, and so long after signing in.
    second_factor
        ``optional``, or ``required``: whoever signs in with a password must have a second factor.
    oidc_issuer, oidc_client_id, oidc_client_secret
        The organisation's single sign-on (OpenID Connect); all three or none.
    metrics_token
        Bearer token that opens ``/metrics``; empty: it answers nobody.
    log_format
        ``text`` or ``json``.
    worker
        Name of this computer's worker; it must stay the same over restarts, and be another on every computer.
    workers
        How many jobs one worker does at a time.
    tile_url
        Address of map tiles with ``{z}``, ``{x}`` and ``{y}``; empty for none: no other host is asked then.
    tile_attribution
        Who made the tiles, shown on the map.
    team, week
        What opens first.
    lang
        Language where the reader has chosen none: ``sv`` or ``en``.
    """

    home: Path = field(default_factory=lambda: user_data_path("faltplan", appauthor=False))
    city: Path | None = None
    database_url: str = field(default="", repr=False)
    keys: Path | None = None
    backups: Path | None = None
    url: str = ""
    proxies: int = 0
    host: str = "127.0.0.1"
    port: int = 8765
    session_minutes: int = 60
    session_hours: int = 12
    second_factor: str = "optional"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)
    log_format: str = "text"
    worker: str = field(default_factory=_host_name)
    workers: int = 1
    tile_url: str = ""
    tile_attribution: str = ""
    team: str = "uppsokarteamet"
    week: str = "2026-W49"
    lang: str = "sv"

    @property
    def database(self) -> str:
        """Address of the database."""
        return self.database_url or f"sqlite:///{self.home / 'faltplan.sqlite'}"

    @property
    def keys_file(self) -> Path:
        """File of the installation's secrets."""
        return self.keys or self.home / "keys.json"

    @property
    def backup_folder(self) -> Path:
        """Folder that backups go to."""
        return self.backups or self.home / "backups"

    @property
    def tile_origin(self) -> str:
        """Scheme, host and port that tiles come from; empty where no tiles are used."""
        return _tile_origin(self.tile_url)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings.

        Raises
        ------
        SettingsError
            A name is unknown or a value is wrong; all of them are named at once.
        """
        faults: list[str] = []
        values: dict[str, object] = {}
        for name, text in sorted(environment.items()):
            if not name.startswith(PREFIX) or name in FOR_TESTS:
                continue
            key = name.removeprefix(PREFIX).lower()
            reader = _READERS.get(key)
            if reader is None:
                known = ", ".join(PREFIX + known.upper() for known in _READERS)
                faults.append(f"{name} is not a setting; the settings are {known}")
                continue
            try:
                values[key] = reader(text)
            except ValueError as error:
                faults.append(f"{name}: {error}" if key in _SECRET else f"{name}={text!r}: {error}")
        faults += _missing(values)
        if faults:
            raise SettingsError("\n".join(faults))
        return cls(**values)  # type: ignore[arg-type]


def _missing(values: Mapping[str, object]) -> Iterator[str]:
    """Name what other settings ask for and is not set."""
    oidc = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
    if any(values.get(key) for key in oidc):
        for key in oidc:
            if not values.get(key):
                yield f"{PREFIX}{key.upper()} is missing: single sign-on needs all of FALTPLAN_OIDC_*"
    host = str(values.get("host", "127.0.0.1"))
    if not (host == "localhost" or ipaddress.ip_address(host).is_loopback) and not values.get("url"):
        yield (
            f"{PREFIX}URL is missing: {PREFIX}HOST={host} serves other computers, so say under which address "
            "they reach it, for instance https://faltplan.example"
        )


def _folder(text: str) -> Path:
    if not text.strip():
        raise ValueError("name a folder")
    return Path(text).expanduser().absolute()


def _existing_folder(text: str) -> Path:
    folder = _folder(text)
    if not folder.is_dir():
        raise ValueError("there is no such folder; name a city's folder")
    return folder


def _host(text: str) -> str:
    if text == "localhost":
        return text
    try:
        ipaddress.ip_address(text)
    except ValueError as error:
        raise ValueError("write an address, for instance 127.0.0.1") from error
    return text


def _database_url(text: str) -> str:
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


def _url(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    plain = re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", parts.netloc) and parts.path in {"", "/"} and not parts.query
    if parts.scheme not in {"http", "https"} or not plain:
        raise ValueError("write scheme and name alone, for instance https://faltplan.example")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _url_with_path(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise ValueError("write the issuer's address, for instance https://login.example/realms/stad")
    return text.rstrip("/")


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"write a number from {low} to {high}")
        return int(text)

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"write one of {', '.join(allowed)}")
        return text

    return read


def _secret(text: str) -> str:
    if text and len(text) < 16:
        raise ValueError("a secret has at least 16 characters")
    return text


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise ValueError("write a number from 0 to 65535 (0 lets the system choose)")
    return int(text)


def _tile_origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if url else ""


def _tile_url(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    # The host goes into a response header, so nothing but a plain host and port may stand there.
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", parts.netloc):
        raise ValueError("write one address without {s}, for instance https://tiles.example/{z}/{x}/{y}.png")
    if not all(part in text for part in ("{z}", "{x}", "{y}")):
        raise ValueError("the address must hold {z}, {x} and {y}")
    return text


def _matching(pattern: re.Pattern[str], example: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"write for instance {example}")
        return text

    return read


_READERS: dict[str, Callable[[str], object]] = {
    "home": _folder,
    "city": _existing_folder,
    "database_url": _database_url,
    "keys": _folder,
    "backups": _folder,
    "url": _url,
    "proxies": _number(0, 5),
    "host": _host,
    "port": _port,
    "tile_url": _tile_url,
    "tile_attribution": str,
    "team": _matching(TEAM_ID, "uppsokarteamet"),
    "week": _matching(WEEK_ID, "2026-W49"),
    "lang": _one_of(*LANGUAGES),
    "session_minutes": _number(1, 24 * 60),
    "session_hours": _number(1, 24),
    "second_factor": _one_of("optional", "required"),
    "oidc_issuer": _url_with_path,
    "oidc_client_id": str,
    "oidc_client_secret": str,
    "metrics_token": _secret,
    "log_format": _one_of("text", "json"),
    "worker": _matching(re.compile(r"[A-Za-z0-9.-]{1,80}"), "falt-1"),
    "workers": _number(1, 64),
}
