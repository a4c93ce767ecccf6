"""Finds names of persons by lists of names and by what stands around a word."""

from collections.abc import Collection, Iterator
from enum import StrEnum
from functools import lru_cache

from web.security.personal_data_kinds import Found, PersonalDataKind, shared_rules
from web.security.personal_data_places import is_place
from web.security.personal_data_text import Reading, Word, pattern

_LOOK_BACK = 80
_MOST_WORDS = 4
"""Most words of one name."""


class Sort(StrEnum):
    """How surely a word is a name, by the lists."""

    GIVEN = "given"
    """Never anything else."""
    GIVEN_CAPITAL = "given_capital"
    """A name with a capital letter."""
    GIVEN_INSIDE = "given_inside"
    """A name with a capital letter within a sentence, where the word itself would have a small one."""
    GIVEN_CUED = "given_cued"
    """A name only where something else tells of a person."""
    SURNAMES = "surnames"
    SURNAMES_CUED = "surnames_cued"
    """A surname after a given name or a title; else a word, or a place."""
    NONE = "none"


@lru_cache(maxsize=1)
def name_lists() -> dict[Sort, frozenset[str]]:
    """Give the lists of names by sort, in small letters."""
    lists = shared_rules()["names"]
    return {sort: frozenset(" ".join(lists[sort]).split()) for sort in Sort if sort is not Sort.NONE}


def sort_of(low: str) -> Sort:
    """Tell how surely a word in small letters is a name, the genitive's s aside.

    Examples
    --------
    >>> sort_of("annas").value, sort_of("björn").value, sort_of("mariatorget").value
    ('given', 'given_inside', 'none')
    """
    lists = name_lists()
    if low in shared_rules()["names"]["never"]:
        return Sort.NONE
    for form in (low, low.removesuffix("'s"), low.removesuffix("s")):
        for sort, names in lists.items():
            if form in names and len(form) > 1:
                return sort
    parts = low.split("-")
    if len(parts) > 1:
        first = lists[Sort.GIVEN] | lists[Sort.GIVEN_CAPITAL] | lists[Sort.GIVEN_INSIDE]
        if all(part in lists[Sort.GIVEN] for part in parts):
            return Sort.GIVEN
        if all(part in first for part in parts) or parts[-1] in lists[Sort.GIVEN]:
            return Sort.GIVEN_CAPITAL
    return Sort.NONE


def names(reading: Reading, closed: Collection[tuple[int, int]]) -> Iterator[Found]:
    """Give the names of persons.

    Parameters
    ----------
    closed
        Spans in which no name is looked for: places, and what was found already.
    """
    words = [word for word in reading.words if not any(a < word.end and word.start < b for a, b in closed)]
    place = 0
    while place < len(words):
        if _is_name(reading, words, place):
            last = _last_of(reading, words, place)
            yield Found(words[place].start, _end(reading, words, place, last), PersonalDataKind.NAME)
            place = last
        place += 1


def _is_name(reading: Reading, words: list[Word], place: int) -> bool:
    word, rules = words[place], shared_rules()["names"]
    sort = sort_of(word.low)
    before = reading.low[max(0, word.start - _LOOK_BACK) : word.start]
    if word.low in rules["place_like"].split() and pattern(rules["place_prepositions"]).search(before):
        return False
    if word.low in rules["date_like"] and pattern(" [0-9]").match(reading.low, word.end):
        return False
    if _is_genitive(word.low) and (not word.capital or (word.first and sort is Sort.GIVEN_CAPITAL)):
        return False
    if sort is Sort.GIVEN or (sort is Sort.SURNAMES and word.low.removesuffix("s").endswith("sson")):
        return True
    if sort in {Sort.GIVEN_CAPITAL, Sort.SURNAMES} and word.capital:
        return True
    called = _is_called(before)
    if not word.capital:
        return called and (sort in {Sort.GIVEN_CAPITAL, Sort.GIVEN_INSIDE} or word.low in rules["nicknames"][0].split())
    if sort is Sort.GIVEN_INSIDE:
        return not word.first or called or _a_person_follows(reading, words, place)
    told = called or pattern(rules["relation_cue"]).search(before) is not None
    if sort in {Sort.GIVEN_CUED, Sort.SURNAMES_CUED}:
        met = pattern(rules["verb_cue"]).search(before) is not None
        return told or met or (sort is Sort.GIVEN_CUED and _surname_follows(reading, words, place))
    if is_place(word.low) or len(word.low) < 2:
        return False
    if told or _looks_like_surname(word):
        return True
    return not word.first and (_surname_follows(reading, words, place) or _acts_as_person(reading, words, place))


