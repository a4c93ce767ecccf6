"""What is done about personal data that was found: refused or only warned about, by where the text is written."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from web.security.personal_data import Found, PersonalDataKind, shared_rules


class Use(StrEnum):
    """Where a free text is written."""

    NOTE = "note"
    """The note of a visit."""
    TIP = "tip"
    """The details of a tip."""


class Severity(StrEnum):
    """What a piece of personal data means for the text."""

    REFUSE = "refuse"
    """The text is not kept."""
    WARN = "warn"
    """The sender is asked, and may keep the text: an address may be what makes the place findable."""


def severities(use: Use) -> Mapping[PersonalDataKind, Severity]:
    """Give what each kind means in a use, as the file shared with the browser says.

    Examples
    --------
    >>> severities(Use.TIP)[PersonalDataKind.ADDRESS].value, severities(Use.NOTE)[PersonalDataKind.ADDRESS].value
    ('warn', 'refuse')
    """
    return {PersonalDataKind(kind): Severity(told) for kind, told in shared_rules()["severity"][use].items()}


def severity(kind: PersonalDataKind, use: Use) -> Severity:
    """Give what one kind means in a use."""
    return severities(use)[kind]


def objections(found: Iterable[Found], use: Use, *, confirmed: bool = False) -> tuple[Found, ...]:
    """Give what stands in the way of keeping a text: all that is refused; if nothing is, all that is not confirmed."""
    pieces = tuple(found)
    refused = tuple(piece for piece in pieces if severity(piece.kind, use) is Severity.REFUSE)
    return refused or (() if confirmed else pieces)


def is_refused(found: Iterable[Found], use: Use) -> bool:
    """Tell whether a text with these pieces cannot be kept even if its sender confirms it."""
    return any(severity(piece.kind, use) is Severity.REFUSE for piece in found)
