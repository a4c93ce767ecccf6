"""Route sheets on paper: one page a pair and shift, as a tagged PDF (PDF/UA-1) that can be read aloud."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from web.lead.board import Board
from web.lead.day import DayView, RouteView, Row
from web.lead.efforts import effort_id
from web.lead.shift_parts import PartKind
from web.words import Words

DESTROY_AFTER = timedelta(days=1)
"""A sheet is destroyed so long after the date on which its shift begins."""

NOTE_LINES = 2


@dataclass(frozen=True, slots=True)
class Printed:
    """Who prints and when, for the foot of the page; ``draft`` says that the week is not published."""

    name: str
    at: datetime
    draft: bool


def routes_to_print(board: Board, *, day: date | None = None, route: str = "") -> list[tuple[DayView, RouteView]]:
    """Give the routes with stops of one day, of one shift (its key), or of the whole week."""
    return [
        (view, its)
        for view in board.days
        if day is None or view.date == day
        for its in view.routes
        if its.stops and route in ("", its.key)
    ]


def route_sheets(
    board: Board,
    routes: Sequence[tuple[DayView, RouteView]],
    maps: Mapping[str, str],
    printed: Printed,
) -> bytes:
    """Set route sheets as a PDF.

    Parameters
    ----------
    routes
        At least one.
    maps
        An SVG by the key of a route (`web.handout.sheet_map`).

    Notes
    -----
    What people wrote is handed over as data and never as markup. Only the fonts that come with the typesetter are
    used, so that a sheet looks the same everywhere and nothing is fetched.
    """
    import typst  # noqa: PLC0415 - 30 MB that only printing needs

    words = board.words
    said = {
        "lang": words.lang,
        "title": words.text("Route sheets, %(team)s, %(week)s", team=board.plan.request.team_name, week=board.title),
        "draft": words.text("DRAFT: the week is not published") if printed.draft else "",
        "heads": [words.text(head) for head in ("Time", "Where", "How to get there")],
        "notes": words.text("Notes: places and counts, never a person"),
        "note_lines": NOTE_LINES,
        "map_note": words.text("Dashed: estimated. Schematic map, shorelines are approximate."),
        "sheets": [_sheet(board, day, route, maps.get(route.key, ""), printed) for day, route in routes],
    }
    template = files("web.handout").joinpath("route_sheet.typ").read_bytes()
    made: bytes = typst.compile(
        template, sys_inputs={"data": json.dumps(said)}, pdf_standards=["ua-1"], ignore_system_fonts=True
    )
    return made


def _sheet(board: Board, day: DayView, route: RouteView, drawn: str, printed: Printed) -> dict[str, Any]:
    words = board.words
    numbers = words.listed([str(stop.number) for stop in route.stops])
    return {
        "pair": words.text("Pair %(pair)s", pair=route.pair.name),
        "day": day.title,
        "when": route.when,
        "who": route.workers,
        "base": words.text("from %(base)s", base=route.base),
        "team": board.plan.request.team_name,
        "rows": [_row(words, row) for row in route.rows],
        "map": drawn,
        "map_alt": words.text("Map with the stops %(numbers)s; the table above says the same.", numbers=numbers),
        "destroy": words.text("Destroyed on %(date)s at the latest", date=words.full_date(day.date + DESTROY_AFTER)),
        "printed": words.text(
            "Printed %(date)s %(time)s for %(name)s",
            date=words.full_date(printed.at.date()),
            time=words.clock(printed.at),
            name=printed.name,
        ),
    }


def _row(words: Words, row: Row) -> dict[str, Any]:
    if row.stop is None:
        return {"when": row.when, "number": "", "where": row.text, "more": [], "way": row.leg.text if row.leg else "",
                "quiet": row.kind is not PartKind.LEG}  # fmt: skip
    stop, leg = row.stop, row.leg
    exact = words.text("The exact place is in the phone, not on paper.") if effort_id(stop.hotspot) else ""
    more = [text for text in (exact, stop.meet, stop.joint, stop.why) if text]
    way = [text for text in ((leg.text, leg.parts) if leg else ()) if text]
    return {"when": row.when, "number": str(stop.number), "where": stop.name, "more": more, "way": " · ".join(way),
            "quiet": False}  # fmt: skip