def _is_called(before: str) -> bool:
    """Tell whether what stands before says what somebody is called, and not a place."""
    rules = shared_rules()["names"]
    cue = pattern(rules["name_cue"]).search(before)
    return cue is not None and not pattern(rules["place_noun"]).search(before[: cue.start()])


def _looks_like_surname(word: Word) -> bool:
    endings = shared_rules()["names"]["surname_endings"]
    low = word.low.removesuffix("s") if word.low.endswith("ssons") else word.low
    return not word.first and len(low) > 6 and low.endswith(tuple(endings))


def _surname_follows(reading: Reading, words: list[Word], place: int) -> bool:
    after = words[place + 1] if place + 1 < len(words) else None
    if after is None or not after.capital or not reading.follows(after, words[place]):
        return False
    return sort_of(after.low) in {Sort.SURNAMES, Sort.SURNAMES_CUED} or _looks_like_surname(after)


def _acts_as_person(reading: Reading, words: list[Word], place: int) -> bool:
    """Tell whether a word on no list was met, sleeps or has an age: what organisations and places do not."""
    word, rules = words[place], shared_rules()["names"]
    if reading.same[word.start + 1] != reading.low[word.start + 1]:  # SL, EU-teamet
        return False
    before = reading.low[max(0, word.start - _LOOK_BACK) : word.start]
    if pattern(rules["met_cue"]).search(before) or pattern(rules["age_in_brackets"]).match(reading.low, word.end):
        return True
    after = words[place + 1] if place + 1 < len(words) else None
    return after is not None and reading.follows(after, word) and after.low in rules["body_verbs"].split()


def _a_person_follows(reading: Reading, words: list[Word], place: int) -> bool:
    """Tell whether what comes after the first word of a sentence says that it is a person."""
    rules = shared_rules()["names"]
    if _surname_follows(reading, words, place):
        return True
    if pattern(rules["after_age"]).match(reading.low, words[place].end):
        return True
    after = words[place + 1 : place + 3]
    if not after or not reading.follows(after[0], words[place]):
        return False
    if after[0].low in rules["human_verbs"].split():
        return True
    pair = len(after) == 2 and after[0].low in {"och", "and", "&"} and after[1].capital
    return pair and sort_of(after[1].low) not in {Sort.NONE, Sort.SURNAMES_CUED}


def _is_genitive(low: str) -> bool:
    listed = any(low in listed for listed in name_lists().values())
    return not listed and "-" not in low and sort_of(low) is not Sort.NONE


def _last_of(reading: Reading, words: list[Word], place: int) -> int:
    """Give the place of the last word of a name that begins at a place."""
    particles = shared_rules()["names"]["particles"]
    first, last = words[place], place
    if _is_genitive(first.low):
        return place
    while last + 1 < len(words) and last - place < _MOST_WORDS - 1 and reading.follows(words[last + 1], words[last]):
        after = words[last + 1]
        step = 1
        if after.low in particles and last + 2 < len(words) and reading.follows(words[last + 2], after):
            after, step = words[last + 2], 2
        sort = sort_of(after.low)
        surname = sort in {Sort.SURNAMES, Sort.SURNAMES_CUED} and (after.capital or sort is Sort.SURNAMES)
        capital = after.capital and first.capital and not is_place(after.low) and after.low != "i"
        if not (surname or capital):
            break
        last += step
    return last


def _end(reading: Reading, words: list[Word], place: int, last: int) -> int:
    """Give where a name ends: with the full stop after a single letter, where the sentence goes on."""
    end = words[last].end
    single = last > place and len(words[last].low) == 1 and reading.same[end : end + 2] == ". "
    after = reading.same[end + 2 : end + 3]
    goes_on = after != after.upper()
    return end + 1 if single and goes_on else end
