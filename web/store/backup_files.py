"""Names of backups in their folder, and of databases that a restore has put aside."""

import re
from datetime import UTC, datetime
from pathlib import Path

_STAMP = "%Y%m%dT%H%M%SZ"
_BACKUP = re.compile(r"faltplan-(\d{8}T\d{6}Z)(?:-\d+)?\.backup")


def backup_name(made: datetime) -> str:
    """Name a backup by its moment.

    Examples
    --------
    >>> backup_name(datetime(2026, 12, 3, 2, 0, tzinfo=UTC))
    'faltplan-20261203T020000Z.backup'
    """
    return f"faltplan-{made.astimezone(UTC).strftime(_STAMP)}.backup"


def put_aside_name(file: Path, at: datetime) -> Path:
    """Name what a database file is called when a restore has put it aside."""
    return file.with_name(f"{file.name}.before-restore-{at.astimezone(UTC).strftime(_STAMP)}")


def backup_files(folder: Path, database: Path | None = None) -> tuple[tuple[Path, datetime], ...]:
    """Give the backups of a folder, and what restores have put aside beside the database, each with its moment."""
    found = [(path, match[1]) for path in _listed(folder) if (match := _BACKUP.fullmatch(path.name))]
    if database is not None:
        aside = re.compile(re.escape(database.name) + r"\.before-restore-(\d{8}T\d{6}Z)(?:-wal|-shm)?")
        found += [(path, match[1]) for path in _listed(database.parent) if (match := aside.fullmatch(path.name))]
    return tuple((path, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)) for path, stamp in sorted(found))


def _listed(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
