"""Reading the columns of one table of a GTFS zip, in pieces, each cell as the number of its text."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.travel.gtfs_zip import GtfsZip

Scalar = TypeVar("Scalar", bound=np.generic)

PIECE_ROWS = 400_000
MOST_CHARACTERS = 500
"""Longer cells are refused: names and ids have a tenth of that, and arrays of texts are as wide as the longest."""

_HEADER_BYTES = 100_000
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that steer a terminal, or turn the direction of what stands beside them; read as spaces."""


@dataclass(frozen=True, slots=True)
class Column:
    """Cells of one column: ``texts[codes]``, stripped; most columns have far fewer texts than rows."""

    codes: NDArray[np.int32]
    texts: tuple[str, ...]

    def each(self, values: NDArray[Scalar]) -> NDArray[Scalar]:
        """Give, for every row, the value of its text."""
        return values[self.codes]

    def places(self, known: Mapping[str, int]) -> NDArray[np.int32]:
        """Give, for every row, the place of its id; -1 where it is not known."""
        return self.each(np.array([known.get(text, -1) for text in self.texts], dtype=np.int32))

    def whole(self) -> list[str]:
        """Give the text of every row."""
        return [self.texts[code] for code in self.codes.tolist()]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table.

    Attributes
    ----------
    rows
        Their numbers as in a spreadsheet: the header is 1.
    columns
        By name; columns that the file lacks are not there.
    """

    rows: NDArray[np.int32]
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> Column:
        """Give a column; a column of empty cells where the file lacks it."""
        return self.columns.get(name) or Column(np.zeros(len(self), dtype=np.int32), ("",))


def read_pieces(
    feed: GtfsZip, name: str, *, required: Sequence[str], optional: Sequence[str] = (), rows: int = PIECE_ROWS
) -> Iterator[Piece]:
    """Read a table's named columns; others are passed over, as are rows in which all of them are empty.

    Where a required column is missing that is noted and nothing is given. Names of columns may have spaces round
    them; rows may be longer than the header.

    Raises
    ------
    geo.faults.FileFaults
        The table cannot be read further.
    """
    with feed.open(name) as stream:
        line = stream.readline(_HEADER_BYTES).decode("utf-8", "replace")
        try:
            header = [cell.strip() for cell in next(csv.reader([line]), [])]
        except csv.Error as error:
            raise _syntax(feed, name, error, row=1) from error
        if not _whole_header(feed, name, header, (*required, *optional), required):
            return
        places = {header.index(wanted): wanted for wanted in (*required, *optional) if wanted in header}
        try:
            with pd.read_csv(
                stream,
                header=None,
                names=list(range(len(header))),
                usecols=list(places),
                dtype="category",
                chunksize=rows,
                na_filter=False,
                skip_blank_lines=False,
                index_col=False,
                encoding="utf-8",
            ) as frames:
                for frame in frames:
                    piece = _piece(frame, places)
                    _note_long(feed, name, piece)
                    yield piece
        except pd.errors.EmptyDataError:
            return
        except pd.errors.ParserError as error:
            raise _syntax(feed, name, error) from error


def read_table(feed: GtfsZip, name: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> Piece:
    """Read the named columns of a whole table, which is small; see `read_pieces`."""
    pieces = list(read_pieces(feed, name, required=required, optional=optional, rows=10**9))
    return pieces[0] if pieces else Piece(np.zeros(0, dtype=np.int32), {})


def ids(piece: Piece, field: str, note: Callable[..., None], *, name: str) -> list[str]:
    """Give the ids of a table's rows, noting those that are empty or stand twice."""
    found = piece[field].whole()
    first: dict[str, int] = {}
    for row, ident in zip(piece.rows.tolist(), found, strict=True):
        if not ident:
            note(name, FaultCode.EMPTY_VALUE, row=row, field=field)
        elif first.setdefault(ident, row) != row:
            note(name, FaultCode.DUPLICATE_ID, row=row, field=field, value=ident, other=first[ident])
    return found


def _piece(frame: pd.DataFrame, places: Mapping[int, str]) -> Piece:
    rows = frame.index.to_numpy(dtype=np.int32) + 2
    columns = {}
    filled = np.zeros(len(frame), dtype=bool)
    for place, wanted in places.items():
        cells = frame[place].cat
        texts = np.array([_UNSEEN.sub(" ", str(text)).strip() for text in cells.categories] or [""], dtype=object)
        stripped, order = np.unique(texts, return_inverse=True)
        codes = order.astype(np.int32)[cells.codes.to_numpy()]
        columns[wanted] = Column(codes, tuple(stripped.tolist()))
        filled |= (stripped != "")[codes]
    if not filled.all():
        columns = {wanted: Column(column.codes[filled], column.texts) for wanted, column in columns.items()}
        rows = rows[filled]
    return Piece(rows, columns)


def _note_long(feed: GtfsZip, name: str, piece: Piece) -> None:
    for wanted, column in piece.columns.items():
        lengths = column.each(np.array([len(text) for text in column.texts], dtype=np.int64))
        long = np.flatnonzero(lengths > MOST_CHARACTERS)

        def params(row: int, lengths: NDArray[np.int64] = lengths) -> Mapping[str, float]:
            return {"length": int(lengths[row]), "most": MOST_CHARACTERS}

        if len(long):
            feed.faults.add_rows(name, FaultCode.TOO_LONG, long, params, rows=piece.rows, field=wanted)


def _whole_header(feed: GtfsZip, name: str, header: list[str], known: Sequence[str], required: Sequence[str]) -> bool:
    if not any(header):
        feed.faults.add(name, FaultCode.EMPTY_FILE)
        return False
    whole = True
    for wanted in known:
        if header.count(wanted) > 1:
            feed.faults.add(name, FaultCode.DUPLICATE_COLUMN, row=1, field=wanted)
            whole = False
        elif wanted in required and wanted not in header:
            feed.faults.add(name, FaultCode.MISSING_COLUMN, row=1, field=wanted)
            whole = False
    return whole


def _syntax(feed: GtfsZip, name: str, error: Exception, row: int | None = None) -> Exception:
    found = re.search(r"starting at row (\d+)", str(error))
    reason = "open quote" if found else str(error)
    feed.faults.add(name, FaultCode.SYNTAX, row=int(found[1]) + 2 if found else row, column=1, reason=reason)
    return feed.faults.error()
