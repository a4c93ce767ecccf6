"""Finds street addresses with a number, and names of places, which are no persons however much they sound so."""

import re
from collections.abc import Iterable, Iterator

from web.security.personal_data_kinds import Found, PersonalDataKind, shared_rules
from web.security.personal_data_text import Reading, Word, low_text, pattern

_MOST_WORDS = 4
"""Most words before ``plan``, ``gata``, ``torg`` that belong to one name of a place."""


def addresses(reading: Reading, given: frozenset[str]) -> Iterator[Found]:
    """Give streets with a house number, and numbered flats.

    Parameters
    ----------
    given
        Given names: in ``Birger Jarlsgatan 5`` the first word belongs to the street.
    """
    rules = shared_rules()["address"]
    for match in pattern(rules["street"]).finditer(reading.low):
        start = _street_start(reading, match, given)
        if start is not None and not pattern(rules["not_after"]).match(reading.low, match.end()):
            tail = pattern(rules["tail"]).match(reading.low, match.end())
            yield Found(start, tail.end() if tail else match.end(), PersonalDataKind.ADDRESS)
    for match in pattern(rules["flat"]).finditer(reading.low):
        yield Found(*match.span(1), PersonalDataKind.ADDRESS)


def place_spans(reading: Reading, places: Iterable[str], given: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Give where names of places stand: known ones, and those told by a word such as torg, plan, kyrka."""
    rules = shared_rules()["places"]
    for name in (*rules["phrases"], *places):
        yield from _places_called(reading.low, low_text(name.partition(" (")[0]))
    words = reading.words
    for place, word in enumerate(words):
        if pattern(rules["saint"]).search(reading.low[: word.start][-8:]):
            yield word.start, word.end
        run = _run_before(reading, place)
        if word.low in rules["words"] and place and reading.follows(word, words[place - 1]):
            yield words[place - (len(run) or _small_before(reading, place, given))].start, word.end
        elif word.low in rules["words_after_two"] and not word.capital and _is_named(run, given):
            yield run[0].start, word.end
        elif run and word.capital and is_place(word.low):
            begun = run[0] if not run[0].first or run[0].low in given else run[-1]
            if not begun.first or begun.low in given:
                yield begun.start, word.end


def is_place(low: str) -> bool:
    """Tell whether a word ends as names of places do, or is a weekday, a town, a shop.

    Examples
    --------
    >>> is_place("mariatorget"), is_place("maria")
    (True, False)
    """
    rules = shared_rules()["places"]
    stem = low.removesuffix("s")
    return low in rules["capital_words"] or any(
        word.endswith(end) and word != end for word in (low, stem) for end in rules["endings"]
    )


def _places_called(low: str, name: str) -> Iterator[tuple[int, int]]:
    if len(name) < 3:  # too short to tell a place
        return
    at = low.find(name)
    while at >= 0:
        end = at + len(name)
        end += low[end : end + 1] == "s"
        if not _is_letter(low[at - 1 : at] if at else "") and not _is_letter(low[end : end + 1]):
            yield at, end
        at = low.find(name, at + 1)


def _is_letter(sign: str) -> bool:
    return sign != "" and pattern(shared_rules()["letter"]).match(sign) is not None


def _run_before(reading: Reading, place: int) -> list[Word]:
    """Give the capitalised words that lead up to a word without a gap."""
    run: list[Word] = []
    after = reading.words[place]
    for word in reversed(reading.words[max(0, place - _MOST_WORDS) : place]):
        if not word.capital or not reading.follows(after, word):
            break
        run.insert(0, word)
        after = word
    return run


def _is_count(reading: Reading, match: re.Match[str]) -> bool:
    """Tell whether the number at a square or park counts people, as in ``Odenplan 4, Stureplan 2``."""
    rules = shared_rules()["address"]
    before = reading.low[: match.start()][-8:]
    return bool(
        pattern(rules["not_after_weak"]).match(reading.low, match.end())
        or pattern(rules["not_before_weak"]).search(before)
    )


def _small_before(reading: Reading, place: int, given: frozenset[str]) -> int:
    """Count the words in small letters that belong to a place's name: one, or two as in ``olof palmes gata``."""
    words = reading.words
    two = place > 1 and words[place - 2].low in given and reading.follows(words[place - 1], words[place - 2])
    return 2 if two else 1


def _is_named(run: list[Word], given: frozenset[str]) -> bool:
    """Tell ``Sofia skola`` and ``Anna Lindhs plats`` from ``Lenas skola``.

    The first word of a sentence counts where it is a given name; another has its capital letter from the sentence.
    """
    named = [word for word in run if not word.first or word.low in given]
    return len(named) > 1 or (len(named) == 1 and not named[0].low.endswith("s"))


def _street_start(reading: Reading, match: re.Match[str], given: frozenset[str]) -> int | None:
    """Give where a street's name begins; None where it is no street."""
    rules = shared_rules()["address"]
    stem, kind = match[1] or "", match[2]
    strong = kind in rules["strong"]
    place = next((n for n, word in enumerate(reading.words) if word.end > match.start()), None)
    if stem + kind in rules["not"] or place is None:
        return None
    word = reading.words[place]
    if stem:
        if len(stem) < 2 or not (strong or (word.capital and not _is_count(reading, match))):
            return None
        start = match.start()
        for before in reversed(reading.words[max(0, place - 2) : place]):
            belongs = before.low in rules["parts"] or (before.capital and before.low in given)
            if not belongs or before.end + 1 != start:
                break
            start = before.start
        return start
    run = _run_before(reading, place)
    if run and (len(run) > 1 or strong or not run[0].first or run[0].low.endswith("s") or run[0].low in given):
        return run[0].start
    before = reading.words[place - 1] if place else word
    if not run and before.low.endswith("s") and len(before.low) > 3 and reading.follows(word, before):
        return before.start
    return None
