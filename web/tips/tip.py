"""What somebody tells of a place where a person may need help."""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from math import isfinite
from typing import Any

from web.client_ids import is_uuid
from web.client_texts import is_storable
from web.security.personal_data import Found, personal_data
from web.store.audit import content_hash

DETAILS_LENGTH = 1000
"""Most characters of the details."""
CONTACT_LENGTH = 200
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8


class Worry(StrEnum):
    """What the reporter is worried about."""

    SLEEPS_OUTSIDE = "sleeps_outside"
    ADDICTION = "addiction"
    YOUNG = "young"
    COLD_OR_ILL = "cold_or_ill"
    OTHER = "other"


class Asked(StrEnum):
    """Whether the person was asked; ``self`` is somebody who tells of themselves."""

    YES = "yes"
    NO = "no"
    SELF = "self"
    UNKNOWN = "unknown"


class TipError(ValueError):
    """A tip cannot be kept: ``field`` and ``code`` say why; ``found`` is personal data in the details."""

    def __init__(self, field: str, code: str, found: tuple[Found, ...] = ()) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.found = field, code, found


@dataclass(frozen=True, slots=True)
class TipReport:
    """One tip as it is told.

    Attributes
    ----------
    id
        A UUID made by who sends it: sending the same again changes nothing.
    lon, lat
        Where, EPSG:4326.
    contact
        How to reach the reporter, who consented to it; empty for none.
    """

    id: str
    lon: float
    lat: float
    worry: Worry
    details: str = ""
    asked: Asked = Asked.UNKNOWN
    contact: str = ""

    def __post_init__(self) -> None:
        if not is_uuid(self.id):
            raise TipError("id", "no_uuid")
        if not (isfinite(self.lon) and isfinite(self.lat) and abs(self.lon) <= 180 and abs(self.lat) <= 90):
            raise TipError("place", "out_of_range")
        if len(self.details) > DETAILS_LENGTH:
            raise TipError("details", "too_long")
        if len(self.contact) > CONTACT_LENGTH:
            raise TipError("contact", "too_long")
        found = personal_data(self.details)
        if found:
            raise TipError("details", "personal_data", found)

    @property
    def content_hash(self) -> str:
        """The SHA-256 of everything that was told but the contact, which is forgotten apart."""
        return content_hash(
            {
                "id": self.id,
                "lon": self.lon,
                "lat": self.lat,
                "worry": self.worry,
                "details": self.details,
                "asked": self.asked,
            }
        )


def tip_code(key: bytes, ident: str) -> str:
    """Give the code by which a reporter follows a tip, as ``4K7Q-M2RD``: always the same for one tip.

    Examples
    --------
    >>> len(tip_code(b"k" * 32, "1e4b1c0e-0000-4000-8000-000000000000"))
    9
    """
    number = int.from_bytes(hmac.new(key, f"tip-code\\0{ident}".encode(), sha256).digest(), "big")
    letters = ""
    for _ in range(_CODE_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return f"{letters[:4]}-{letters[4:]}"


def code_hash(key: bytes, code: str) -> str:
    """Give what is kept of a code; without the key it tells nothing."""
    plain = "".join(c for c in code.upper() if c in _LETTERS)
    return hmac.new(key, f"tip-follow\\0{plain}".encode(), sha256).hexdigest()


def tip_from_json(ident: str, data: Any) -> TipReport:  # noqa: ANN401 - what a client sent
    """Read what a client sent.

    Raises
    ------
    TipError
        A part is missing or wrong.
    """
    if not isinstance(data, dict):
        raise TipError("body", "no_object")
    unknown = set(data) - {"lon", "lat", "worry", "details", "asked", "contact"}
    if unknown:
        raise TipError(min(unknown), "unknown_field")
    if not all(isinstance(data.get(name), int | float) and data[name] is not True for name in ("lon", "lat")):
        raise TipError("place", "missing")
    for name in ("details", "contact"):
        text = data.get(name, "")
        if not isinstance(text, str) or not is_storable(text):
            raise TipError(name, "no_text")
    try:
        worry, asked = Worry(str(data.get("worry"))), Asked(str(data.get("asked", Asked.UNKNOWN)))
    except ValueError as error:
        raise TipError("worry", "unknown_code") from error
    try:
        lon, lat = float(data["lon"]), float(data["lat"])
    except OverflowError as error:
        raise TipError("place", "out_of_range") from error
    return TipReport(
        ident,
        lon,
        lat,
        worry,
        data.get("details", "").strip(),
        asked,
        data.get("contact", "").strip(),
    )
