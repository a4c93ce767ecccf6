"""Reading CSV text into rows, with every fault of its form noted."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.faults import FaultCode, FaultList
from geo.nearest import nearest_hint
from geo.text_file import read_text

MOST_ROWS = 50_000
"""More rows than this are a fault."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as in a spreadsheet (the header is 1), and its stripped cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a CSV file that have the header's length, in order; rows of empty cells are passed over."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str


def read_table(
    path: Path,
    faults: FaultList,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    most_rows: int = MOST_ROWS,
) -> Table:
    """Read a CSV file in UTF-8 or Windows-1252, separated by commas or semicolons.

    Parameters
    ----------
    faults
        Collects what is wrong; when anything is, the table holds what could still be read, for more checking.
    required, optional
        The columns that must and may be there; every other column is a fault.
    """
    text = read_text(path, faults)
    if text is None:
        return Table((), (), ",")
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    separator = ";" if _outside_quotes(first).count(";") > _outside_quotes(first).count(",") else ","
    for sign, name in (("\t", "tabs"), ("|", "vertical bars")):
        if sign in first and separator not in _outside_quotes(first):
            faults.add(FaultCode.WRONG_SEPARATOR, row=1, found=name)
            return Table((), (), separator)
    records = _records(text, separator, faults)
    header = [cell.strip() for cell in records[0][1]] if records else []
    _check_header(header, required, optional, faults, row=records[0][0] if records else 1)
    rows = []
    for number, cells in records[1:]:
        if len(cells) == len(header):
            named = zip(header, cells, strict=True)
            rows.append(Row(number, {name: cell.strip() for name, cell in named if name}))
        else:
            faults.add(FaultCode.ROW_LENGTH, row=number, cells=len(cells), columns=len(header))
    if len(rows) > most_rows:
        faults.add(FaultCode.TOO_MANY, count=len(rows), most=most_rows)
        return Table(tuple(header), (), separator)
    if not rows and not faults:
        faults.add(FaultCode.NO_ROWS)
    return Table(tuple(header), tuple(rows), separator)


def check_columns(
    columns: Sequence[str],
    required: Sequence[str],
    optional: Sequence[str],
    faults: FaultList,
    *,
    row: int | None,
) -> None:
    """Note the columns that are missing and those that are not known."""
    known = (*required, *optional)
    for column in required:
        if column not in columns:
            faults.add(FaultCode.MISSING_COLUMN, row=row, field=column)
    free = [name for name in known if name not in columns]
    for column in dict.fromkeys(columns):
        if column and column not in known:
            faults.add(FaultCode.UNKNOWN_COLUMN, row=row, field=column[:80], **nearest_hint(column, free))


def _check_header(
    header: list[str], required: Sequence[str], optional: Sequence[str], faults: FaultList, *, row: int
) -> None:
    for place, column in enumerate(header):
        if not column:
            faults.add(FaultCode.UNNAMED_COLUMN, row=row, column=place + 1)
        elif column in header[:place]:
            faults.add(FaultCode.DUPLICATE_COLUMN, row=row, field=column[:80])
    check_columns(header, required, optional, faults, row=row)


def _records(text: str, separator: str, faults: FaultList) -> list[tuple[int, list[str]]]:
    """Give the records that are not blank, each with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                records.append((number, cells))
    except csv.Error as error:
        faults.add(FaultCode.SYNTAX, row=number + 1, column=1, reason=str(error))
    return records


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])
