"""Faults of input files: one value for each, all of them collected and raised together."""

import dataclasses
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from geo.fault_codes import MEANS, FaultCode, parameters

__all__ = ["Fault", "FaultCode", "FaultList", "FileFaults", "parameters", "printable"]


MOST_SHOWN = 1000
"""So many characters of a name or value are repeated to the reader."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one file.

    Attributes
    ----------
    file
        The file's name, or its path inside the city folder.
    row
        Counted from 1 as a person counts in that file: the spreadsheet row of a CSV file (the header is 1),
        the line of a TOML file or of text that cannot be parsed, or the feature; None is the whole file.
    field
        The column, key or property; empty for the whole row or file.
    params
        What the code's sentence needs (see `parameters`), and ``id`` and ``nearest`` where known.

    Examples
    --------
    >>> print(Fault("city.toml", 4, "kind", FaultCode.UNKNOWN_KEY, {"id": "ek", "nearest": "name"}))
    city.toml, row 4 (ek), kind: the key is not known; rename or remove it. Did you mean 'name'?
    """

    file: str
    row: int | None
    field: str
    code: FaultCode
    params: Mapping[str, str | int | float] = dataclasses.field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        lacking = parameters(self.code) - set(self.params)
        if lacking:
            raise ValueError(f"a fault {self.code} lacks {', '.join(sorted(lacking))}")
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        if self.params.get("id"):
            place += f" ({self.params['id']})"
        if self.field:
            place += f", {self.field}"
        nearest = self.params.get("nearest")
        hint = f". Did you mean {nearest!r}?" if nearest else "."
        return f"{place}: {MEANS[self.code].format_map(self.params)}{hint}"


class FileFaults(Exception):  # noqa: N818 - the plural is the point: all faults at once
    """Input that cannot be read, with every fault of it, sorted by file and row."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda f: (f.file, f.row or 0)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class FaultList:
    """Collects the faults of one file."""

    def __init__(self, file: str) -> None:
        self.file = printable(file)
        self.faults: list[Fault] = []

    def __len__(self) -> int:
        return len(self.faults)

    def add(self, code: FaultCode, *, row: int | None = None, field: str = "", **params: str | float) -> None:
        """Note a fault; see `Fault` for the parameters."""
        clean = {name: printable(value) if isinstance(value, str) else value for name, value in params.items()}
        self.faults.append(Fault(self.file, row, printable(field), code, clean))

    def raise_any(self) -> None:
        """Raise `FileFaults` with everything that was noted, if anything was."""
        if self.faults:
            raise FileFaults(self.faults)


def printable(text: str) -> str:
    r"""Show characters that no page or terminal can print as escapes, and of a long text the beginning.

    Examples
    --------
    >>> printable("red\x1b[31m")
    'red\\x1b[31m'
    """
    shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in shown)
