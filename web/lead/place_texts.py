"""Free text about places: what may tell who a person is, said before it is kept."""

from collections.abc import Collection, Sequence

from web.security.personal_data import personal_data
from web.security.personal_data_kinds import PersonalDataKind
from web.security.personal_data_use import Use
from web.security.personal_data_words import found_texts
from web.words import Words

OF_A_PLACE = frozenset({PersonalDataKind.ADDRESS})
"""What a text on how to meet may hold: the place's own address."""


def text_faults(
    words: Words, text: str, *, places: Sequence[str] = (), but: Collection[PersonalDataKind] = ()
) -> tuple[str, ...]:
    """Say, one sentence for each, what in a text may tell of a person and must not be kept.

    Parameters
    ----------
    places
        Names of places, which are no persons' names.
    but
        Kinds that may stand there.
    """
    found = tuple(one for one in personal_data(text, places=places) if one.kind not in but)
    return tuple(found_texts(words, text, found, use=Use.NOTE)) if found else ()
