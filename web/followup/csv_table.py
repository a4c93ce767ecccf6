"""Follow-up as CSV that a spreadsheet reads and never runs."""

import csv
import io

from web.audit.csv_export import harmless
from web.followup.follow_up_view import FollowUp, KeptRow
from web.words import N_, Words

HEADINGS = (
    N_("Table"),
    N_("Row"),
    N_("Planned"),
    N_("Made as planned"),
    N_("Share"),
    N_("Beside the plan"),
    N_("Owed"),
    N_("Last visit"),
)


def follow_up_csv(view: FollowUp, words: Words) -> bytes:
    """Write every table of the page: UTF-8 with a mark, semicolons, every cell quoted."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([words.text(heading) for heading in HEADINGS])
    tables = (
        (N_("Districts"), view.districts),
        (N_("Parts of the day"), view.parts),
        (N_("Weeks"), view.weeks),
        (N_("Places"), view.hotspots),
    )
    for name, rows in tables:
        for row in rows:
            writer.writerow([harmless(cell) for cell in (words.text(name), *_cells(row))])
    for met in view.ages:
        writer.writerow([words.text("People met, women"), met.age, "", met.women, "", "", "", ""])
        writer.writerow([words.text("People met, men"), met.age, "", met.men, "", "", "", ""])
    for link, count in view.links:
        writer.writerow([words.text("Helped to"), link, "", count, "", "", "", ""])
    return out.getvalue().encode("utf-8-sig")


def _cells(row: KeptRow) -> tuple[str, ...]:
    return row.name, row.planned, row.kept, row.share, row.beside, row.owed, row.last
