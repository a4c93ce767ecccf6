"""What somebody tells of a place where a person may need help."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from math import isfinite
from typing import Any, TypeVar

from web.client_ids import is_uuid
from web.client_texts import is_storable
from web.security.personal_data import Found, PersonalDataKind, personal_data
from web.security.personal_data_use import Use, is_refused, objections
from web.store.audit import content_hash
from web.store.tables.tips import TipSource
from web.words import LANGUAGES

DETAILS_LENGTH = 1000
"""Most characters of the details."""
FIND_LENGTH = 500
"""Most characters of how the place is found."""
CONTACT_LENGTH = 200
SHORTEST_FIND = 5
"""Fewest characters of how the place is found, where that is all there is."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8
_YEARS = (2000, 2100)
"""Years beyond which no clock was right; the nearness to now is checked when the tip is kept."""

Code = TypeVar("Code", bound=StrEnum)


class Worry(StrEnum):
    """What the reporter is worried about."""

    SLEEPS_OUTSIDE = "sleeps_outside"
    ADDICTION = "addiction"
    YOUNG = "young"
    COLD_OR_ILL = "cold_or_ill"
    SETTLEMENT = "settlement"
    OTHER = "other"


class Asked(StrEnum):
    """Whether the person was asked: yes and wants it, declined, no; ``self`` is somebody who tells of themselves."""

    YES = "yes"
    DECLINED = "declined"
    NO = "no"
    SELF = "self"
    UNKNOWN = "unknown"


class TipError(ValueError):
    """A tip cannot be kept: ``field`` and ``code`` say why; ``found`` is personal data in the details."""

    def __init__(self, name: str, code: str, found: tuple[Found, ...] = ()) -> None:
        super().__init__(f"{name}: {code}")
        self.field, self.code, self.found = name, code, found


@dataclass(frozen=True, slots=True)
class TipReport:
    """One tip as it is told.

    Attributes
    ----------
    id
        A UUID made by who sends it: sending the same again changes nothing.
    lon, lat
        Where, EPSG:4326; None where no point was shown: then ``neighbourhood`` or ``find`` must tell.
    contact
        How to reach the reporter, who consented to it; empty for none.
    find
        How the place is found, in words.
    seen_at
        When it was seen, aware; None where that is not told.
    lang
        In which language the reporter reads.
    neighbourhood
        Where, by the name of a part of the city.
    confirmed
        The sender has been shown what may tell who somebody is, and keeps it.
    places
        Names that are never taken for a person's; not a part of what is told.
    """

    id: str
    lon: float | None
    lat: float | None
    worry: Worry
    details: str = ""
    asked: Asked = Asked.UNKNOWN
    contact: str = ""
    source: TipSource = TipSource.PUBLIC
    find: str = ""
    seen_at: datetime | None = None
    lang: str = LANGUAGES[0]
    neighbourhood: str = ""
    confirmed: bool = False
    places: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        if not is_uuid(self.id):
            raise TipError("id", "no_uuid")
        _check_place(self)
        for name, most in (("details", DETAILS_LENGTH), ("find", FIND_LENGTH), ("contact", CONTACT_LENGTH)):
            if len(getattr(self, name)) > most:
                raise TipError(name, "too_long")
        if self.seen_at is not None and self.seen_at.tzinfo is None:
            raise TipError("seen_at", "no_time")
        if self.lang not in LANGUAGES:
            raise TipError("lang", "unknown_code")
        for name in ("details", "find"):
            fault = words_fault(name, getattr(self, name), confirmed=self.confirmed, places=self.places)
            if fault is not None:
                raise fault

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
                "source": self.source,
                "find": self.find,
                "seen_at": self.seen_at.astimezone(UTC).isoformat() if self.seen_at else "",
                "neighbourhood": self.neighbourhood,
            }
        )


def words_fault(name: str, text: str, *, confirmed: bool, places: Iterable[str] = ()) -> TipError | None:
    """Tell what stands in the way of keeping free text; None where nothing does.

    What is refused cannot be kept (``personal_data``); what is only warned about can, once the sender has confirmed it
    (``personal_data_warning``). How a place is found may hold the place's address.
    """
    found = personal_data(text, places=places)
    if name == "find":
        found = tuple(piece for piece in found if piece.kind is not PersonalDataKind.ADDRESS)
    left = objections(found, Use.TIP, confirmed=confirmed)
    if not left:
        return None
    return TipError(name, "personal_data" if is_refused(left, Use.TIP) else "personal_data_warning", left)


def _check_place(report: TipReport) -> None:
    if report.lon is None or report.lat is None:
        if (report.lon, report.lat) != (None, None):
            raise TipError("place", "missing")
        if not report.neighbourhood and len(report.find) < SHORTEST_FIND:
            raise TipError("place", "missing")
    elif not (isfinite(report.lon) and isfinite(report.lat) and abs(report.lon) <= 180 and abs(report.lat) <= 90):
        raise TipError("place", "out_of_range")


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


FIELDS = frozenset(
    {
        "lon", "lat", "neighbourhood", "find", "worry", "details", "asked", "source", "seen_at", "contact", "lang",
        "confirmed",
    }
)  # fmt: skip
"""What a client may send of a tip."""


def tip_from_json(ident: str, data: Any, *, places: Iterable[str] = ()) -> TipReport:  # noqa: ANN401
    """Read what a client sent; names of ``places`` are never taken for a person's.

    Raises
    ------
    TipError
        A part is missing or wrong.
    """
    if not isinstance(data, dict):
        raise TipError("body", "no_object")
    unknown = set(data) - FIELDS
    if unknown:
        raise TipError(min(unknown), "unknown_field")
    for name in ("details", "find", "neighbourhood", "contact"):
        text = data.get(name, "")
        if not isinstance(text, str) or not is_storable(text):
            raise TipError(name, "no_text")
    if not isinstance(data.get("confirmed", False), bool):
        raise TipError("confirmed", "no_truth")
    return TipReport(
        ident,
        _degrees(data, "lon"),
        _degrees(data, "lat"),
        _code(data, "worry", Worry, None),
        data.get("details", "").strip(),
        _code(data, "asked", Asked, Asked.UNKNOWN),
        data.get("contact", "").strip(),
        _code(data, "source", TipSource, TipSource.PUBLIC),
        data.get("find", "").strip(),
        _moment(data.get("seen_at")),
        str(data.get("lang", LANGUAGES[0])),
        data.get("neighbourhood", "").strip(),
        data.get("confirmed", False),
        tuple(places),
    )


def _degrees(data: Mapping[str, Any], name: str) -> float | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TipError("place", "missing")
    try:
        return float(value)
    except OverflowError as error:
        raise TipError("place", "out_of_range") from error


def _code(data: Mapping[str, Any], name: str, kind: type[Code], default: Code | None) -> Code:
    if default is not None and name not in data:
        return default
    try:
        return kind(str(data.get(name)))
    except ValueError as error:
        raise TipError(name, "unknown_code") from error


def _moment(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise TipError("seen_at", "no_time") from error
    if not _YEARS[0] < moment.year < _YEARS[1]:
        raise TipError("seen_at", "out_of_range")
    return moment
