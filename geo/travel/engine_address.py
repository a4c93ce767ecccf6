"""The address of a routing engine as a setting names it: ``osrm+http://127.0.0.1:5000``."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

KINDS = ("osrm", "valhalla", "valhalla-matrix")
"""OSRM for times and ways; Valhalla for ways alone, or (slowly) for times too."""

_PUBLIC = ("project-osrm.org", "openstreetmap.de", "openstreetmap.org", "openstreetmap.fr")
"""Public servers for trying engines out."""

_HOST = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*/?")


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Which kind of engine answers, and under which URL.

    Attributes
    ----------
    kind
        One of `KINDS`.
    url
        ``http`` or ``https``, a host, and the path that stands before the engine's own; no slash at its end.
    """

    kind: str
    url: str

    @classmethod
    def parse(cls, text: str) -> "EngineAddress":
        """Read an address.

        Raises
        ------
        ValueError
            It is none, holds a name or password, or is a public server: those who run one would learn which places
            the city plans for.

        Examples
        --------
        >>> EngineAddress.parse("osrm+http://127.0.0.1:5000/")
        EngineAddress(kind='osrm', url='http://127.0.0.1:5000')
        """
        kind, plus, url = text.strip().partition("+")
        if not plus or kind not in KINDS:
            raise ValueError("write osrm+http://127.0.0.1:5000 or valhalla+http://127.0.0.1:8002")
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"}:
            raise ValueError(f"an engine is asked over http or https: {kind}+http://127.0.0.1:5000")
        if "@" in parts.netloc:
            raise ValueError("leave out name and password: let the engine answer this computer without them")
        if not _HOST.fullmatch(parts.netloc) or parts.query or parts.fragment or not _PATH.fullmatch(parts.path):
            raise ValueError(f"write a host, and a port and path where it has them: {kind}+http://127.0.0.1:5000")
        host = (parts.hostname or "").rstrip(".")
        if parts.port is not None and not parts.port:
            raise ValueError("the port is a number from 1 to 65535")
        if any(host == public or host.endswith(f".{public}") for public in _PUBLIC):
            raise ValueError(
                "this server is public, and would be told which places are planned for; run an engine on a network "
                "of your own"
            )
        return cls(kind, f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}")
