"""Names of districts and neighbourhoods as files write them, matched with the names that a city knows."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

LEAST_OF_CUT = 10
"""A name that was cut short (older map files hold 10 or 20 letters) is known by so many letters, if only one fits."""

_AREA_WORDS = (" stadsdelsomrade", " stadsdelsnamndsomrade", " stadsdelsnamnd", " stadsdelsforvaltning")


def fold_name(name: str) -> str:
    """Write a name in small letters without accents, dots, rings and signs.

    Examples
    --------
    >>> fold_name("HÄGERSTEN-ÄLVSJÖ"), fold_name("Gamla sta'n")
    ('hagersten alvsjo', 'gamla stan')
    """
    apart = unicodedata.normalize("NFKD", name.casefold().replace("'", "").replace("’", ""))
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


class KnownNames:
    """The names that a city knows, found by what a file writes.

    Examples
    --------
    >>> names = KnownNames(["Ulvsunda", "Ulvsunda industriområde", "Älvsjö"])
    >>> names.find("ULVSUNDA INDUSTRIOMR"), names.find("alvsjo"), names.find("Alvik")
    ('Ulvsunda industriområde', 'Älvsjö', '')
    >>> names.nearest("Älvsö")
    'Älvsjö'
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_fold: dict[str, list[str]] = {}
        for name in sorted(set(names)):
            self._by_fold.setdefault(fold_name(name), []).append(name)

    def find(self, name: str) -> str:
        """Give the known name that is meant: the same but for case, accents and ending; "" where it is not clear."""
        for folded in _readings(name):
            known = self._by_fold.get(folded, [])
            if len(known) == 1:
                return known[0]
            same = [one for one in known if one.casefold() == name.strip().casefold()]
            if same:
                return same[0]
        folded = fold_name(name)
        longer = [known for fold, known in self._by_fold.items() if fold.startswith(folded)]
        return longer[0][0] if len(folded) >= LEAST_OF_CUT and len(longer) == 1 and len(longer[0]) == 1 else ""

    def nearest(self, name: str) -> str:
        """Give the known name that looks most like it; "" where none does."""
        close = get_close_matches(fold_name(name)[:100], self._by_fold, n=1, cutoff=0.6)
        return self._by_fold[close[0]][0] if close else ""


def _readings(name: str) -> list[str]:
    """Give what may be meant: with and without the word for a district, and the genitive before that word."""
    folded = fold_name(name)
    found = [folded]
    for word in _AREA_WORDS:
        if folded.endswith(word):
            bare = folded.removesuffix(word)
            found += [bare, bare.removesuffix("s")]
    return found
