"""Why a backup or an archive cannot be used, in words: what is wrong, where, and what to do."""

from collections.abc import Mapping

from web.store.archive_form import ArchiveError, ArchiveFault
from web.store.replaced import RestoreError, RestoreFault
from web.store.retention import WrongClockError
from web.store.sealed_file import SealedFault, SealedFileError
from web.words import N_, Words

PARTS: Mapping[str, str] = {
    "beginning": N_("the beginning of the file"),
    "manifest": N_("the manifest"),
    "end": N_("the end of the file"),
    "seal": N_("the seal"),
    "file": N_("the file"),
    "database.sqlite": N_("the database file"),
}
"""Parts of a backup; those that are tables are named as such."""

SEALED: Mapping[str, str] = {
    "changed": N_("%(part)s was changed"),
    "short": N_("%(part)s is missing: the file was cut short, or something was added to it"),
    "other": N_("%(part)s is no backup of Fältplan"),
    "key": N_("%(part)s does not hold: it was changed, or the backup belongs to an installation with other keys"),
}

RESTORES: Mapping[RestoreFault, str] = {
    RestoreFault.OTHER_BACKEND: N_("The backup is of another kind of database (%(what)s). Move between kinds with faltplan export and faltplan import."),  # noqa: E501
    RestoreFault.IN_USE: N_("Somebody is using the database (%(what)s). Stop Fältplan's server and workers first. Nothing was changed."),  # noqa: E501
}  # fmt: skip

ARCHIVES: Mapping[ArchiveFault, str] = {
    ArchiveFault.NOT_AN_ARCHIVE: N_("The file is no archive of Fältplan. (%(what)s)"),
    ArchiveFault.MEMBERS: N_("The archive does not hold what its manifest says: %(what)s."),
    ArchiveFault.TOO_LARGE: N_("A part of the archive is larger than it may be: %(what)s. It was not unpacked."),
    ArchiveFault.CHANGED: N_("The archive was changed after it was written: %(what)s."),
    ArchiveFault.OTHER_REVISION: N_("The archive was made by another version of Fältplan (%(what)s). Bring that installation to this version with faltplan migrate, and export again."),  # noqa: E501
    ArchiveFault.KEY: N_("The archive's seal does not hold: it was changed, or it belongs to an installation with other keys. Put that installation's keys.json in place first. With --without-seal it is read without its audit."),  # noqa: E501
    ArchiveFault.ROWS: N_("A row of the archive cannot be read: %(what)s."),
    ArchiveFault.NOT_EMPTY: N_("The database is not empty (%(what)s). Import into a new one."),
}  # fmt: skip

NOTHING_CHANGED = N_("Nothing was changed.")

CLOCK_TOO_FAR = N_(
    "The clock says %(now)s, but the newest that is known is from %(known)s (UTC). With a wrong clock too much would "
    "be erased, so nothing was done. Set the clock, or say --clock-is-right."
)

REFUSALS = (SealedFileError, RestoreError, ArchiveError)
"""What can be wrong with a backup or an archive."""


def refusal_text(words: Words, error: Exception) -> str:
    """Say what is wrong with a backup or an archive."""
    match error:
        case SealedFileError():
            lines = [sealed_text(words, fault) for fault in error.faults]
            said = words.text("%(file)s cannot be used:", file=error.path)
            return "\n".join([said, *(f"- {line}" for line in lines), words.text(NOTHING_CHANGED)])
        case RestoreError():
            return words.text(RESTORES[error.fault], what=error.detail)
        case ArchiveError():
            said = words.text(ARCHIVES[error.fault], what=error.detail or "–")
            return f"{said} {words.text(NOTHING_CHANGED)}"
        case _:
            raise TypeError(type(error).__name__)


def sealed_text(words: Words, fault: SealedFault) -> str:
    """Say which part of a backup differs, and how.

    Examples
    --------
    >>> from web.words import translator
    >>> sealed_text(translator("en"), SealedFault("table/visit", "changed"))
    'the table visit was changed'
    """
    kind, _, name = fault.part.partition("/")
    if kind == "table":
        return words.text(SEALED[fault.code], part=words.text("the table %(name)s", name=name))
    return words.text(SEALED[fault.code], part=words.text(PARTS[fault.part]))


def clock_too_far_text(words: Words, error: WrongClockError) -> str:
    """Say that the clock lies too far from what is known."""
    return words.text(CLOCK_TOO_FAR, now=f"{error.now:%Y-%m-%d %H:%M}", known=f"{error.known:%Y-%m-%d %H:%M}")
