"""Settings from the environment, read once into one frozen value."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from web.plans import TEAM_ID, WEEK_ID
from web.words import LANGUAGES

PREFIX = "FALTPLAN_"
TEST_DATA = "FALTPLAN_TEST_DATA"
FOR_TESTS = (TEST_DATA, "FALTPLAN_SOAK_SECONDS", "FALTPLAN_SOAK_SEED")
"""Read by the tests alone; allowed in the environment of the program."""


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
    host, port
        Where the server listens. There are no accounts yet, so only loopback addresses are allowed.
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
    host: str = "127.0.0.1"
    port: int = 8765
    tile_url: str = ""
    tile_attribution: str = ""
    team: str = "uppsokarteamet"
    week: str = "2026-W49"
    lang: str = "sv"

    @property
    def plans(self) -> Path:
        """Folder of the plan files."""
        return self.home / "plans"

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
                faults.append(f"{name}={text!r}: {error}")
        if faults:
            raise SettingsError("\n".join(faults))
        return cls(**values)  # type: ignore[arg-type]


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
        address = ipaddress.ip_address(text)
    except ValueError as error:
        raise ValueError("write an address, for instance 127.0.0.1") from error
    if not address.is_loopback:
        raise ValueError("there are no accounts yet, so only this computer may be served: use 127.0.0.1")
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


def _lang(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"write one of {', '.join(LANGUAGES)}")
    return text


_READERS: dict[str, Callable[[str], object]] = {
    "home": _folder,
    "city": _existing_folder,
    "host": _host,
    "port": _port,
    "tile_url": _tile_url,
    "tile_attribution": str,
    "team": _matching(TEAM_ID, "uppsokarteamet"),
    "week": _matching(WEEK_ID, "2026-W49"),
    "lang": _lang,
}
