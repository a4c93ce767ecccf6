"""Telephone lines that come before everything else where somebody is in danger, as ``city.toml`` names them."""

from dataclasses import dataclass
from enum import StrEnum

from geo.toml_file import TomlEntry

KEYS = ("kind", "name", "phone", "hours", "source")


class LineKind(StrEnum):
    """What a line is for: danger to life, or social need that cannot wait, as a child at risk."""

    DANGER = "danger"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One line.

    Attributes
    ----------
    phone
        As people read it, ``"020-70 80 03"``.
    hours
        When it answers, in the city's own words; empty for always.
    source
        Where the number is taken from.
    """

    kind: LineKind
    name: str
    phone: str
    hours: str = ""
    source: str = ""

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it.

        Examples
        --------
        >>> EmergencyLine(LineKind.SOCIAL, "Socialjouren", "020-70 80 03").dialled
        '020708003'
        """
        return "".join(c for c in self.phone if c.isdigit() or c == "+")


DANGER = EmergencyLine(LineKind.DANGER, "112", "112", source="Directive (EU) 2018/1972, article 109")
"""The number that holds in the whole European Union, where a city names none for danger."""


def read_emergency(top: TomlEntry) -> tuple[EmergencyLine, ...]:
    """Read the lines of ``[[emergency]]``, danger first; a city that names none for danger has 112."""
    lines = []
    for entry in top.tables("emergency"):
        entry.only(KEYS)
        lines.append(
            EmergencyLine(
                entry.choice("kind", LineKind),
                entry.text("name", most=80),
                entry.text("phone", most=40),
                entry.text("hours", default="", most=120),
                entry.text("source", most=300),
            )
        )
    if not any(line.kind is LineKind.DANGER for line in lines):
        lines.append(DANGER)
    return tuple(sorted(lines, key=lambda line: list(LineKind).index(line.kind)))
