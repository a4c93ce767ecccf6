"""Reading TOML into entries that know the lines on which their keys stand."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.text_file import read_text

_ARRAY = re.compile(r"\s*\[\[\s*(.+?)\s*\]\]")
_TABLE = re.compile(r"\s*\[\s*([^\[].*?)\s*\]\s*(#.*)?$")
_KEY = re.compile(r"""\s*(["']?)([^"'=#\[\]{}]+?)\1\s*=""")
_AT = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)


class TomlEntry(Entry):
    """A TOML table; its tables and arrays of tables are entries again."""

    def __init__(
        self,
        values: Mapping[str, object],
        faults: FaultList,
        *,
        lines: Mapping[str, int],
        path: str,
        row: int | None,
    ) -> None:
        self._all_lines, self._path, self._list = lines, path, faults
        own = {key: lines[f"{path}.{key}"] for key in values if f"{path}.{key}" in lines}
        prefix = re.sub(r"\[\d+\]", "", path).strip(".")
        super().__init__(values, faults, row=row, lines=own, prefix=prefix, missing=FaultCode.MISSING_KEY)

    def table(self, field: str, *, required: bool = True) -> "TomlEntry | None":
        """Give the table of that name; None where there is none (a fault where it is required)."""
        value = self._get(field, required=required)
        if value is not None and not isinstance(value, dict):
            self.wrong_type(field, "table")
            return None
        return None if value is None else self._inner(value, f"{self._path}.{field}")

    def tables(self, field: str, *, required: bool = False) -> "list[TomlEntry]":
        """Give the tables of an array of tables (``[[field]]``)."""
        value = self._get(field, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong_type(field, "list of tables")
            return []
        if required and not value:
            self.fault(FaultCode.EMPTY_VALUE, field)
        return [self._inner(item, f"{self._path}.{field}[{place}]") for place, item in enumerate(value)]

    def numbers(self, field: str, count: int) -> tuple[float, ...] | None:
        """Give a list of exactly so many finite numbers; None, with a fault, where it is something else."""
        value = self._get(field, required=True)
        if value is None:
            return None
        fits = isinstance(value, list) and len(value) == count
        if not fits or not all(type(item) in (int, float) and abs(item) < 1e12 for item in value):  # type: ignore[attr-defined]
            self.fault(FaultCode.WRONG_TYPE, field, expected=f"list of {count} numbers", found=str(value)[:80])
            return None
        return tuple(float(item) for item in value)  # type: ignore[attr-defined]

    def _inner(self, values: Mapping[str, object], path: str) -> "TomlEntry":
        row = self._all_lines.get(path, self._lines.get(path.rpartition(".")[2].partition("[")[0], self.row))
        return TomlEntry(values, self._list, lines=self._all_lines, path=path, row=row)


def read_toml(path: Path, faults: FaultList) -> TomlEntry | None:
    """Read a TOML file; None, with a fault noted, where that cannot be done."""
    text = read_text(path, faults, most_mb=5)
    if text is None:
        return None
    try:
        values = tomllib.loads(text)
    except RecursionError:
        faults.add(FaultCode.SYNTAX, row=1, column=1, reason="too deeply nested")
        return None
    except ValueError as error:
        at = _AT.match(str(error))
        reason, line, column = (at[1], int(at[2]), int(at[3])) if at else (str(error), text.count("\n") + 1, 1)
        faults.add(FaultCode.SYNTAX, row=line, column=column, reason=reason)
        return None
    return TomlEntry(values, faults, lines=_lines(text), path="", row=None)


def _lines(text: str) -> dict[str, int]:
    """Find the line of every table and key, by path (``.workers[2].name``).

    A line inside a text of several lines may be taken for a key; only the line number of a fault can suffer.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    path = array = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if head := _ARRAY.match(line):
            name = "." + _plain(head[1])
            path = f"{name}[{counts.get(name, 0)}]"
            counts[name] = counts.get(name, 0) + 1
            lines.setdefault(path, number)
        elif table := _TABLE.match(line):
            path = "." + _plain(table[1])
            lines.setdefault(path, number)
        elif array and line.lstrip().startswith("{"):
            lines.setdefault(f"{array}[{counts.get(array, 0)}]", number)
            counts[array] = counts.get(array, 0) + 1
        elif key := _KEY.match(line):
            lines.setdefault(f"{path}.{key[2].strip()}", number)
            array = f"{path}.{key[2].strip()}" if line.rstrip().endswith("[") else ""
    return lines


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
