"""Finds what may tell who a person is in free text: numbers, mail, addresses and names, by rules.

The browser finds the same (``static/js/personal_data.js``), by the same rules and words
(``static/data/personal_data.json``).

.. warning::
    Names are found by lists and by what stands around a word: a text that passes may still hold one.
"""

from collections.abc import Iterable

from web.security.personal_data_kinds import Found, PersonalDataKind, shared_rules
from web.security.personal_data_names import Sort, name_lists, names
from web.security.personal_data_numbers import initials, numbers, plates
from web.security.personal_data_places import addresses, place_spans
from web.security.personal_data_text import read

__all__ = ["Found", "PersonalDataKind", "numbers_in", "personal_data", "shared_rules"]


def personal_data(text: str, *, places: Iterable[str] = ()) -> tuple[Found, ...]:
    """Give every piece that looks like personal data, in order; no two share a character.

    Parameters
    ----------
    places
        Names of places that the caller knows: they are never taken for persons. What stands in brackets after a name
        is left out.

    Examples
    --------
    >>> note = "Anna (070-174 06 05) sover vid Sofia kyrka, inte på Mariatorget"
    >>> [(found.kind.value, found.of(note)) for found in personal_data(note)]
    [('name', 'Anna'), ('phone', '070-174 06 05')]
    >>> personal_data("Tre tält vid bron, kl 21.30, 12 personer")
    ()
    """
    reading = read(text)
    given = name_lists()[Sort.GIVEN]
    found: list[Found] = []
    for pieces in (numbers(reading), plates(reading), addresses(reading, given), initials(reading)):
        _add(found, pieces)
    closed = [*place_spans(reading, places, given), *((piece.start, piece.end) for piece in found)]
    _add(found, names(reading, closed))
    return tuple(sorted(found))


def numbers_in(text: str) -> tuple[Found, ...]:
    """Give only what is told by its form: personal numbers, dates of birth, telephone numbers, mail.

    Examples
    --------
    >>> [found.kind.value for found in numbers_in("Anna, n@example.org")]
    ['email']
    """
    found: list[Found] = []
    _add(found, numbers(read(text)))
    return tuple(sorted(found))


def _add(found: list[Found], pieces: Iterable[Found]) -> None:
    for piece in pieces:
        if not any(kept.touches(piece.start, piece.end) for kept in found):
            found.append(piece)
