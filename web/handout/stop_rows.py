"""A week's planned stops as rows of a table, for CSV and spreadsheets."""

import csv
import io
from collections.abc import Iterator, Sequence

from geo.hotspot import HotspotKind
from web.audit.csv_export import harmless
from web.code_words import KINDS
from web.lead.board import Board
from web.words import N_, Words

HEADINGS = (
    N_("Date"),
    N_("Weekday"),
    N_("Pair"),
    N_("Workers"),
    N_("Stop"),
    N_("Begins"),
    N_("Ends"),
    N_("Place"),
    N_("Kind"),
    N_("District"),
    N_("How to get there"),
    N_("Travel, min"),
    N_("Why here"),
)

Cell = str | int


def stop_rows(board: Board) -> Iterator[tuple[Cell, ...]]:
    """Give one row a stop, in the order of days and pairs; what the team may not see is told without kind."""
    request, words, tz = board.plan.request, board.words, board.plan.request.tz
    for day in board.days:
        for view in day.routes:
            route = board.plan.routes[int(view.key[1:])]
            for n, (seen, stop, leg) in enumerate(zip(view.stops, route.stops, route.legs, strict=False)):
                spot = request.hotspot[stop.hotspot]
                start, leave = stop.start.astimezone(tz), stop.leave.astimezone(tz)
                yield (
                    day.date.isoformat(),
                    words.weekday(day.date),
                    view.pair.name,
                    view.workers,
                    n + 1,
                    f"{start:%Y-%m-%d %H:%M}",
                    f"{leave:%Y-%m-%d %H:%M}",
                    seen.name,
                    words.text(KINDS[spot.kind]) if spot.kind is not HotspotKind.SETTLEMENT else seen.kind,
                    spot.district or "",
                    view.legs[n].text,
                    -(-leg.seconds // 60),
                    seen.why,
                )


def csv_file(rows: Sequence[tuple[Cell, ...]], words: Words) -> bytes:
    """Write rows as CSV: UTF-8 with a mark, semicolons, every cell quoted, and none that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([words.text(heading) for heading in HEADINGS])
    for row in rows:
        writer.writerow([harmless(str(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(rows: Sequence[tuple[Cell, ...]], words: Words, *, title: str) -> bytes:
    """Write rows as a workbook (Office Open XML) whose texts are texts, whatever they begin with."""
    import xlsxwriter  # noqa: PLC0415 - only spreadsheets need it

    out = io.BytesIO()
    kept = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, kept) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(words.text("Stops"))
        head = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        widths = [len(words.text(heading)) for heading in HEADINGS]
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(0, column, words.text(heading), head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], min(len(str(cell)), 40))
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, wrapped)
                else:
                    sheet.write_string(number, column, cell, wrapped)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(HEADINGS) - 1)
    return out.getvalue()
