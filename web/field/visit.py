"""What a pair tells of a visit: codes and counts; never a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from geo.hotspot import ServiceKind
from web.client_ids import is_uuid
from web.client_texts import is_storable
from web.security.personal_data import Found, personal_data
from web.store.audit import content_hash
from web.store.tables.visits import Outcome

NOTE_LENGTH = 300
"""Most characters of a note."""
MOST_COUNTED = 500
"""More people than that were not counted at one place."""
PAIR_LENGTH = 80
"""Most characters of a pair's name."""


class Group(StrEnum):
    """Coarse groups in which people are counted: gender and age band, both as the pair judged them."""

    WOMEN_YOUNG = "women_under_25"
    WOMEN_ADULT = "women_25_64"
    WOMEN_OLDER = "women_65"
    MEN_YOUNG = "men_under_25"
    MEN_ADULT = "men_25_64"
    MEN_OLDER = "men_65"
    UNKNOWN = "unknown"


Link = ServiceKind
"""Kinds of services that somebody was helped to: those that places have."""


class VisitError(ValueError):
    """A report cannot be kept: ``field`` and ``code`` say why; ``found`` is personal data in the note."""

    def __init__(self, field: str, code: str, found: tuple[Found, ...] = ()) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.found = field, code, found


@dataclass(frozen=True, slots=True)
class VisitReport:
    """One visit as a pair tells it.

    Attributes
    ----------
    id
        A UUID made by the phone: telling the same again changes nothing.
    hotspot
        Id of a place, or of an effort's place in a plan (``web.lead.efforts.effort_id``).
    at
        When the visit ended, with its zone.
    counts, links
        People by group, and how many were helped to which kind of service; groups without people are left out.
    pair
        Who was there, by the pair's code name; empty where it is not told.
    planned
        When the stop that it answers was planned to begin, with its zone; None for a visit that was not planned.
    places
        Names of places, which are never taken for a person's in the note; they are not kept.
    """

    id: str
    team: str
    hotspot: str
    at: datetime
    outcome: Outcome
    counts: Mapping[Group, int]
    links: Mapping[Link, int]
    note: str = ""
    pair: str = ""
    planned: datetime | None = None
    places: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        _require(is_uuid(self.id), "id", "no_uuid")
        _require(self.at.tzinfo is not None, "at", "no_zone")
        _require(self.planned is None or self.planned.tzinfo is not None, "planned", "no_zone")
        _require(len(self.pair) <= PAIR_LENGTH, "pair", "too_long")
        _require(len(self.note) <= NOTE_LENGTH, "note", "too_long")
        for name, numbers in (("counts", self.counts), ("links", self.links)):
            _require(all(0 < n <= MOST_COUNTED for n in numbers.values()), name, "out_of_range")
        if self.outcome is not Outcome.DONE:
            _require(not self.counts and not self.links, "counts", "nobody_was_met")
        found = personal_data(self.note, places=self.places)
        if found:
            raise VisitError("note", "personal_data", found)

    @property
    def content_hash(self) -> str:
        """The SHA-256 of everything that was told."""
        told: dict[str, object] = {
            "id": self.id,
            "team": self.team,
            "hotspot": self.hotspot,
            "at": self.at.timestamp(),
            "outcome": self.outcome,
            "counts": dict(self.counts),
            "links": dict(self.links),
            "note": self.note,
        }
        if self.pair:
            told["pair"] = self.pair
        if self.planned is not None:
            told["planned"] = self.planned.timestamp()
        return content_hash(told)


def visit_from_json(ident: str, team: str, data: Any, *, places: Iterable[str] = ()) -> VisitReport:  # noqa: ANN401
    """Read what a client sent; names of ``places`` are never taken for a person's.

    Raises
    ------
    VisitError
        A part is missing or wrong.
    """
    _require(isinstance(data, dict), "body", "no_object")
    unknown = set(data) - {"hotspot", "at", "outcome", "counts", "links", "note", "pair", "planned", "version"}
    _require(not unknown, min(unknown, default=""), "unknown_field")
    _require(isinstance(data.get("hotspot"), str) and is_storable(data["hotspot"]), "hotspot", "missing")
    note = data.get("note", "")
    _require(isinstance(note, str) and is_storable(note), "note", "no_text")
    pair = data.get("pair", "")
    _require(isinstance(pair, str) and is_storable(pair), "pair", "no_text")
    return VisitReport(
        id=ident,
        team=team,
        hotspot=data["hotspot"],
        at=_moment("at", data.get("at")),
        outcome=_code("outcome", Outcome, data.get("outcome")),
        counts=_numbers("counts", Group, data.get("counts", {})),
        links=_numbers("links", Link, data.get("links", {})),
        note=note.strip(),
        pair=pair,
        planned=None if data.get("planned") is None else _moment("planned", data["planned"]),
        places=tuple(places),
    )


def _moment(field: str, value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is not None:
            moment.astimezone(UTC)  # the first and last day of the calendar have no such moment everywhere
    except (ValueError, OverflowError) as error:
        raise VisitError(field, "no_time") from error
    return moment


def _code(field: str, codes: type[StrEnum], value: object) -> Any:  # noqa: ANN401 - a member of `codes`
    try:
        return codes(str(value))
    except ValueError as error:
        raise VisitError(field, "unknown_code") from error


def _numbers(field: str, codes: type[StrEnum], value: object) -> dict[Any, int]:
    if not isinstance(value, dict) or not all(type(n) is int for n in value.values()):
        raise VisitError(field, "no_counts")
    return {_code(field, codes, name): number for name, number in sorted(value.items()) if number}


def _require(holds: bool, field: str, code: str) -> None:  # noqa: FBT001 - a guard reads best so
    if not holds:
        raise VisitError(field, code)
