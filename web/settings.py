"""Settings from the environment, read once into one frozen value."""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from planner.search.executors import executor_setting
from web.plans import TEAM_ID, WEEK_ID
from web.setting_values import (
    database_url,
    engine,
    existing_folder,
    folder,
    host,
    matching,
    number,
    one_of,
    port,
    secret,
    tile_url,
    url,
    url_with_path,
)
from web.words import LANGUAGES

PREFIX = "FALTPLAN_"
TEST_DATA = "FALTPLAN_TEST_DATA"
FOR_TESTS = (
    TEST_DATA,
    "FALTPLAN_TEST_BACKENDS",
    "FALTPLAN_SOAK_SECONDS",
    "FALTPLAN_SOAK_SEED",
    "FALTPLAN_KILLS",
    "FALTPLAN_OFFLINE_SCHEDULES",
    "FALTPLAN_FUZZ",
)
"""Read by the tests alone; allowed in the environment of the program."""


def _host_name() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:80] or "worker"


_SECRET = frozenset({"database_url", "oidc_client_secret", "metrics_token", "engine_walk", "engine_car"})
"""Settings whose value is never repeated: it is secret, or might hold a password where it is wrong."""


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
    executor
        Where a plan is also worked at: ``processes``, one for each core but one; ``none``; or
        ``dask:tcp://host:port``, the workers of a Dask scheduler.
    phone_hours
        How long after its shift a phone keeps what it could not send, encrypted; then it is emptied all the same.
    tile_url
        Address of map tiles with ``{z}``, ``{x}`` and ``{y}``; empty for none: no other host is asked then.
    tile_attribution
        Who made the tiles, shown on the map.
    engine_walk, engine_car
        A routing engine for walking and for cars, as ``osrm+http://127.0.0.1:5000``; empty for none. It is sent the
        coordinates of places, so it runs on the city's own network.
    tip_work
        How hard the puzzle is that a browser solves before it sends a tip: each step doubles the work; 0 for none.
    check_in_minutes
        How often a pair says that all is well; past it the team's leads and coordinators are told.
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
    executor: str = "processes"
    phone_hours: int = 18
    tile_url: str = ""
    tile_attribution: str = ""
    engine_walk: str = ""
    engine_car: str = ""
    tip_work: int = 13
    check_in_minutes: int = 120
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


def _tile_origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if url else ""


_READERS: dict[str, Callable[[str], object]] = {
    "home": folder,
    "city": existing_folder,
    "database_url": database_url,
    "keys": folder,
    "backups": folder,
    "url": url,
    "proxies": number(0, 5),
    "host": host,
    "port": port,
    "tile_url": tile_url,
    "tile_attribution": str,
    "engine_walk": engine,
    "engine_car": engine,
    "tip_work": number(0, 20),
    "check_in_minutes": number(15, 12 * 60),
    "team": matching(TEAM_ID, "uppsokarteamet"),
    "week": matching(WEEK_ID, "2026-W49"),
    "lang": one_of(*LANGUAGES),
    "session_minutes": number(1, 24 * 60),
    "session_hours": number(1, 24),
    "phone_hours": number(1, 72),
    "second_factor": one_of("optional", "required"),
    "oidc_issuer": url_with_path,
    "oidc_client_id": str,
    "oidc_client_secret": str,
    "metrics_token": secret,
    "log_format": one_of("text", "json"),
    "worker": matching(re.compile(r"[A-Za-z0-9.-]{1,80}"), "falt-1"),
    "workers": number(1, 64),
    "executor": executor_setting,
}
