"""Entries of the audit as CSV that a spreadsheet reads and never runs."""

import csv
import io
import json
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from web.audit.reading import Entry
from web.security.audit_words import action_text, kind_text
from web.words import N_, Words

HEADINGS = (
    N_("Number"),
    N_("Time"),
    N_("Who"),
    N_("Name"),
    N_("Code"),
    N_("What"),
    N_("Kind"),
    N_("Which one"),
    N_("Team"),
    N_("More"),
)

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def audit_csv(entries: Iterable[Entry], words: Words, tz: ZoneInfo) -> bytes:
    """Write entries: UTF-8 with a mark, semicolons, every cell quoted, as Swedish spreadsheets expect it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([words.text(heading) for heading in HEADINGS])
    for entry in entries:
        detail = json.dumps(dict(entry.detail), ensure_ascii=False) if entry.detail else ""
        at = entry.at.astimezone(tz).isoformat(timespec="seconds")
        cells = (
            str(entry.seq), at, entry.actor, entry.name, entry.action, action_text(words, entry.action),
            kind_text(words, entry.kind), entry.object_id, entry.team, detail,
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a text for a formula (CWE-1236).

    Examples
    --------
    >>> harmless("=HYPERLINK(1)"), harmless("slussen")
    ("'=HYPERLINK(1)", 'slussen')
    """
    return f"'{cell}" if cell.startswith(_RUNS) else cell
