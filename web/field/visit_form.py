"""The form of a visit: what was typed, kept as it was, and the report that it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from web.client_ids import is_uuid
from web.field.visit import Group, Link, VisitError, VisitReport, visit_from_json
from web.store.tables.visits import Outcome, VisitRow


@dataclass(frozen=True, slots=True)
class VisitForm:
    """What stands in the form: texts as they were typed.

    Attributes
    ----------
    planned
        Start of the stop that it answers, ISO 8601; empty for a visit that was not planned.
    arrived
        When the form was opened, ISO 8601.
    version
        Of the visit that is corrected; empty for a new one.
    """

    id: str
    hotspot: str
    planned: str = ""
    arrived: str = ""
    outcome: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    version: str = ""

    @property
    def met(self) -> bool:
        """Whether somebody was met: then people and services are counted."""
        return self.outcome == Outcome.DONE

    @property
    def expected(self) -> int | None:
        """The version that is corrected."""
        text = self.version
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def report(self, *, team: str, pair: str, at: datetime, places: Iterable[str] = ()) -> VisitReport:
        """Give the report; people and services count only where somebody was met.

        Names of ``places`` are never taken for a person's in the note.

        Raises
        ------
        web.field.visit.VisitError
            A part is missing or wrong.
        """
        told: dict[str, Any] = {
            "hotspot": self.hotspot,
            "at": at.isoformat(),
            "outcome": self.outcome,
            "counts": _numbers("counts", self.counts) if self.met else {},
            "links": _numbers("links", self.links) if self.met else {},
            "note": self.note.replace("\r\n", "\n"),
            "pair": pair,
        }
        if self.planned:
            told["planned"] = self.planned
        return visit_from_json(self.id, team, told, places=places)


def typed_form(form: Mapping[str, str], chosen: tuple[str, ...]) -> VisitForm:
    """Take what was sent, whatever it is; ``chosen`` are the services that were ticked."""
    return VisitForm(
        id=form.get("id", ""),
        hotspot=form.get("hotspot", ""),
        planned=form.get("planned", ""),
        arrived=form.get("arrived", ""),
        outcome=form.get("outcome", ""),
        counts={group.value: form.get(f"count_{group}", "") for group in Group},
        links={link.value: form.get(f"linked_{link}", "") or "1" for link in Link if link.value in chosen},
        note=form.get("note", ""),
        version=form.get("version", ""),
    )


def form_of(row: VisitRow, hotspot: str) -> VisitForm:
    """Fill the form with a visit that is kept, to correct it."""
    return VisitForm(
        id=row.id,
        hotspot=hotspot,
        planned=row.planned.isoformat() if row.planned else "",
        outcome=row.outcome,
        counts={group: str(number) for group, number in row.counts.items()},
        links={link: str(number) for link, number in row.links.items()},
        note=row.note,
        version=str(row.version),
    )


def is_form(form: VisitForm) -> bool:
    """Tell whether the hidden parts are as the page made them."""
    return is_uuid(form.id) and bool(form.hotspot)


def _numbers(name: str, texts: Mapping[str, str]) -> dict[str, int]:
    numbers = {}
    for code, text in texts.items():
        plain = text.strip()
        if not plain:
            continue
        if not (plain.isascii() and plain.isdigit() and len(plain) <= 6):
            raise VisitError(name, "no_counts")
        numbers[code] = int(plain)
    return numbers
